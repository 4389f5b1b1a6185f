import type { ResumeToken } from '../../core/recovery.ts';
import type { WireRequest } from '../protocol.ts';
import type { OpenaiResponsesDialect } from './dialect.ts';

/** The request for an answer that is made in the background: its events after the cursor, or the response as it stands. */
export function encodeResume(
  { path, query, headers }: OpenaiResponsesDialect,
  { id, cursor }: ResumeToken,
  { stream }: { readonly stream: boolean },
): WireRequest {
  const after = cursor === undefined ? {} : { starting_after: cursor };
  const asked = { ...query, ...(stream ? { stream: 'true', ...after } : {}) };
  return {
    method: 'GET',
    path: `${path}/${encodeURIComponent(id)}`,
    ...(Object.keys(asked).length === 0 ? {} : { query: asked }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    body: null,
    changes: [],
  };
}

/** The request that stops an answer that is made in the background. */
export function encodeCancel(
  { path, query, headers }: OpenaiResponsesDialect,
  { id }: ResumeToken,
): WireRequest {
  return {
    method: 'POST',
    path: `${path}/${encodeURIComponent(id)}/cancel`,
    ...(Object.keys(query).length === 0 ? {} : { query }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    body: {},
    changes: [],
  };
}
