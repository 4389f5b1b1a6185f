import type { Call } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { dropCacheWords } from '../cache.ts';
import { mergeJson } from '../json-merge.ts';
import type { WireRequest } from '../protocol.ts';
import { wellFormed } from '../well-formed.ts';
import type { GoogleInteractionsDialect } from './dialect.ts';
import { encodeInput } from './encode-input.ts';
import { encodeSettings } from './encode-settings.ts';
import { encodeTools } from './encode-tools.ts';
import { Encoding } from './encoding.ts';

/**
 * A call as a request for an interaction. With `previous_interaction_id` among the provider's options the host has the
 * conversation, so only what came after the last assistant message is sent.
 */
export function encodeCall(call: Call, dialect: GoogleInteractionsDialect): WireRequest {
  const encoding = new Encoding(call, dialect);
  dropCacheWords(call.cache, 'Google', encoding);
  const said: JsonObject = {
    ...(encoding.isAgent ? { agent: call.model.id } : { model: call.model.id }),
    ...encodeInput(encoding),
    ...encodeTools(encoding),
    ...encodeSettings(encoding),
    ...(call.stream ? { stream: true } : {}),
  };
  const body = mergeJson(mergeJson(call.model.body ?? {}, said), encoding.options);
  return {
    method: 'POST',
    path: dialect.path,
    body: wellFormed(withStore(body, encoding)),
    changes: encoding.changes,
  };
}

// Google keeps interactions unless it is told not to (55 days for those who pay).
function withStore(body: JsonObject, { dialect, isAgent }: Encoding): JsonObject {
  const isSpokenOf = isAgent || keepers.some((name) => isSaid(body[name]));
  if (dialect.store === undefined || isSpokenOf) return body;
  return { ...body, store: dialect.store };
}

const keepers = ['store', 'background', 'previous_interaction_id'];

function isSaid(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}
