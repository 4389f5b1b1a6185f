import type { CallBody } from '../../core/call.ts';
import type { Json } from '../../core/json.ts';
import type { ImagePart, Part } from '../../core/message.ts';

/** What of a call makes tokens, counted without a tokenizer. */
export interface TokenFeatures {
  readonly messages: number;
  readonly tools: number;
  /** Whether a tool must be called: some hosts then tell the tools in fewer words, or count none of them. */
  readonly forced: boolean;
  /** Whether none of the tools may be called. */
  readonly barred: boolean;
  /** Characters of the tools' names, descriptions and schemas, as JSON. */
  readonly schema: number;
  /** Characters of the schema that the answer is held to. */
  readonly output: number;
  /** Whether it is asked to think first: some vendors say so in words that count. */
  readonly thinks: boolean;
  /** Calls of tools, and their results. */
  readonly calls: number;
  /** Characters of what models thought before: many hosts leave it out. */
  readonly thoughts: number;
  /** Latin letters and white space. */
  readonly latin: number;
  readonly digits: number;
  /** Punctuation and symbols, of code and JSON above all. */
  readonly symbols: number;
  /** Chinese, Japanese and Korean characters. */
  readonly cjk: number;
  /** Characters of all other scripts, and emoji. */
  readonly other: number;
  readonly images: readonly ImagePart[];
  /** Files, and tools that providers run: what they come to only the provider knows. */
  readonly uncounted: readonly string[];
}

type Counts = { latin: number; digits: number; symbols: number; cjk: number; other: number };

type Found = Counts & {
  calls: number;
  thoughts: number;
  readonly images: ImagePart[];
  readonly uncounted: string[];
};

/** Counts the characters of a call by what they are. */
export function tokenFeatures(
  call: Pick<CallBody, 'messages' | 'tools' | 'toolChoice' | 'output' | 'reasoning'>,
): TokenFeatures {
  const found: Found = { ...nothing, calls: 0, thoughts: 0, images: [], uncounted: [] };
  for (const { content } of call.messages) for (const part of content) countPart(part, found);
  let tools = 0;
  let schema = 0;
  for (const tool of call.tools ?? []) {
    if ('definition' in tool) {
      found.uncounted.push('a tool that the provider runs');
      continue;
    }
    tools += 1;
    schema += JSON.stringify(tool).length;
  }
  const output = call.output?.type === 'json-schema' ? JSON.stringify(call.output.schema).length : 0;
  const { effort, budgetTokens } = call.reasoning ?? {};
  const thinks = (effort !== undefined && effort !== 'none') || (budgetTokens ?? 0) > 0;
  const barred = tools > 0 && call.toolChoice === 'none';
  const forced = tools > 0 && !barred && (call.toolChoice ?? 'auto') !== 'auto';
  return { messages: call.messages.length, tools, forced, barred, schema, output, thinks, ...found };
}

/** About how many tokens a text is for a model, without anything around it. */
export function tokensOfText(text: string, rates: CharacterRates): number {
  const counts: Counts = { ...nothing };
  countText(text, counts);
  let tokens = 0;
  for (const kind of kinds) tokens += rates[kind] * counts[kind];
  return tokens;
}

/** Tokens for each character of a kind. */
export type CharacterRates = Readonly<Counts>;

const nothing: Counts = { latin: 0, digits: 0, symbols: 0, cjk: 0, other: 0 };
const kinds = ['latin', 'digits', 'symbols', 'cjk', 'other'] as const;

function countPart(part: Part, found: Found): void {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return countText(part.text, found);
    case 'reasoning':
      found.thoughts += part.text.length;
      return;
    case 'tool-call':
      found.calls += 1;
      countText(part.name, found);
      return countText(part.raw ?? JSON.stringify(part.input), found);
    case 'tool-result':
      found.calls += 1;
      for (const inner of part.content) countPart(inner, found);
      return;
    case 'image':
      found.images.push(part);
      return;
    case 'file':
      found.uncounted.push(part.filename ?? 'a file');
      return;
    case 'extra':
      return countText(JSON.stringify(part.value satisfies Json), found);
    default:
      part satisfies never;
  }
}

function countText(text: string, counts: Counts): void {
  for (let at = 0; at < text.length; at += 1) counts[kindOf(text.charCodeAt(at))] += 1;
}

function kindOf(code: number): keyof Counts {
  if (code >= 48 && code <= 57) return 'digits';
  if (code < 128) return isLetter(code) || code <= 32 ? 'latin' : 'symbols';
  if (code < 0x250) return 'latin';
  return isCjk(code) ? 'cjk' : 'other';
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function isCjk(code: number): boolean {
  return (
    (code >= 0x3000 && code <= 0x9fff) ||
    (code >= 0xac00 && code <= 0xd7af) ||
    (code >= 0xf900 && code <= 0xfaff)
  );
}
