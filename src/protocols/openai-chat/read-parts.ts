import { fromBase64 } from '../../core/base64.ts';
import type { Emit, TokenLogprob } from '../../core/chunk.ts';
import { isRecord, type Json } from '../../core/json.ts';
import type { Source } from '../../core/message.ts';
import { asSaid, asText } from '../loose.ts';
import type { Blocks } from './read-blocks.ts';

/** Content as a list of parts (Mistral, Databricks): text, thoughts, refusals, images and references in their order. */
export function readParts(parts: readonly unknown[], blocks: Blocks, emit: Emit): void {
  for (const part of parts) {
    if (typeof part === 'string') blocks.text(part, emit);
    if (!isRecord(part)) continue;
    const thoughts = thoughtsOf(part);
    if (thoughts !== undefined)
      for (const { text, signature } of thoughts) blocks.say('reasoning', text, emit, signature);
    else if (part['type'] === 'refusal') blocks.say('refusal', asText(part['refusal']) ?? '', emit);
    else if (part['type'] === 'image_url') readImage(part, blocks, emit);
    else if (part['type'] === 'reference') readReference(part, blocks, emit);
    else if (typeof part['text'] === 'string') blocks.text(part['text'], emit);
  }
}

/** An image, by its bytes or by its address; false when it is neither. */
export function readImage(image: unknown, blocks: Blocks, emit: Emit): boolean {
  const holder = isRecord(image) ? image['image_url'] : undefined;
  const url = isRecord(holder) ? holder['url'] : holder;
  if (typeof url !== 'string') return false;
  if (/^https?:\/\//i.test(url)) {
    emit({ type: 'media-url', block: blocks.take(), url });
    return true;
  }
  const found = /^data:([^;,]+);base64,/.exec(url.slice(0, 200));
  const data = found === null ? undefined : fromBase64(url.slice(found[0].length));
  if (found === null || data === undefined || data.length === 0) return false;
  emit({ type: 'media', block: blocks.take(), mediaType: found[1] as string, data });
  return true;
}

/** The source that an annotation names, and nothing for other annotations. */
export function citationOf(annotation: unknown): Source | undefined {
  if (!isRecord(annotation)) return undefined;
  const nested = annotation['url_citation'];
  const said = isRecord(nested) ? nested : annotation['type'] === 'url_citation' ? annotation : undefined;
  if (said === undefined) return undefined;
  const { start_index: start, end_index: end } = said;
  // OpenRouter says 0 to 0 when it does not know the span.
  const hasSpan = typeof start === 'number' && typeof end === 'number' && start >= 0 && end > start;
  return { ...sourceOf(said['url'], said['title'], said['content']), ...(hasSpan ? { start, end } : {}) };
}

/** The sources of the whole answer: Perplexity's and Groq's results, and the addresses that xAI and others list. */
export function sourcesOf(results: unknown, citations: unknown): Source[] {
  const sources = (Array.isArray(results) ? results : []).filter(isRecord).map(resultOf);
  const known = new Set(sources.map(({ url }) => url));
  for (const citation of Array.isArray(citations) ? citations : []) {
    const url = isRecord(citation) ? citation['url'] : citation;
    if (typeof url !== 'string' || url === '' || known.has(url)) continue;
    known.add(url);
    sources.push(sourceOf(url, isRecord(citation) ? citation['title'] : undefined, undefined));
  }
  return sources;
}

// Dates and the like have no place in a source, so a result that has them is kept whole beside it.
function resultOf(result: Record<string, unknown>): Source {
  const { url, title, snippet, ...others } = result;
  // Perplexity's word is `snippet`, Groq's `content`.
  const source = sourceOf(url, title, snippet ?? others['content']);
  return Object.keys(others).length === 0 ? source : { ...source, raw: result as Json };
}

/** The likelihoods of the tokens of one frame or body. */
export function logprobsOf(value: unknown): TokenLogprob[] {
  if (!isRecord(value)) return [];
  const all = [value['content'], value['refusal']].flatMap((list) =>
    Array.isArray(list) ? (list as unknown[]) : [],
  );
  return all.flatMap((item) => {
    const token = tokenOf(item);
    if (token === undefined) return [];
    const others = isRecord(item) && Array.isArray(item['top_logprobs']) ? item['top_logprobs'] : [];
    const top = others.map(tokenOf).filter((other) => other !== undefined);
    return [top.length === 0 ? token : { ...token, top }];
  });
}

// Mistral: { thinking: [{ type: 'text', text }] } or a text; Databricks: { summary: [{ text, signature }] }.
function thoughtsOf(part: Record<string, unknown>): { text: string; signature?: string }[] | undefined {
  if (part['type'] !== 'thinking' && part['type'] !== 'reasoning') return undefined;
  const list = part['thinking'] ?? part['summary'] ?? part['text'];
  const own = asSaid(part['signature']);
  const pieces = Array.isArray(list) ? (list as unknown[]) : [list];
  const thoughts = pieces.map((piece) => {
    const signature = isRecord(piece) ? asSaid(piece['signature']) : undefined;
    return {
      text: asText(isRecord(piece) ? piece['text'] : piece) ?? '',
      ...(signature === undefined ? {} : { signature }),
    };
  });
  return own === undefined ? thoughts : [...thoughts, { text: '', signature: own }];
}

function readReference(part: Record<string, unknown>, blocks: Blocks, emit: Emit): void {
  const source: Source = { kind: 'other', raw: part as Json };
  emit(
    blocks.textBlock === undefined
      ? { type: 'source', source }
      : { type: 'source', block: blocks.textBlock, source },
  );
}

// Perplexity lists the caller's own document with an empty address.
function sourceOf(url: unknown, title: unknown, words: unknown): Source {
  const address = asSaid(url);
  const name = asSaid(title);
  const citedText = asSaid(words);
  return {
    kind: address === undefined ? 'document' : 'url',
    ...(address === undefined ? {} : { url: address }),
    ...(name === undefined ? {} : { title: name }),
    ...(citedText === undefined ? {} : { citedText }),
  };
}

function tokenOf(item: unknown): { token: string; logprob: number } | undefined {
  if (!isRecord(item)) return undefined;
  const { token, logprob } = item;
  return typeof token === 'string' && typeof logprob === 'number' ? { token, logprob } : undefined;
}
