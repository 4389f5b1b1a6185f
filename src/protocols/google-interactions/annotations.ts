import type { Json, JsonObject } from '../../core/json.ts';
import { isRecord } from '../../core/json.ts';
import type { Source } from '../../core/message.ts';
import { asObject, asSaid } from '../loose.ts';

interface WireAnnotation {
  readonly type?: unknown;
  readonly url?: unknown;
  readonly title?: unknown;
  readonly name?: unknown;
  readonly file_name?: unknown;
  readonly document_uri?: unknown;
  readonly source?: unknown;
  readonly start_index?: unknown;
  readonly end_index?: unknown;
}

/**
 * What an annotation of a text cites: `url_citation`, `file_citation`, `place_citation` or one unknown yet. Google counts
 * the span in bytes of UTF-8 (https://ai.google.dev/api/interactions-api#Annotation); ours is in characters.
 */
export function sourceOf(value: unknown, text: string): Source | undefined {
  const annotation = asObject<WireAnnotation>(value);
  if (annotation === undefined) return undefined;
  const { type } = annotation;
  const url = asSaid(annotation.url) ?? asSaid(annotation.document_uri);
  const title = asSaid(annotation.title) ?? asSaid(annotation.file_name) ?? asSaid(annotation.name);
  const citedText = type === 'file_citation' ? asSaid(annotation.source) : undefined;
  const start = charactersBefore(text, annotation.start_index);
  const end = charactersBefore(text, annotation.end_index);
  const isFile = type === 'file_citation';
  return {
    kind: isFile ? 'document' : url === undefined ? 'other' : 'url',
    ...(url === undefined ? {} : { url }),
    ...(title === undefined ? {} : { title }),
    ...(citedText === undefined ? {} : { citedText }),
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    raw: annotation as Json,
  };
}

/** A source in this format: as it came, or a URL citation; undefined when the format has no place for it. */
export function annotationOf(source: Source, text: string): JsonObject | undefined {
  const { raw, url, title, start, end } = source;
  if (isRecord(raw) && typeof raw['type'] === 'string' && knownTypes.has(raw['type']))
    return raw as JsonObject;
  if (url === undefined) return undefined;
  return {
    type: 'url_citation',
    url,
    ...(title === undefined ? {} : { title }),
    ...(start === undefined ? {} : { start_index: bytesIn(text.slice(0, start)) }),
    ...(end === undefined ? {} : { end_index: bytesIn(text.slice(0, end)) }),
  };
}

const knownTypes: ReadonlySet<string> = new Set(['url_citation', 'file_citation', 'place_citation']);
const encoder = new TextEncoder();

function bytesIn(text: string): number {
  return encoder.encode(text).length;
}

function charactersBefore(text: string, bytes: unknown): number | undefined {
  if (typeof bytes !== 'number' || !Number.isInteger(bytes) || bytes < 0) return undefined;
  let seen = 0;
  let characters = 0;
  for (const character of text) {
    if (seen >= bytes) return characters;
    const code = character.codePointAt(0) ?? 0;
    seen += code < 0x80 ? 1 : code < 0x8_00 ? 2 : code < 0x1_00_00 ? 3 : 4;
    characters += character.length;
  }
  // Beyond the text that is there it cannot be told; a text of one byte a character is the likeliest.
  return characters + Math.max(0, bytes - seen);
}
