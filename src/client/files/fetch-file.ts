import { isReqLLMError, ReqLLMError } from '../../core/error.ts';
import { secretsIn } from '../../core/secrets-in.ts';
import { readAll } from '../../http/limits.ts';
import type { HttpResponse } from '../../http/transport.ts';
import { failureOfBody } from '../../protocols/operation-failure.ts';
import { failureFrom, transportOf } from '../execute.ts';
import { type Host, proofOf } from './exchange.ts';
import type { FileContent } from './file-functions.ts';
import { repeated } from './repeated.ts';

const maxBytes = 512 * 1024 * 1024;
const maxRedirects = 5;

/** Whether an address is at the host that the provider's calls go to: only such a one is shown the key. */
export function isAtHost({ address }: Pick<Host, 'address'>, url: string): boolean {
  return URL.canParse(url) && new URL(url).origin === new URL(address.baseUrl).origin;
}

/**
 * What is at an address, at most 512 MB: asked for with the key at the provider's own host, and with nothing at any other,
 * which must be reached by https. Redirects are followed by the same rule. Throws `bad-response` for other addresses.
 */
export async function fetchFile(host: Host, url: string): Promise<FileContent> {
  try {
    const { headers, body } = await repeated(host, () => found(host, url));
    const { buffer, byteOffset, byteLength } = await readAll(body, maxBytes);
    const data = new Uint8Array(buffer, byteOffset, byteLength);
    return { data, mediaType: headers['content-type']?.split(';')[0]?.trim() ?? 'application/octet-stream' };
  } catch (error) {
    throw isReqLLMError(error) ? error.with({ provider: host.provider.id }) : error;
  }
}

async function found(host: Host, first: string): Promise<HttpResponse> {
  let url = first;
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    const response = await got(host, url);
    const { status, headers } = response;
    if (status >= 200 && status <= 299) return response;
    const location = headers['location'];
    const isMoved = status >= 300 && status <= 399 && location !== undefined && URL.canParse(location, url);
    if (!isMoved) throw (await failureFrom(response, { fail: failureOfBody }, host.runtime.now())).error;
    await response.body.close();
    url = new URL(location, url).href;
  }
  throw refused(`The file is moved more than ${maxRedirects} times.`);
}

async function got(host: Host, url: string): Promise<HttpResponse> {
  const { runtime, provider, call, signal } = host;
  const { connectMs, headersMs } = call.control.timeout;
  const isOwn = isAtHost(host, url);
  if (!isOwn && !(URL.canParse(url) && new URL(url).protocol === 'https:'))
    throw refused('The file is at an address that is not reached by https; it was not fetched.');
  const plain = { accept: '*/*' };
  const own = { ...plain, ...provider.headers, ...call.control.headers };
  const request = { method: 'GET', url, headers: isOwn ? own : plain } as const;
  const transport = transportOf(call, runtime);
  const proof = isOwn && transport.isOffline !== true ? await proofOf(host, { ...request, body: '' }) : {};
  const headers = { ...request.headers, ...proof };
  try {
    return await transport({ ...request, headers, connectMs, headersMs }, signal);
  } catch (error) {
    throw isReqLLMError(error) ? error.with({ secrets: secretsIn(headers) }) : error;
  }
}

function refused(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'bad-response', phase: 'headers' });
}
