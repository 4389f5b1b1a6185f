import type { Chunk } from '../core/chunk.ts';
import { ReqLLMError } from '../core/error.ts';
import { isRecord, type Json, type JsonObject } from '../core/json.ts';
import { modelOf } from '../core/model.ts';
import type { AnyCall } from '../core/operation.ts';
import type { FramingName, WireEvent } from '../wire/event.ts';
import type { JobServer, ServerCodec, ServerRequest } from './protocol.ts';
import { replyStatus } from './reply-status.ts';

const statuses = { quota: 429, budget: 429, timeout: 408 };

/** What one format's server adds to the rest. */
export interface OperationServer<C extends AnyCall> {
  readonly protocol: string;
  readonly framing?: FramingName;
  /** Where it is; `{model}` stands for the name of a model. */
  readonly paths: readonly string[];
  parse(request: ServerRequest): Omit<C, 'control'>;
  render(chunks: readonly Chunk[], call: Omit<C, 'control'>): Json;
  /** The frames of a stream. Default: one that holds the body. */
  renderFrames?(chunks: readonly Chunk[], call: Omit<C, 'control'>): readonly WireEvent[];
  renderBytes?: ServerCodec<Omit<C, 'control'>>['renderBytes'];
  readonly jobs?: JobServer<Omit<C, 'control'>>;
  /** The vendor's error body. Default: `{ error: { message, type, code } }`. */
  errorBody?(error: ReqLLMError, status: number): Json;
}

/** The server's side of a format that answers with one body. */
export function operationServer<C extends AnyCall>(own: OperationServer<C>): ServerCodec<Omit<C, 'control'>> {
  const patterns = own.paths.map(patternOf);
  const bodyOf = own.errorBody ?? errorBody;
  const { renderBytes, jobs } = own;
  return {
    protocol: own.protocol,
    framing: own.framing ?? 'sse',
    matches: (method, path) => method === 'POST' && patterns.some((pattern) => pattern.test(path)),
    parse: (request) => own.parse(request),
    openWriter: (call) => {
      const chunks: Chunk[] = [];
      return {
        write: (chunk) => void chunks.push(chunk),
        end: (send) => {
          const whole = (): readonly WireEvent[] => [{ data: JSON.stringify(own.render(chunks, call)) }];
          for (const frame of own.renderFrames?.(chunks, call) ?? whole()) send(frame);
        },
      };
    },
    renderBody: (chunks, call) => own.render([...chunks], call),
    ...(renderBytes === undefined ? {} : { renderBytes }),
    ...(jobs === undefined ? {} : { jobs }),
    renderError: (error) => {
      const status = error.status ?? replyStatus(error.code, statuses);
      return { status, body: bodyOf(error, status) };
    },
    renderErrorEvent: (error) => ({ data: JSON.stringify(bodyOf(error, replyStatus(error.code, statuses))) }),
  };
}

/** The members of a request's body. Throws `invalid-request` when it is no object. */
export function membersOfRequest({ body }: ServerRequest): JsonObject {
  if (!isRecord(body)) throw invalid('the body must be a JSON object');
  return body as JsonObject;
}

/** A text that must be there. Throws `invalid-request`. */
export function textIn(body: JsonObject, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw invalid(`\`${name}\` must be a text`);
  return value;
}

/** A number, also as the text of a form; undefined when absent. Throws `invalid-request`. */
export function numberIn(body: JsonObject, name: string): number | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw invalid(`\`${name}\` must be a number`);
  return number;
}

/** A text that may be absent. Throws `invalid-request`. */
export function wordIn(body: JsonObject, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(`\`${name}\` must be a text`);
  return value;
}

/** Texts that must be there, one or several. Throws `invalid-request`. */
export function textsIn(body: JsonObject, name: string): readonly string[] {
  const value = body[name];
  const list = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(list) || list.length === 0 || !list.every((each) => typeof each === 'string'))
    throw invalid(`\`${name}\` must be a text or a list of texts`);
  return list as readonly string[];
}

/** The name of the model in a path. */
export function modelInPath(request: ServerRequest, template: string): string | undefined {
  const found = patternOf(template).exec(request.path.split('?')[0] ?? '')?.[1];
  return found === undefined ? undefined : decodeURIComponent(found);
}

/** What every parsed call has. */
export function headOf(
  vendor: string,
  id: string,
  stream: boolean = false,
): {
  readonly model: ReturnType<typeof modelOf>;
  readonly stream: boolean;
} {
  return { model: modelOf({ provider: vendor, id }), stream };
}

/** The refusal of a request that the real provider would refuse too. */
export function invalid(problem: string): ReqLLMError {
  return new ReqLLMError(`Invalid request: ${problem}.`, {
    code: 'invalid-request',
    phase: 'decode',
    status: 400,
  });
}

/** All chunks of one type. */
export function only<Type extends Chunk['type']>(
  chunks: readonly Chunk[],
  type: Type,
): Extract<Chunk, { type: Type }>[] {
  return chunks.filter((chunk): chunk is Extract<Chunk, { type: Type }> => chunk.type === type);
}

/** The sound of a reply, as one file. */
export function soundOf(chunks: readonly Chunk[]): { mediaType: string; data: Uint8Array } {
  const pieces = only(chunks, 'media');
  const data = Uint8Array.from(pieces.flatMap((piece) => [...piece.data]));
  return { mediaType: pieces[0]?.mediaType ?? 'audio/mpeg', data };
}

function patternOf(template: string): RegExp {
  const parts = template.split('{model}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`${parts.join('(.+)')}$`);
}

function errorBody({ message, providerCode, code }: ReqLLMError): Json {
  return { error: { message, type: 'invalid_request_error', param: null, code: providerCode ?? code } };
}
