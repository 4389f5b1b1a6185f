import { parseJson } from '../../core/json.ts';
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
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  const at = pathname.lastIndexOf(`${own}/`);
  const [id = '', verb, ...more] = at < 0 ? [] : pathname.slice(at + own.length + 1).split('/');
  const isCancel = method === 'POST' && verb === 'cancel';
  if (id === '' || more.length > 0 || !(isCancel || (method === 'GET' && verb === undefined)))
    return undefined;
  const cursor = searchParams.get('last_event_id') ?? '';
  const after = cursor.startsWith(prefix) ? Number(cursor.slice(prefix.length)) : -1;
  return {
    id: decodeURIComponent(id),
    stream: searchParams.get('stream') === 'true',
    ...(isCancel ? { cancels: true as const } : {}),
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
