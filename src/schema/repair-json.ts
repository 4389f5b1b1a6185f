import type { Json } from '../core/json.ts';
import { createPartialJson } from './partial-json.ts';

/**
 * Broken JSON as a value, where no guess is needed: what was left open is closed, commas too many go. Undefined where that
 * is not enough. The value is only as whole as the text was.
 */
export function repairJson(text: string): Json | undefined {
  const start = text.search(/[{[]/);
  if (start === -1) return undefined;
  const reader = createPartialJson();
  reader.push(withoutExtraCommas(text.slice(start)));
  return reader.value;
}

/** The text without commas that stand before a closing bracket or another comma, outside of strings. */
function withoutExtraCommas(text: string): string {
  return text.replace(/"(?:[^"\\]|\\[^])*"?|,(?=\s*[,}\]])/g, (found) => (found === ',' ? '' : found));
}
