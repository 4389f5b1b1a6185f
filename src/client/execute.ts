import type { AuthRequest } from '../auth/auth.ts';
import type { Credentials } from '../auth/credentials.ts';
import type { Reply } from '../core/call.ts';
import { type Chunk, isSpoken } from '../core/chunk.ts';
import { ChunkStream } from '../core/chunk-stream.ts';
import { isReqLLMError, ReqLLMError } from '../core/error.ts';
import { retryAfterMs } from '../core/retry-after.ts';
import { ownTransport } from '../core/model.ts';
import type { AnyCall } from '../core/operation.ts';
import { type Json, parseJson } from '../core/json.ts';
import type { ResumePoint } from '../core/recovery.ts';
import type { Secret } from '../core/secret.ts';
import { secretsIn } from '../core/secrets-in.ts';
import { decodeText } from '../http/decode-text.ts';
import { readStart } from '../http/limits.ts';
import type { HttpResponse, Transport } from '../http/transport.ts';
import type { Codec, StreamReader, WireRequest } from '../protocols/protocol.ts';
import type { Provider } from '../providers/provider.ts';
import type { Address } from './addresses.ts';
import { tokenIn } from './keys.ts';
import { noteRefusal, type Refusal } from './learning.ts';
import { formOf } from './doors.ts';
import { createReplySource } from './reply-source.ts';
import type { Runtime } from './runtime.ts';
import { translateWithTools } from './hosted-tools.ts';
import { readerFor, resumePointOf, translateResume } from './resume-point.ts';
import { refuseChanges } from './translate.ts';
import { unlessAborted } from './unless-aborted.ts';

const never: AbortSignal = new AbortController().signal;

/**
 * The desk: one call, one request. Picks provider, endpoint and codec, sends, and settles at the first spoken chunk. The
 * only room that knows all the others.
 */
export async function execute(asked: AnyCall, runtime: Runtime): Promise<Reply> {
  let call = asked;
  const shown: Shown = { key: undefined, own: {}, proof: {} };
  let refusal: Refusal | undefined;
  try {
    const known = runtime.provider(call.model.provider);
    const provider = known instanceof Promise ? await known : known;
    const isNew = asked.control.resume === undefined;
    const translation = isNew
      ? await translateWithTools(asked, provider, runtime)
      : await translateResume(asked, provider, runtime);
    ({ call } = translation);
    const { codec, request } = translation;
    refuseChanges(request.changes, call);
    const address = runtime.address(provider, call);
    const isOffline = transportOf(call, runtime).isOffline === true;
    const given = isOffline ? undefined : runtime.credentials(provider, call);
    const credentials = given && (await unlessAborted(given, call.control.signal ?? never));
    const key = isOffline
      ? undefined
      : given === undefined
        ? runtime.key(provider, address, call)
        : tokenIn(credentials, provider);
    shown.key = key;
    shown.own = call.control.headers;
    if (!isOffline && isRisky(address, runtime) && secretsOf(shown).length > 0) throw openRoad(address.host);
    const startedAt = runtime.now();
    const response = await send({ call, provider, address, key, credentials, request, runtime, shown });
    if (response.status < 200 || response.status > 299) {
      const failed = await failureFrom(response, codec, runtime.now());
      refusal = { protocol: codec.protocol, status: response.status, body: failed.body };
      throw failed.error;
    }
    return await replyFrom({ call, codec, request, response, startedAt, shown });
  } catch (error) {
    const told = located(error, call, shown);
    if (refusal !== undefined) noteRefusal(told, refusal);
    throw told;
  }
}

/** What of a request proves who calls; no error may repeat it. */
interface Shown {
  key: Secret | undefined;
  /** The caller's own headers. */
  own: Readonly<Record<string, string>>;
  proof: Readonly<Record<string, string>>;
}

// Looked for only where it counts: most calls neither fail nor travel an open road.
function secretsOf({ key, own, proof }: Shown): string[] {
  return [...(key === undefined ? [] : [key.reveal()]), ...secretsIn(own), ...secretsIn(proof)];
}

