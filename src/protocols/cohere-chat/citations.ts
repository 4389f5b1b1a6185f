import type { TokenLogprob } from '../../core/chunk.ts';
import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { Source } from '../../core/message.ts';
import { asText } from '../loose.ts';
import type { WireCitation, WireLogprob, WireSource } from './wire.ts';

/** Whether a citation is about the text, not about a plan or a thought. */
export function isAboutText({ type }: WireCitation): boolean {
  return type === undefined || type === 'TEXT_CONTENT';
}

/**
 * One source for each source of a citation; one without a place when it has none. `raw` is the citation with that source
 * alone, so that each can go back by itself.
 */
export function sourcesOf(citation: WireCitation): Source[] {
  const { sources } = citation;
  const list = Array.isArray(sources) ? (sources as readonly unknown[]).filter(isRecord) : [];
  const span = isAboutText(citation) ? spanOf(citation) : {};
  if (list.length === 0) return [{ kind: 'other', ...span, raw: citation as Json }];
  return list.map((source): Source => ({
    ...placeOf(source),
    ...span,
    raw: { ...citation, sources: [source] } as Json,
  }));
}

/** Citations of a text that came from Cohere, as it takes them back; those of others have no form here. */
export function citationsFor(sources: readonly Source[] | undefined, contentIndex: number): JsonObject[] {
  return (sources ?? []).flatMap(({ raw }) =>
    isRecord(raw) && Array.isArray(raw['sources']) ? [at(raw as JsonObject, contentIndex)] : [],
  );
}

/** Any source as a citation of the text at this place among the contents. */
export function citationOf(source: Source, contentIndex: number): JsonObject {
  const [own] = citationsFor([source], contentIndex);
  if (own !== undefined) return own;
  const { url, title, citedText, start, end } = source;
  const document = {
    ...(title === undefined ? {} : { title }),
    ...(url === undefined ? {} : { url }),
    ...(citedText === undefined ? {} : { text: citedText }),
  };
  const place = {
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
  };
  const from = { type: 'document', id: title ?? url ?? 'source', document };
  return at({ ...place, text: '', sources: [from], type: 'TEXT_CONTENT' }, contentIndex);
}

/** Cohere's log probabilities as ours. An item may stand for several tokens; their words stand on the first. */
export function logprobsOf(items: readonly unknown[]): TokenLogprob[] {
  return items.filter(isRecord).flatMap(({ text, logprobs }: WireLogprob) =>
    (Array.isArray(logprobs) ? (logprobs as readonly unknown[]) : []).flatMap((logprob, index) => {
      if (typeof logprob !== 'number') return [];
      return [{ token: index === 0 && typeof text === 'string' ? text : '', logprob }];
    }),
  );
}

// The first text needs no index in recorded bodies; where it is not the first content, they have one.
function at(citation: JsonObject, contentIndex: number): JsonObject {
  if (contentIndex === 0 && citation['content_index'] === undefined) return citation;
  return { ...citation, content_index: contentIndex };
}

function spanOf({ start, end }: WireCitation): Pick<Source, 'start' | 'end'> {
  return {
    ...(typeof start === 'number' ? { start } : {}),
    ...(typeof end === 'number' ? { end } : {}),
  };
}

function placeOf({ type, id, document, tool_output: output }: WireSource): Source {
  const facts: Readonly<Record<string, unknown>> = isRecord(document)
    ? document
    : isRecord(output)
      ? output
      : {};
  const url = asText(facts['url']);
  const title = asText(facts['title']) ?? asText(id);
  const citedText = asText(facts['text']) ?? asText(facts['snippet']) ?? asText(facts['content']);
  return {
    kind: type === 'document' ? 'document' : 'other',
    ...(url === undefined ? {} : { url }),
    ...(title === undefined ? {} : { title }),
    ...(citedText === undefined ? {} : { citedText }),
  };
}
