import type { Call } from '../../core/call.ts';
import { ReqLLMError } from '../../core/error.ts';
import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { Message } from '../../core/message.ts';
import type { Codec, WireRequest } from '../protocol.ts';
import type { BedrockInvokeDialect } from './dialect.ts';

/** A call as an InvokeModel request. Throws `config` for a model id that cannot stand in a path. */
export function encodeCall(call: Call, inner: Codec, dialect: BedrockInvokeDialect): WireRequest {
  const path = pathOf(call);
  const request = inner.encode(asInner(call, inner, dialect));
  return {
    method: 'POST',
    path,
    headers: { accept: call.stream ? 'application/vnd.amazon.eventstream' : 'application/json' },
    body: without(request.body, dialect.removed),
    changes: request.changes,
  };
}

// What this model signed here is valid here: to the inner protocol it must look like its own.
function asInner(call: Call, inner: Codec, { protocol }: BedrockInvokeDialect): Call {
  if (!call.messages.some((message) => isFrom(message, protocol))) return call;
  const messages = call.messages.map((message): Message => {
    if (message.role !== 'assistant' || message.origin === undefined || !isFrom(message, protocol))
      return message;
    return { ...message, origin: { ...message.origin, protocol: inner.protocol } };
  });
  return { ...call, messages };
}

function isFrom(message: Message, protocol: string): boolean {
  return message.role === 'assistant' && message.origin?.protocol === protocol;
}

function without(body: Json, removed: readonly string[]): Json {
  if (!isRecord(body)) return body;
  return Object.fromEntries(
    Object.entries(body as JsonObject).filter(([name]) => !removed.includes(name)),
  ) as JsonObject;
}

// Model ids, inference profiles, and ARNs of them; the id is one segment of the path, slashes and all.
const idPattern = /^[A-Za-z0-9][\w.:@/+-]{0,2047}$/;

function pathOf({ model, stream }: Call): string {
  if (!idPattern.test(model.id)) {
    const shown = JSON.stringify(model.id.slice(0, 80));
    const message = `The model id ${shown} cannot stand in an address. Use letters, digits and . : @ / + - _.`;
    throw new ReqLLMError(message, { code: 'config', phase: 'encode' });
  }
  return `/model/${encodeURIComponent(model.id)}/${stream ? 'invoke-with-response-stream' : 'invoke'}`;
}