interface Sending {
  readonly call: AnyCall;
  readonly provider: Provider;
  readonly address: Address;
  readonly key: Secret | undefined;
  readonly credentials: Credentials | undefined;
  readonly request: WireRequest;
  readonly runtime: Runtime;
  readonly shown: Shown;
}

async function send(sending: Sending): Promise<HttpResponse> {
  const { call, provider, address, request, runtime } = sending;
  const { timeout, signal = never, headers: callHeaders } = call.control;
  const url = runtime.addresses.endpoint(address, request.path, runtime.query(provider, request.query));
  const { body, contentType } =
    request.files === undefined ? textOf(request) : await formOf(request.body, request.files);
  const accept = call.stream ? 'text/event-stream' : 'application/json';
  const base = {
    'content-type': contentType,
    accept,
    // A socket is kept for calls with the same headers, so a name of each call would keep none.
    ...(request.socket === undefined ? namesOf(call, runtime) : {}),
    ...provider.headers,
    ...request.headers,
    ...callHeaders,
  };
  const transport = transportOf(call, runtime);
  const proof =
    transport.isOffline === true
      ? {}
      : await proofOf(sending, { method: request.method, url, headers: base, body }, signal);
  sending.shown.proof = proof;
  // A signature or a token that was found without a key is as good as one.
  if (isRisky(address, runtime) && Object.keys(proof).length > 0) throw openRoad(address.host);
  // The caller's own headers win, also over the proof: a gateway may want another one.
  const headers = { ...base, ...proof, ...callHeaders };
  return transport(
    {
      method: request.method,
      url,
      headers,
      // `fetch` takes no body with a GET, not even an empty one.
      ...(body === '' ? {} : { body }),
      connectMs: timeout.connectMs,
      headersMs: timeout.headersMs,
      ...(request.socket === undefined ? {} : { socket: request.socket }),
    },
    signal,
  );
}

/** Who carries a call out: what its model brings along, or the client's. */
export function transportOf({ model }: AnyCall, runtime: Runtime): Transport {
  return (model[ownTransport] as Transport | undefined) ?? runtime.transport;
}

const json = 'application/json';

function textOf({ method, socket, body }: WireRequest): { body: string; contentType: string } {
  const isBare = method === 'GET' && socket === undefined;
  return { body: isBare ? '' : JSON.stringify(body), contentType: json };
}

/** The headers that show who calls. Only those that have a key come at once. */
function proofOf(
  { provider, address, key, credentials, runtime }: Sending,
  request: Omit<AuthRequest, 'env' | 'credentials'>,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const env = runtime.env(provider, address);
  const proof = provider.auth.headers(key, { ...request, env, credentials });
  return key === undefined ? unlessAborted(proof, signal) : proof;
}

/** The failure that a bad status stands for, with what the provider said. */
export async function failureFrom(
  response: HttpResponse,
  codec: Pick<Codec<never>, 'fail'>,
  now: number,
): Promise<{ readonly error: ReqLLMError; readonly body?: unknown }> {
  const { status, headers } = response;
  if (status >= 300 && status < 400) {
    await response.body.close();
    const message = `The provider answered with a redirect (${status}${hostIn(headers['location'])}), which is not followed with a key; correct the base URL.`;
    return { error: new ReqLLMError(message, { code: 'config', phase: 'headers', status }) };
  }
  const body = await errorBodyOf(response);
  const error = codec.fail(status, body, headers);
  const wait = retryAfterMs(headers, now, status);
  const should = headers['x-should-retry'];
  const facts = {
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(should === 'true' || should === 'false' ? { retryable: should === 'true' } : {}),
    ...(error.requestId === undefined ? requestIdOf(headers) : {}),
  };
  return { error: error.with(facts), body };
}

// The host alone: the rest of the address may repeat what was sent.
function hostIn(location: string | undefined): string {
  return location !== undefined && URL.canParse(location) ? ` to ${new URL(location).host}` : '';
}

