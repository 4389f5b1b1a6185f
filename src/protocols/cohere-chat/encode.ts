import type { Call } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { mergeJson } from '../json-merge.ts';
import type { WireRequest } from '../protocol.ts';
import { dropCacheWords } from '../cache.ts';
import { wellFormed } from '../well-formed.ts';
import type { CohereChatDialect } from './dialect.ts';
import { encodeMessages } from './encode-messages.ts';
import { encodeSettings } from './encode-settings.ts';
import { encodeTools } from './encode-tools.ts';
import { Encoding } from './encoding.ts';

/** A call as a request for `/v2/chat`. */
export function encodeCall(call: Call, dialect: CohereChatDialect): WireRequest {
  const encoding = new Encoding(call, dialect);
  dropCacheWords(call.cache, 'Cohere', encoding);
  const { messages, documents } = encodeMessages(encoding);
  const said: JsonObject = {
    model: call.model.id,
    messages,
    ...encodeTools(encoding),
    ...encodeSettings(encoding),
    stream: call.stream,
  };
  const body = encoding.withOptions(mergeJson(call.model.body ?? {}, said), call.providerOptions);
  return {
    method: 'POST',
    path: dialect.path,
    body: wellFormed(withDocuments(body, documents)),
    changes: encoding.changes,
  };
}

// Files of the conversation join the documents that the caller set; they do not replace each other.
function withDocuments(body: JsonObject, documents: readonly JsonObject[]): JsonObject {
  if (documents.length === 0) return body;
  const set: Json | undefined = body['documents'];
  const before: readonly Json[] = Array.isArray(set) ? (set as readonly Json[]) : [];
  return { ...body, documents: [...before, ...documents] };
}
