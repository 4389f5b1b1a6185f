import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { Source } from '../../core/message.ts';

/** A citation of a document, a search result or a web page. */
export function sourceOf(citation: Readonly<Record<string, unknown>>): Source {
  const location = isRecord(citation['location']) ? citation['location'] : {};
  const web = isRecord(location['web']) ? location['web'] : {};
  const address = [web['url'], citation['source']].find(
    (value) => typeof value === 'string' && /^https?:\/\//.test(value),
  );
  const title = typeof citation['title'] === 'string' ? citation['title'] : undefined;
  const citedText = textIn(citation['sourceContent']);
  return {
    kind: typeof address === 'string' ? 'url' : 'document',
    ...(typeof address === 'string' ? { url: address } : {}),
    ...(title === undefined ? {} : { title }),
    ...(citedText === '' ? {} : { citedText }),
    raw: citation as Json,
  };
}

/** A source as a citation: Bedrock's own form if it came from there, else the nearest one. */
export function citationOf(source: Source): JsonObject {
  if (isCitation(source.raw)) return source.raw;
  const { url, title, citedText } = source;
  return {
    ...(title === undefined ? {} : { title }),
    ...(citedText === undefined ? {} : { sourceContent: [{ text: citedText }] }),
    location: url === undefined ? { documentChar: { documentIndex: 0 } } : { web: { url } },
  };
}

/** The citations of a text that came from here, as they were; those of other providers cannot be sent. */
export function citationsFor(sources: readonly Source[] | undefined): JsonObject[] {
  return (sources ?? []).map((source) => source.raw).filter(isCitation);
}

function isCitation(raw: Json | undefined): raw is JsonObject {
  return isRecord(raw) && ('location' in raw || 'sourceContent' in raw);
}

function textIn(content: unknown): string {
  if (!Array.isArray(content)) return '';
  return content
    .map((item: unknown) => (isRecord(item) && typeof item['text'] === 'string' ? item['text'] : ''))
    .join('');
}
