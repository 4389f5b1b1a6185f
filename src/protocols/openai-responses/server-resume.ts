import { parseJson } from '../../core/json.ts';
import type { ResumeAsk } from '../protocol.ts';
import type { OpenaiResponsesDialect } from './dialect.ts';

/** What a request asks about a response that was made before; undefined when it does not. */
export function resumedBy(
  { path: own }: OpenaiResponsesDialect,
  method: string,
  path: string,
): ResumeAsk | undefined {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  const at = pathname.lastIndexOf(`${own}/`);
  const [id = '', verb, ...more] = at < 0 ? [] : pathname.slice(at + own.length + 1).split('/');
  const isCancel = method === 'POST' && verb === 'cancel';
  if (id === '' || more.length > 0 || !(isCancel || (method === 'GET' && verb === undefined)))
    return undefined;
  const after = Number(searchParams.get('starting_after') ?? -1);
  return {
    id: decodeURIComponent(id),
    stream: searchParams.get('stream') === 'true',
    ...(isCancel ? { cancels: true as const } : {}),
    ...(after < 0 ? {} : { cursor: String(after) }),
    isAfter: ({ data }) => {
      const frame = parseJson(data);
      const { sequence_number: number = -1 } = (frame.ok ? frame.value : {}) as { sequence_number?: number };
      return number > after;
    },
  };
}
