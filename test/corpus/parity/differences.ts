import { isRecord, isSameJson } from '../../../src/core/json.ts';

/** One place where what we send is not what was recorded. */
export interface Difference {
  /** Without indices. Places deep inside a caller's JSON Schema end in the member alone. */
  readonly path: string;
  readonly recorded: unknown;
  readonly sent: unknown;
}

/** All places where two JSON values differ; the order of keys does not count. Lists of unequal length differ as a whole. */
export function differencesOf(recorded: unknown, sent: unknown, path = ''): Difference[] {
  if (isSameJson(recorded, sent)) return [];
  if (Array.isArray(recorded) && Array.isArray(sent)) {
    if (recorded.length !== sent.length) return [{ path: `${path}[]`, recorded, sent }];
    return recorded.flatMap((item, index) =>
      differencesOf(item, sent[index], `${path}[]${labelOf(item, sent[index])}`),
    );
  }
  if (!isRecord(recorded) || !isRecord(sent)) return [{ path: shortened(path), recorded, sent }];
  const names = new Set([...Object.keys(recorded), ...Object.keys(sent)]);
  return [...names].flatMap((name) =>
    differencesOf(recorded[name], sent[name], path === '' ? name : `${path}.${name}`),
  );
}

// Turns and parts are told apart by what they are.
function labelOf(recorded: unknown, sent: unknown): string {
  if (!isRecord(recorded) || !isRecord(sent)) return '';
  const name = 'role' in recorded ? 'role' : 'type';
  const label = recorded[name];
  return typeof label === 'string' && label === sent[name] ? `<${label}>` : '';
}

const schemas = /^(.*?\.(?:parameters|input_schema|inputSchema\.json|schema))\b.*?\.([^.]+)$/;

function shortened(path: string): string {
  return path.replace(schemas, '$1…$2');
}