/** Parsed JSON, or the text when it is none. */
async function errorBodyOf(response: HttpResponse): Promise<unknown> {
  const text = decodeText(await readStart(response.body));
  const parsed = parseJson(text);
  return parsed.ok ? parsed.value : text;
}

/** Whether a key would travel where others can read it, and the caller did not say that he knows. */
export function isRisky({ isOpenRoad }: Address, { isInsecureAllowed }: Runtime): boolean {
  return isOpenRoad && !isInsecureAllowed;
}

// Pages may send strange hosts only the headers that these allow: a name more would be refused with the whole request.
const isPage = 'document' in globalThis;

/** What this try is called, for the provider's support, and this call, for gateways that drop repetitions. */
function namesOf({ control }: AnyCall, { idempotencyHeader }: Runtime): Readonly<Record<string, string>> {
  const own = isPage ? {} : { 'x-client-request-id': globalThis.crypto.randomUUID() };
  if (idempotencyHeader === undefined || control.callId === undefined) return own;
  return { ...own, [idempotencyHeader]: control.callId };
}

/** The refusal to send a key where others can read it. */
export function openRoad(host: string): ReqLLMError {
  const message = `A key is not sent over plain http to ${host}; use https, call the server without a key, or create the client with \`allowInsecure\`.`;
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}

interface Replying {
  readonly call: AnyCall;
  readonly codec: Codec<never>;
  readonly request: WireRequest;
  readonly response: HttpResponse;
  readonly startedAt: number;
  readonly shown: Shown;
}

async function replyFrom({ call, codec, request, response, startedAt, shown }: Replying): Promise<Reply> {
  const { status, headers } = response;
  const warnings = call.control.onUnsupported === 'drop' ? [] : request.changes;
  const opening = warnings.map((warning): Chunk => ({ type: 'warning', warning }));
  const facts = requestIdOf(headers);
  const raw: Json[] | undefined = call.control.include.includes('raw') ? [] : undefined;
  let opened: StreamReader | undefined;
  const reader = (): StreamReader => (opened ??= readerFor(call, codec));
  const resumePoint = (): ResumePoint | undefined =>
    codec.resume === undefined ? undefined : resumePointOf({ call, codec, reader: reader(), startedAt });
  const source = createReplySource({
    response,
    codec,
    reader,
    stream: call.stream,
    opening,
    raw,
    idleMs: call.control.timeout.idleMs,
  });
  const chunks = new ChunkStream(source);
  if (call.stream) forgotten.register(chunks, response.body);
  chunks.tap({
    failed: (error) => {
      const point = resumePoint();
      const told = located(error, call, shown, facts);
      return point === undefined || !isReqLLMError(told) ? told : told.with({ resume: point.token });
    },
  });
  await chunks.until(isSpoken);
  return {
    chunks,
    model: call.model,
    http: { status, headers },
    attempts: [],
    startedAt,
    protocol: codec.protocol,
    ...(codec.resume === undefined ? {} : { resumePoint }),
    ...facts,
    ...(raw === undefined ? {} : { raw }),
    ...(call.control.include.includes('requestBody') ? { requestBody: request.body } : {}),
  };
}

// A stream that was begun and then forgotten by its reader: nobody else will ever close its connection.
const forgotten = new FinalizationRegistry<HttpResponse['body']>((body) => void body.close());

const requestIdNames = [
  'x-request-id',
  'request-id',
  'x-amzn-requestid',
  'apim-request-id',
  'x-kong-request-id',
  'minimax-request-id',
  'dg-request-id',
];

/** The provider's name for this request, under any of the headers that providers use. */
function requestIdOf(headers: Readonly<Record<string, string>>): { requestId?: string } {
  const name = requestIdNames.find((each) => headers[each] !== undefined);
  return name === undefined ? {} : { requestId: headers[name] as string };
}

function located(error: unknown, call: AnyCall, shown: Shown, facts: { requestId?: string } = {}): unknown {
  if (!isReqLLMError(error)) return error;
  return error.with({
    model: call.model.spec,
    provider: call.model.provider,
    secrets: secretsOf(shown),
    ...(error.requestId === undefined ? facts : {}),
  });
}
