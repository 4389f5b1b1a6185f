import { toBase64 } from '../../core/base64.ts';
import type { CallBody } from '../../core/call.ts';
import { ReqLLMError } from '../../core/error.ts';
import { fitsGlobs } from '../../core/glob.ts';
import { isRecord, type JsonObject } from '../../core/json.ts';
import { modelOf } from '../../core/model.ts';
import { awsEventOf, awsFaceOf } from '../../wire/aws-exception.ts';
import type { WireEvent } from '../../wire/event.ts';
import type { ServerCodec, ServerRequest, StreamWriter } from '../protocol.ts';
import type { BedrockInvokeDialect } from './dialect.ts';

type Send = (event: WireEvent) => void;

/** Bedrock's side of InvokeModel around another protocol's. */
export function bedrockInvokeServer(inner: ServerCodec, dialect: BedrockInvokeDialect): ServerCodec {
  return {
    protocol: dialect.protocol,
    framing: 'aws-event-stream',
    matches: (method, path) => method === 'POST' && targetOf(path, dialect) !== undefined,
    parse: (request) => parse(request, inner, dialect),
    openWriter: (call) => new InvokeWriter(inner.openWriter(call)),
    renderBody: (chunks, call) => inner.renderBody(chunks, call),
    renderError: (error) => {
      const { name, status } = awsFaceOf(error);
      return { status, body: { __type: name, message: error.message } };
    },
    renderErrorEvent: awsEventOf,
  };
}

interface Target {
  readonly id: string;
  readonly stream: boolean;
}

function targetOf(path: string, { models }: BedrockInvokeDialect): Target | undefined {
  const [, segment, verb] =
    /\/model\/([^/?]+)\/(invoke|invoke-with-response-stream)(?:\?|$)/.exec(path) ?? [];
  if (segment === undefined || /%(?![0-9a-f]{2})/i.test(segment)) return undefined;
  try {
    const id = decodeURIComponent(segment);
    return fitsGlobs(id, models) ? { id, stream: verb !== 'invoke' } : undefined;
  } catch {
    return undefined;
  }
}

function parse(request: ServerRequest, inner: ServerCodec, dialect: BedrockInvokeDialect): CallBody {
  const target = targetOf(request.path, dialect);
  if (target === undefined) throw refusal('The path names no model of this format.');
  const { body } = request;
  if (!isRecord(body)) throw refusal('Malformed input request, please reformat your input and try again.');
  const absent = dialect.required.find((name) => (body as JsonObject)[name] === undefined);
  if (absent !== undefined) throw refusal(`${absent}: Field required`);
  refuseRemoved(body as JsonObject, dialect);
  const whole = { ...(body as JsonObject), model: target.id, ...(target.stream ? { stream: true } : {}) };
  const call = inner.parse({ path: '/', headers: request.headers, body: whole });
  return { ...call, model: modelOf({ provider: dialect.vendor, id: target.id }), stream: target.stream };
}

// Reported with Claude, HTTP 400. https://github.com/sigoden/aichat/issues/543
function refuseRemoved(body: JsonObject, { removed, required }: BedrockInvokeDialect): void {
  const found = removed.filter((name) => required.length > 0 && body[name] !== undefined);
  if (found.length === 0) return;
  const keys = found.map((name) => `#: extraneous key [${name}] is not permitted`).join('');
  throw refusal(`Malformed input request: ${keys}, please reformat your input and try again.`);
}

/** Puts the frames of the inner format into `chunk` events. */
class InvokeWriter implements StreamWriter {
  readonly #inner: StreamWriter;

  constructor(inner: StreamWriter) {
    this.#inner = inner;
  }

  write(...[chunk, send]: Parameters<StreamWriter['write']>): void {
    this.#inner.write(chunk, wrapped(send));
  }

  end(send: Send): void {
    this.#inner.end(wrapped(send));
  }
}

function wrapped(send: Send): Send {
  return ({ data }) => {
    // The mark that ends other vendors' streams; Bedrock's end by themselves.
    if (data === '[DONE]') return;
    const bytes = toBase64(new TextEncoder().encode(data));
    send({ event: 'chunk', data: JSON.stringify({ bytes }) });
  };
}

function refusal(message: string): ReqLLMError {
  const facts = { code: 'invalid-request', phase: 'decode', status: 400 } as const;
  return new ReqLLMError(message, { ...facts, providerCode: 'ValidationException' });
}
