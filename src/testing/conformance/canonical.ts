import { toBase64 } from '../../core/base64.ts';
import type { Chunk } from '../../core/chunk.ts';
import { isRecord, type Json, setOwn } from '../../core/json.ts';

type Of<Type extends Chunk['type']> = Extract<Chunk, { type: Type }>;

/**
 * The same reply in its shortest form: adjacent pieces of one block joined, empty ones left out, and what has no place
 * among the blocks (sources, log probabilities, metadata, warnings, usage) after them. `usage.raw` is left out, as
 * it holds the words of one provider; so is what a client did about a stream that broke off.
 */
export function coalesce(chunks: Iterable<Chunk>): Chunk[] {
  const blocks: Chunk[] = [];
  const rest = createRest();
  for (const chunk of chunks) {
    if (chunk.type === 'recovery') {
      if (chunk.event.phase === 'retract') blocks.length = 0;
      continue;
    }
    if (rest.add(chunk)) continue;
    const last = blocks.at(-1);
    const joined = last === undefined ? undefined : join(last, chunk);
    if (joined !== undefined) blocks[blocks.length - 1] = joined;
    else if (!isEmpty(chunk)) blocks.push(chunk);
  }
  const { start, tail } = rest.result();
  return [...start, ...blocks, ...tail];
}

/** As {@link coalesce}, with the pieces of each block brought together, as a body has them. */
export function coalesceBlocks(chunks: Iterable<Chunk>): Chunk[] {
  const groups = new Map<number, Chunk[]>();
  const rest: Chunk[] = [];
  for (const chunk of chunks) {
    if (!('block' in chunk) || chunk.block === undefined) rest.push(chunk);
    else groups.set(chunk.block, [...(groups.get(chunk.block) ?? []), chunk]);
  }
  return coalesce([...[...groups.values()].flat(), ...rest]);
}

/** A text that is equal for equal values, whatever the order of their members; bytes become base64. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (member instanceof Uint8Array) return { base64: toBase64(member) };
    if (!isRecord(member)) return member;
    const sorted: Record<string, unknown> = {};
    for (const key of Object.keys(member).sort()) setOwn(sorted, key, member[key]);
    return sorted;
  });
}

/** Everything that has no place among the blocks. */
function createRest(): { add(chunk: Chunk): boolean; result(): { start: Chunk[]; tail: Chunk[] } } {
  let start: Of<'start'> | undefined;
  let usage: Of<'usage'> | undefined;
  let finish: Of<'finish'> | undefined;
  const sources: Chunk[] = [];
  const warnings: Chunk[] = [];
  const logprobs: Of<'logprobs'>['logprobs'][number][] = [];
  const metadata = new Map<string, Record<string, Json | undefined>>();

  const add = (chunk: Chunk): boolean => {
    if (chunk.type === 'start') start = { ...start, ...chunk };
    else if (chunk.type === 'usage') usage = chunk;
    else if (chunk.type === 'finish') finish = chunk;
    else if (chunk.type === 'source') sources.push(chunk);
    else if (chunk.type === 'warning') warnings.push(chunk);
    else if (chunk.type === 'logprobs') logprobs.push(...chunk.logprobs);
    else if (chunk.type === 'extra' && chunk.block === undefined) merge(metadata, chunk);
    else return false;
    return true;
  };

  const result = (): { start: Chunk[]; tail: Chunk[] } => {
    const tail: Chunk[] = [...sources];
    if (logprobs.length > 0) tail.push({ type: 'logprobs', logprobs });
    for (const [provider, value] of metadata) tail.push({ type: 'extra', provider, value });
    tail.push(...warnings);
    if (usage !== undefined) tail.push(withoutRaw(usage));
    if (finish !== undefined) tail.push(finish);
    return { start: start === undefined ? [] : [start], tail };
  };

  return { add, result };
}

function merge(
  metadata: Map<string, Record<string, Json | undefined>>,
  { provider, value }: Of<'extra'>,
): void {
  if (!isRecord(value)) return;
  const facts = metadata.get(provider) ?? {};
  for (const [key, fact] of Object.entries(value)) setOwn(facts, key, fact as Json);
  if (Object.keys(facts).length > 0) metadata.set(provider, facts);
}

function withoutRaw(chunk: Of<'usage'>): Chunk {
  const { raw: _raw, ...usage } = chunk.usage;
  return { type: 'usage', usage };
}

/** Both chunks as one, when they are pieces of the same part. */
function join(last: Chunk, chunk: Chunk): Chunk | undefined {
  if (!('block' in last) || !('block' in chunk) || last.block !== chunk.block) return undefined;
  if (last.type === 'tool-input' && chunk.type === 'tool-input')
    return { ...last, json: last.json + chunk.json };
  if (last.type === 'refusal' && chunk.type === 'refusal') return { ...last, text: last.text + chunk.text };
  if (last.type === 'extra' && chunk.type === 'extra') return chunk;
  if (last.type === 'media' && chunk.type === 'media' && last.mediaType === chunk.mediaType) {
    return { ...last, ...chunk, data: Uint8Array.from([...last.data, ...chunk.data]) };
  }
  if ((last.type === 'text' || last.type === 'reasoning') && chunk.type === last.type) {
    const signed = last.signature !== undefined || chunk.signature !== undefined;
    const signature = (last.signature ?? '') + (chunk.signature ?? '');
    return { ...last, text: last.text + chunk.text, ...(signed ? { signature } : {}) };
  }
  return undefined;
}

function isEmpty(chunk: Chunk): boolean {
  switch (chunk.type) {
    case 'text':
    case 'reasoning':
      return chunk.text === '' && chunk.signature === undefined;
    case 'refusal':
      return chunk.text === '';
    case 'tool-input':
      return chunk.json === '';
    default:
      return false;
  }
}
