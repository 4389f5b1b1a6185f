import { onAbort } from '../core/abort.ts';
import { isReqLLMError, ReqLLMError } from '../core/error.ts';
import { failureOf } from '../core/failure.ts';
import { type Json, parseJson } from '../core/json.ts';
import { abortedError } from '../http/connection-error.ts';
import type { ByteStream, HttpRequest, HttpResponse, Transport } from '../http/transport.ts';
import { renderStream, type ServerCodec } from '../protocols/protocol.ts';
import { asBytes, contentTypeOf, createFrameEncoder } from '../wire/framing.ts';
import { answerCount, type CountQuestion } from './count-apis.ts';
import { turnFor } from './desk.ts';
import type { Fault } from './fault.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { operationChunks } from './operation-reply.ts';
import {
  codecFor,
  type OperationServer,
  operationServers,
  readOperation,
  renderOperation,
} from './operations.ts';
import { failureOfStatus } from './send.ts';
import type { SimulatedRequest, SimulatorOptions } from './simulator.ts';
import { type Switchboard, textServers } from './switchboard.ts';
import { chunksOfTurn } from './turn.ts';

/** Answers requests to a provider as the simulator does, without a server. What is asked is added to `requests`. */
export function answerInProcess(
  provider: string,
  said: Pick<SimulatorOptions, 'turns'>,
  requests: SimulatedRequest[],
): Transport {
  let texts: Promise<ServerCodec[]> | undefined;
  let others: Promise<OperationServer[]> | undefined;
  const jobs = createJobs();
  const find: Switchboard['find'] = async (method, path) =>
    codecFor(await (texts ??= textServers(provider)), method, path);
  return async (request, signal) => {
    const path = request.url.replace(/^https?:\/\/[^/]*/, '');
    const made = jobs.file(request.url);
    if (made !== undefined) return reply(made.mediaType, [made.data], signal);
    const asked = { path, request, signal, requests, said };
    const desk = { switchboard: { paths: {}, find }, options: said, requests };
    const count = await answerCount(countQuestion(request, path), desk);
    if (count !== undefined) return jsonReply(count.status, count.body);
    const text = await find(request.method, path);
    const other =
      text === undefined
        ? codecFor(await (others ??= operationServers(provider)), request.method, path)
        : undefined;
    if (signal.aborted) throw abortedError(signal, 'connect');
    if (text !== undefined) return orRefusal(text.codec, () => textReply({ ...asked, ...text }));
    if (other !== undefined) return orRefusal(other.codec, () => otherReply({ ...asked, ...other, jobs }));
    return jsonReply(404, { error: { message: `A fake model answers nothing at ${path}.` } });
  };
}

// Whoever asks within the process needs no key; the simulator's own desk wants to see one.
function countQuestion({ method, headers, body }: HttpRequest, url: string): CountQuestion {
  return { method, url, headers: { ...headers, 'x-api-key': 'none' }, text: textOf(body) };
}

function textOf(body: HttpRequest['body'] = ''): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body);
}

interface Asked<Codec> {
  readonly codec: Codec;
  readonly path: string;
  readonly request: HttpRequest;
  readonly signal: AbortSignal;
  readonly said: Pick<SimulatorOptions, 'turns'>;
  readonly requests: SimulatedRequest[];
}

