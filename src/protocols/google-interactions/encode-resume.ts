import type { ResumeToken } from '../../core/recovery.ts';
import type { WireRequest } from '../protocol.ts';
import type { GoogleInteractionsDialect } from './dialect.ts';

/**
 * The request for an interaction that is made in the background: its events after the cursor, or how it stands.
 * https://ai.google.dev/api/interactions-api#get-an-interaction
 */
export function encodeResume(
  { path }: GoogleInteractionsDialect,
  { id, cursor }: ResumeToken,
  { stream }: { readonly stream: boolean },
): WireRequest {
  const after = cursor === undefined ? {} : { last_event_id: cursor };
  return {
    method: 'GET',
    path: `${path}/${encodeURIComponent(id)}`,
    ...(stream ? { query: { stream: 'true', ...after } } : {}),
    body: null,
    changes: [],
  };
}

/** The request that stops an answer that is made in the background. */
export function encodeCancel({ path }: GoogleInteractionsDialect, { id }: ResumeToken): WireRequest {
  return {
    method: 'POST',
    path: `${path}/${encodeURIComponent(id)}/cancel`,
    body: {},
    changes: [],
  };
}
