import type { Call } from '../../core/call.ts';
import { isReqLLMError, ReqLLMError } from '../../core/error.ts';
import { secretsIn } from '../../core/secrets-in.ts';
import type { HttpRequest, HttpResponse } from '../../http/transport.ts';
import { failureOfBody } from '../../protocols/operation-failure.ts';
import type { Provider } from '../../providers/provider.ts';
import type { Address } from '../addresses.ts';
import { formOf } from '../doors.ts';
import { failureFrom, isRisky, openRoad } from '../execute.ts';
import { tokenIn } from '../keys.ts';
import type { Runtime } from '../runtime.ts';
import { unlessAborted } from '../unless-aborted.ts';
import type { FileRequest } from './format.ts';

/** One provider, and how it is asked about files. */
export interface Host {
  readonly runtime: Runtime;
  readonly provider: Provider;
  readonly address: Address;
  readonly call: Call;
  readonly signal: AbortSignal;
}

/** Sends one request with the proof of who asks. Throws what the answer means when its status is none of success. */
export async function ask(host: Host, request: FileRequest): Promise<HttpResponse> {
  const { runtime, address } = host;
  const base = request.isUpload === true ? runtime.addresses.base(uploadUrl(address.baseUrl)) : address;
  const url = runtime.addresses.endpoint(base, request.path, undefined);
  const { body, contentType } = await bodyOf(request);
  const headers = {
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    accept: 'application/json',
    ...host.provider.headers,
    ...request.headers,
    ...host.call.control.headers,
  };
  const proof = await proofOf(host, { method: request.method, url, headers, body: body ?? '' });
  return sent(host, { method: request.method, url, headers: { ...headers, ...proof }, ...withBody(body) });
}

/** Sends the bytes to the place that the host gave for them. No key goes along: the place itself is the proof. */
export async function put(host: Host, place: string, data: Uint8Array): Promise<HttpResponse> {
  // The bytes are the caller's: they go to no other host than the one that was asked.
  if (!URL.canParse(place) || new URL(place).host !== host.address.host) {
    const message = 'The provider wants the file at another host; it was not sent.';
    throw new ReqLLMError(message, { code: 'bad-response', phase: 'headers' });
  }
  const headers = { 'x-goog-upload-offset': '0', 'x-goog-upload-command': 'upload, finalize' };
  return sent(host, { method: 'POST', url: place, headers, body: data });
}

// https://generativelanguage.googleapis.com/v1beta has its uploads at /upload/v1beta.
function uploadUrl(baseUrl: string): string {
  return baseUrl.replace(/\/(v\d\w*)$/, '/upload/$1');
}

function withBody(body: string | Uint8Array | undefined): { body?: string | Uint8Array } {
  return body === undefined ? {} : { body };
}

async function bodyOf({
  body,
  file,
}: FileRequest): Promise<{ body?: string | Uint8Array; contentType?: string }> {
  if (file !== undefined) return formOf(body ?? {}, [file]);
  return body === undefined ? {} : { body: JSON.stringify(body), contentType: 'application/json' };
}

/** The headers that show who asks, for a request to the provider. */
export async function proofOf(
  { runtime, provider, address, call, signal }: Host,
  request: Pick<HttpRequest, 'method' | 'url' | 'headers'> & { readonly body: string | Uint8Array },
): Promise<Readonly<Record<string, string>>> {
  if (runtime.transport.isOffline === true) return {};
  const given = runtime.credentials(provider, call);
  const credentials = given && (await unlessAborted(given, signal));
  const key = given === undefined ? runtime.key(provider, address, call) : tokenIn(credentials, provider);
  const env = runtime.env(provider, address);
  const proof = await unlessAborted(provider.auth.headers(key, { ...request, env, credentials }), signal);
  if (isRisky(address, runtime) && Object.keys(proof).length > 0) throw openRoad(address.host);
  return proof;
}

async function sent(
  { runtime, call, signal, provider }: Host,
  request: Omit<HttpRequest, 'connectMs' | 'headersMs'>,
): Promise<HttpResponse> {
  const { connectMs, headersMs } = call.control.timeout;
  const secrets = secretsIn(request.headers);
  try {
    const response = await runtime.transport({ ...request, connectMs, headersMs }, signal);
    if (response.status >= 200 && response.status <= 299) return response;
    throw (await failureFrom(response, { fail: failureOfBody }, runtime.now())).error;
  } catch (error) {
    throw isReqLLMError(error) ? error.with({ provider: provider.id, secrets }) : error;
  }
}