function textReply({ codec, path, request, signal, said, requests }: Asked<ServerCodec>): HttpResponse {
  const { protocol } = codec;
  const parsed = parseJson(textOf(request.body));
  const body: Json = parsed.ok ? parsed.value : null;
  const place = requests.push({ protocol, path, body }) - 1;
  const call = codec.parse({ path, headers: request.headers, body });
  requests[place] = { protocol, path, body, call };
  // Who asks for a count takes nobody's turn.
  const number = requests.filter(({ isCount }) => isCount !== true).length;
  const turn = turnFor(said, call, number);
  const { fault } = turn;
  if (fault?.type === 'status') {
    const { status, headers, body: error } = failureOfStatus(codec, fault);
    return jsonReply(status, error, headers);
  }
  if (fault?.type === 'reply')
    throw new ReqLLMError('This fault is about connections; use the simulator for it.', {
      code: 'config',
      phase: 'config',
    });
  const chunks = chunksOfTurn(turn, call, number);
  if (!call.stream) {
    const text = JSON.stringify(codec.renderBody(chunks, call));
    const isCut = fault?.type === 'truncate' || fault?.type === 'malformed';
    return reply('application/json', [asBytes(isCut ? text.slice(0, text.length / 2) : text)], signal, fault);
  }
  const frames = renderStream(codec, chunks, call);
  const wanted = fault?.type === 'frames' ? fault.change(frames) : frames;
  const encoder = createFrameEncoder(codec.framing);
  const sound = fault !== undefined && 'after' in fault ? wanted.slice(0, fault.after) : wanted;
  const sent = [...sound, ...brokenFrames(codec, fault)].map((frame) => asBytes(encoder.encode(frame)));
  return reply(contentTypeOf(codec.framing), [...sent, asBytes(encoder.end())], signal, fault);
}

function brokenFrames(codec: ServerCodec, fault: Fault | undefined): { readonly data: string }[] {
  if (fault?.type === 'malformed') return [{ data: '{"simulated": malformed' }];
  if (fault?.type !== 'error-event') return [];
  const { status = 529, message = 'Simulated overload' } = fault;
  return [codec.renderErrorEvent(failureOf({ status, message, phase: 'stream' }))];
}

interface OtherAsked extends Asked<OperationServer> {
  readonly jobs: Jobs;
}

function otherReply({ codec, path, request, signal, requests, jobs }: OtherAsked): HttpResponse {
  const { headers, body: sent = '' } = request;
  const { body, files } = readOperation(headers, asBytes(sent));
  const number = requests.push({ protocol: codec.protocol, path, body });
  const look = jobs.look(codec, request.method, path, request.url.split('?')[0] ?? '');
  if (look !== undefined) return jsonReply(200, look);
  const call = codec.parse({ path, headers, body, ...(files === undefined ? {} : { files }) });
  if (codec.jobs !== undefined) return jsonReply(200, jobs.take(codec, call, number));
  const { contentType, pieces } = renderOperation(codec, call, operationChunks(call, number));
  return reply(contentType, pieces, signal);
}

/** A reply, or the format's own refusal of a request that its provider would refuse. */
function orRefusal(codec: Pick<ServerCodec, 'renderError'>, work: () => HttpResponse): HttpResponse {
  try {
    return work();
  } catch (error) {
    if (!isReqLLMError(error) || error.code === 'config') throw error;
    const { status, body } = codec.renderError(error);
    return jsonReply(status, body);
  }
}

function jsonReply(status: number, body: Json, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  const bytes = asBytes(JSON.stringify(body));
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: bodyOf([bytes]) };
}

function reply(
  contentType: string,
  pieces: readonly Uint8Array[],
  signal: AbortSignal,
  fault?: Fault,
): HttpResponse {
  if (fault?.type === 'html')
    return reply('text/html', [asBytes('<!doctype html><title>Sign in</title>')], signal);
  return { status: 200, headers: { 'content-type': contentType }, body: bodyOf(pieces, signal, fault) };
}

/** A body that comes piece by piece, and ends, breaks or stalls behind them. */
function bodyOf(pieces: readonly Uint8Array[], signal?: AbortSignal, fault?: Fault): ByteStream {
  let at = 0;
  let isClosed = false;
  return {
    async read() {
      if (isClosed) return undefined;
      if (signal?.aborted === true) throw abortedError(signal, 'stream');
      const piece = pieces[at++];
      if (piece !== undefined) return piece;
      if (fault?.type === 'reset')
        throw new ReqLLMError('The connection was reset, as the turn says.', {
          code: 'network',
          phase: 'stream',
          retryable: true,
        });
      if (fault?.type === 'stall' || fault?.type === 'linger') await abortOf(signal);
      return undefined;
    },
    close: () => void (isClosed = true),
  };
}

/** Waits for ever. Throws `aborted` when the signal fires. */
function abortOf(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal === undefined) return;
    const leave = onAbort(signal, () => {
      leave();
      reject(abortedError(signal, 'stream'));
    });
  });
}
