import type { Call } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { mergeJson } from '../json-merge.ts';
import type { WireRequest } from '../protocol.ts';
import { cacheMembers } from '../cache-members.ts';
import { wellFormed } from '../well-formed.ts';
import type { OpenaiResponsesDialect } from './dialect.ts';
import { encodeInput } from './encode-input.ts';
import { encodeOptions } from './encode-options.ts';
import { encodeText, encodeTools } from './encode-tools.ts';
import { Encoding } from './encoding.ts';

/**
 * A call as a request for a response. With `previous_response_id` among the provider's options the host has the
 * conversation, so only what came after the last assistant message is sent.
 */
export function encodeCall(dialect: OpenaiResponsesDialect, call: Call): WireRequest {
  const encoding = new Encoding(call, dialect);
  const { path, query, rewriteBody } = dialect;
  const cache =
    call.cache === undefined ? undefined : cacheMembers(dialect.cache, call.cache, dialect.vendor, encoding);
  const headers = { ...dialect.headers, ...cache?.headers };
  const body: JsonObject = {
    model: call.model.id,
    ...encodeInput(encoding),
    ...encodeOptions(encoding),
    ...encodeTools(encoding),
    ...encodeText(encoding),
    ...cache?.members,
    ...(dialect.store === undefined ? {} : { store: dialect.store }),
    ...(call.stream || dialect.alwaysStream ? { stream: true } : {}),
  };
  const whole = mergeJson(mergeJson(call.model.body ?? {}, body), encoding.options);
  const included = [...listOf(body['include']), ...listOf(encoding.options['include'])];
  const final = included.length === 0 ? whole : { ...whole, include: [...new Set(included)] };
  return {
    method: 'POST',
    path,
    ...(Object.keys(query).length === 0 ? {} : { query }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    body: wellFormed(rewriteBody === undefined ? final : rewriteBody(final, call)),
    changes: encoding.changes,
  };
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
