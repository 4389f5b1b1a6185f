import { parseJson } from '../../core/json.ts';
import { keptAnswer } from '../kept-answer.ts';
import type { ResumeAsk } from '../protocol.ts';
import type { GoogleInteractionsDialect } from './dialect.ts';

const prefix = 'event_';

/** The id of the event at this place of a stream. */
export function eventId(place: number): string {
  return `${prefix}${place}`;
}

/** What a request asks about an interaction that was made before; undefined when it does not. */
export function resumedBy(
  { path: own }: GoogleInteractionsDialect,
  method: string,
  path: string,
): ResumeAsk | undefined {
  const kept = keptAnswer(own, method, path);
  if (kept === undefined) return undefined;
  const cursor = kept.query.get('last_event_id') ?? '';
  const after = cursor.startsWith(prefix) ? Number(cursor.slice(prefix.length)) : -1;
  return {
    ...kept.ask,
    ...(cursor === '' ? {} : { cursor }),
    isAfter: ({ data }) => placeOf(data) > after,
  };
}

function placeOf(data: string): number {
  const frame = parseJson(data);
  const { event_id: id = '' } = (frame.ok ? frame.value : {}) as { event_id?: string };
  // The mark behind the last event has no place.
  return id.startsWith(prefix) ? Number(id.slice(prefix.length)) : Number.POSITIVE_INFINITY;
}
