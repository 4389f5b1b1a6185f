import type { TokenLogprob } from '../../core/chunk.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Source } from '../../core/message.ts';
import { asObject, asSaid } from '../loose.ts';
import { objectsOf } from './wire.ts';

interface WireAnnotation {
  readonly type?: unknown;
  readonly url?: unknown;
  readonly title?: unknown;
  readonly filename?: unknown;
  readonly start_index?: unknown;
  readonly end_index?: unknown;
}

/** What an annotation cites: `url_citation`, `file_citation`, `container_file_citation`, `file_path` or one unknown yet. */
export function sourceOf(value: unknown): Source | undefined {
  const annotation = asObject<WireAnnotation>(value);
  if (annotation === undefined) return undefined;
  const { type } = annotation;
  const url = asSaid(annotation.url);
  const title = asSaid(annotation.title) ?? asSaid(annotation.filename);
  const start = place(annotation.start_index);
  const end = place(annotation.end_index);
  return {
    kind:
      url !== undefined ? 'url' : typeof type === 'string' && type.includes('file') ? 'document' : 'other',
    ...(url === undefined ? {} : { url }),
    ...(title === undefined ? {} : { title }),
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    raw: annotation as Json,
  };
}

/** A source in this format: as it came, or a URL citation; undefined when the format has no place for it. */
export function annotationOf(source: Source): JsonObject | undefined {
  const raw = asObject<WireAnnotation>(source.raw);
  if (raw !== undefined && typeof raw.type === 'string' && knownTypes.has(raw.type)) return raw as JsonObject;
  if (source.url === undefined) return undefined;
  const { url, title = url, start = 0, end = start } = source;
  return { type: 'url_citation', url, title, start_index: start, end_index: end };
}

/** How likely the tokens of a text were. */
export function logprobsOf(value: unknown): TokenLogprob[] {
  return objectsOf<{ token?: unknown; logprob?: unknown; top_logprobs?: unknown }>(value).flatMap((entry) => {
    const { token, logprob } = entry;
    if (typeof token !== 'string' || typeof logprob !== 'number') return [];
    const top = objectsOf<{ token?: unknown; logprob?: unknown }>(entry.top_logprobs).flatMap((other) =>
      typeof other.token === 'string' && typeof other.logprob === 'number'
        ? [{ token: other.token, logprob: other.logprob }]
        : [],
    );
    return [{ token, logprob, ...(top.length === 0 ? {} : { top }) }];
  });
}

/** Log probabilities in this format. */
export function wireLogprobs(logprobs: readonly TokenLogprob[]): JsonObject[] {
  return logprobs.map(({ token, logprob, top = [] }) => ({
    token,
    logprob,
    bytes: bytesOf(token),
    top_logprobs: top.map((other) => ({ ...other, bytes: bytesOf(other.token) })),
  }));
}

const knownTypes: ReadonlySet<string> = new Set([
  'url_citation',
  'file_citation',
  'container_file_citation',
  'file_path',
]);

function place(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function bytesOf(token: string): number[] {
  return [...new TextEncoder().encode(token)];
}
