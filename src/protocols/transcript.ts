import type { Emit, TranscriptSegment } from '../core/chunk.ts';
import { defined } from '../core/json.ts';
import { count } from '../core/usage.ts';
import { asObject, asSaid, asText } from './loose.ts';

/** Words or sentences of a transcript; one without a text, a start or an end is left out. */
export function emitStretches<Item extends object>(
  list: unknown,
  { unit, textOf }: { readonly unit: TranscriptSegment['unit']; readonly textOf: (item: Item) => unknown },
  emit: Emit,
): void {
  if (!Array.isArray(list)) return;
  for (const each of list as unknown[]) {
    const item = asObject<Item & WireTimes>(each);
    const text = item === undefined ? undefined : asText(textOf(item));
    const { start, end, speaker, speaker_id: id } = item ?? {};
    const [startSeconds, endSeconds] = [count(start), count(end)];
    if (text === undefined || startSeconds === null || endSeconds === null) continue;
    const who = speaker ?? id;
    const isNamed = typeof who === 'string' || typeof who === 'number';
    const named = isNamed ? { speaker: String(who) } : {};
    emit({ type: 'segment', segment: { unit, text, startSeconds, endSeconds, ...named } });
  }
}

/** What is known of the whole recording; nothing where nothing is. */
export function emitRecording(language: unknown, seconds: number | null, emit: Emit): void {
  const heard = defined({ language: asSaid(language), durationSeconds: seconds ?? undefined });
  if (Object.keys(heard).length > 0) emit({ type: 'recording', ...heard });
}

/** Any member may be missing or of another type. */
interface WireTimes {
  readonly start?: unknown;
  readonly end?: unknown;
  readonly speaker?: unknown;
  readonly speaker_id?: unknown;
}
