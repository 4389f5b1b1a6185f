import type { CallBody } from '../../core/call.ts';
import type { Json } from '../../core/json.ts';
import type { ImagePart, Message, Part } from '../../core/message.ts';

/** What of a call makes tokens, counted without a tokenizer. */
export interface TokenFeatures {
  readonly messages: number;
  readonly tools: number;
  /** Characters of the tools' names, descriptions and schemas, as JSON. */
  readonly schema: number;
  /** Characters of the schema that the answer is held to. */
  readonly output: number;
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

/** Counts the characters of a call by what they are. */
export function tokenFeatures(call: Pick<CallBody, 'messages' | 'tools' | 'output'>): TokenFeatures {
  const counts: Counts = { latin: 0, digits: 0, symbols: 0, cjk: 0, other: 0 };
  const images: ImagePart[] = [];
  const uncounted: string[] = [];
  for (const message of call.messages) countMessage(message, counts, images, uncounted);
  let tools = 0;
  let schema = 0;
  for (const tool of call.tools ?? []) {
    if ('definition' in tool) {
      uncounted.push('a tool that the provider runs');
      continue;
    }
    tools += 1;
    schema += JSON.stringify(tool).length;
  }
  const output = call.output?.type === 'json-schema' ? JSON.stringify(call.output.schema).length : 0;
  return { messages: call.messages.length, tools, schema, output, ...counts, images, uncounted };
}

function countMessage(message: Message, counts: Counts, images: ImagePart[], uncounted: string[]): void {
  for (const part of message.content) countPart(part, counts, images, uncounted);
}

function countPart(part: Part, counts: Counts, images: ImagePart[], uncounted: string[]): void {
  switch (part.type) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      return countText(part.text, counts);
    case 'tool-call':
      countText(part.name, counts);
      return countText(part.raw ?? JSON.stringify(part.input), counts);
    case 'tool-result':
      for (const inner of part.content) countPart(inner, counts, images, uncounted);
      return;
    case 'image':
      images.push(part);
      return;
    case 'file':
      uncounted.push(part.filename ?? 'a file');
      return;
    case 'extra':
      return countText(JSON.stringify(part.value satisfies Json), counts);
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
