import type { ResumeAsk } from './protocol.ts';

/** What the address of a request says about an answer that a server keeps. */
export interface KeptAddress {
  readonly ask: Pick<ResumeAsk, 'id' | 'stream' | 'cancels'>;
  /** What else it asks: where to read on from, in the format's own words. */
  readonly query: URLSearchParams;
}

/** Reads `GET own/{id}` and `POST own/{id}/cancel`; undefined for any other request. */
export function keptAnswer(own: string, method: string, path: string): KeptAddress | undefined {
  const { pathname, searchParams: query } = new URL(path, 'http://localhost');
  const at = pathname.lastIndexOf(`${own}/`);
  const [id = '', verb, ...more] = at < 0 ? [] : pathname.slice(at + own.length + 1).split('/');
  const isCancel = method === 'POST' && verb === 'cancel';
  if (id === '' || more.length > 0 || !(isCancel || (method === 'GET' && verb === undefined)))
    return undefined;
  const stream = query.get('stream') === 'true';
  return { ask: { id: decodeURIComponent(id), stream, ...(isCancel ? { cancels: true } : {}) }, query };
}
