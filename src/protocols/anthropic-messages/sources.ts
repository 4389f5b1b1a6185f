import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { Source } from '../../core/message.ts';
import { asSaid } from '../loose.ts';

/** A citation as a source; the citation itself is kept for replay. */
export function sourceOf(citation: Readonly<Record<string, unknown>>): Source {
  const url = asSaid(citation['url']) ?? webAddress(citation['source']);
  const title = asSaid(citation['title']) ?? asSaid(citation['document_title']);
  const citedText = asSaid(citation['cited_text']);
  return {
    kind: url === undefined ? 'document' : 'url',
    ...(url === undefined ? {} : { url }),
    ...(title === undefined ? {} : { title }),
    ...(citedText === undefined ? {} : { citedText }),
    raw: citation as Json,
  };
}

/** A source as a citation: the provider's own form if it came from here, else the nearest one. */
export function citationOf(source: Source): JsonObject {
  if (isCitation(source.raw)) return source.raw;
  const { url, title = null, citedText = '' } = source;
  if (url !== undefined) {
    return { type: 'web_search_result_location', url, title, cited_text: citedText, encrypted_index: '' };
  }
  const place = {
    document_index: 0,
    document_title: title,
    start_char_index: 0,
    end_char_index: citedText.length,
  };
  return { type: 'char_location', cited_text: citedText, ...place };
}

/** The citations of a text that came from here, as they were; those of other providers cannot be sent. */
export function citationsFor(sources: readonly Source[] | undefined): JsonObject[] {
  return (sources ?? []).map((source) => source.raw).filter(isCitation);
}

function isCitation(raw: Json | undefined): raw is JsonObject {
  return isRecord(raw) && typeof raw['type'] === 'string' && raw['type'].endsWith('_location');
}

// A search result that the caller gave has any text as its `source`, most often an address.
function webAddress(source: unknown): string | undefined {
  return typeof source === 'string' && /^https?:\/\//.test(source) ? source : undefined;
}
