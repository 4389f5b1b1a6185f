import type { TokenLogprob } from '../../core/chunk.ts';
import { isRecord, setOwn } from '../../core/json.ts';
import type { Source } from '../../core/message.ts';
import type { WireGroundingChunk, WireLogprobs } from './wire.ts';

/** What one grounding chunk points at; undefined for kinds that name no place. */
export function sourceOf(chunk: unknown): Source | undefined {
  if (!isRecord(chunk)) return undefined;
  const { web, maps, image, retrievedContext } = chunk as WireGroundingChunk;
  if (isRecord(retrievedContext)) {
    return source('document', retrievedContext.uri, retrievedContext.title, retrievedContext.text);
  }
  if (isRecord(image)) return source('url', image.sourceUri ?? image.uri, image.title, undefined);
  const place = isRecord(web) ? web : maps;
  // The text of a Maps place describes it and cites nothing, so it stays in the raw metadata.
  return isRecord(place) ? source('url', place.uri, place.title, undefined) : undefined;
}

/** Whether grounding metadata says no more than the sources made from it. */
export function isPlainGrounding(grounding: Readonly<Record<string, unknown>>): boolean {
  const { groundingChunks, ...rest } = grounding;
  if (Object.keys(rest).length > 0 || !Array.isArray(groundingChunks)) return false;
  return groundingChunks.every((chunk) => {
    const web: unknown = isRecord(chunk) && Object.keys(chunk).length === 1 ? chunk['web'] : undefined;
    return isRecord(web) && Object.keys(web).every((key) => key === 'uri' || key === 'title');
  });
}

/**
 * The grounding of two frames as one. Each frame tells all so far, as far as it tells anything: what the later one leaves
 * out, and lists that it has less of, stay as they were.
 */
export function fullerGrounding(
  before: Readonly<Record<string, unknown>>,
  later: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const both: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(later)) {
    const known = Object.hasOwn(before, name) ? before[name] : undefined;
    const isLess = Array.isArray(known) && Array.isArray(value) && value.length < known.length;
    if (!isLess) setOwn(both, name, value);
  }
  return both;
}

/** Google's log probabilities as ours. */
export function logprobsOf(result: WireLogprobs): TokenLogprob[] {
  const { chosenCandidates, topCandidates } = result;
  if (!Array.isArray(chosenCandidates)) return [];
  return chosenCandidates.filter(isRecord).map((chosen, index) => {
    const top: unknown = Array.isArray(topCandidates) ? (topCandidates[index] as unknown) : undefined;
    const others =
      isRecord(top) && Array.isArray(top['candidates']) ? top['candidates'].filter(isRecord) : undefined;
    return { ...logprobOf(chosen), ...(others === undefined ? {} : { top: others.map(logprobOf) }) };
  });
}

// A log probability of exactly 0 is left out, as all zeros are.
function logprobOf({ token, logProbability }: Record<string, unknown>): { token: string; logprob: number } {
  return {
    token: typeof token === 'string' ? token : '',
    logprob: typeof logProbability === 'number' ? logProbability : 0,
  };
}

function source(kind: Source['kind'], url: unknown, title: unknown, citedText: unknown): Source {
  return {
    kind,
    ...(typeof url === 'string' ? { url } : {}),
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof citedText === 'string' ? { citedText } : {}),
  };
}
