import type { IncomingMessage, RequestOptions } from 'node:http';
import { onAbort } from '../core/abort.ts';
import { ReqLLMError } from '../core/error.ts';
import { isPublicAddress } from './node-address-guard.ts';
import { parseUrl } from './url.ts';

/** Limits of a download. */
export interface MediaLimits {
  /** Most bytes of one file (default 20 MB). */
  readonly maxBytes?: number;
  /** Longest time for one file in milliseconds, redirects included (default 20,000). */
  readonly timeoutMs?: number;
  /** Most redirects (default 3). */
  readonly maxRedirects?: number;
}

/** What the download gets from outside, so that tests need no internet. */
export interface MediaSeams {
  /** All addresses of a host name. */
  readonly lookup: (host: string) => Promise<readonly string[]>;
  readonly isAllowed: (address: string) => boolean;
  /** Certificates to trust besides the usual ones. */
  readonly ca?: string;
}

export interface DownloadedMedia {
  readonly bytes: Uint8Array;
  /** What the server called it, without parameters, in lower case. */
  readonly mediaType: string;
}

/**
 * Fetches a file that a message names by its address, with no credential at all. Only https and only public addresses:
 * each host name is looked up once, every answer must be public, and the connection goes to the address that was checked,
 * so that a second answer cannot lead elsewhere. Throws `config` for what it will not fetch, `bad-response`, `network`.
 */
export async function downloadMedia(
  address: string,
  limits: MediaLimits,
  signal: AbortSignal | undefined,
  seams: MediaSeams = { lookup: lookUp, isAllowed: isPublicAddress },
): Promise<DownloadedMedia> {
  if (typeof process === 'undefined' || typeof process.getBuiltinModule !== 'function')
    throw new ReqLLMError('The client option `download` needs Node.', { code: 'config', phase: 'config' });
  const { maxBytes = 20 * 1024 * 1024, timeoutMs = 20_000, maxRedirects = 3 } = limits;
  const deadline = AbortSignal.timeout(timeoutMs);
  const either = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  try {
    let url = address;
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      const response = await get(await unlessOver(routeTo(url, seams), either), either);
      const next = redirectOf(response);
      if (next === undefined) return await received(response, maxBytes);
      response.destroy();
      url = URL.canParse(next, url) ? new URL(next, url).href : next;
    }
    throw refused(`redirects more than ${maxRedirects} times`);
  } catch (error) {
    throw failureOf(error, signal, deadline, timeoutMs);
  }
}

async function routeTo(address: string, { lookup, isAllowed, ca }: MediaSeams): Promise<RequestOptions> {
  const url = parseUrl(address, 'The address of a media file');
  if (url.protocol !== 'https:') throw refused('is not https');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isAddress = process.getBuiltinModule('node:net').isIP(host) !== 0;
  const addresses = isAddress ? [host] : await lookup(host);
  // One private answer among public ones is an attack or a mistake.
  const [checked] = addresses;
  if (checked === undefined || !addresses.every(isAllowed)) throw refused('leads into a private network');
  return {
    host: checked,
    port: url.port === '' ? 443 : Number(url.port),
    path: url.pathname + url.search,
    headers: { host: url.host, accept: '*/*', 'accept-encoding': 'identity' },
    agent: false,
    maxHeaderSize: 16_384,
    ...(isAddress ? {} : { servername: host }),
    ...(ca === undefined ? {} : { ca }),
  } as RequestOptions;
}

// A name is looked up for as long as the system likes, and knows no signal.
function unlessOver<Value>(waiting: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    const leave = onAbort(signal, stop);
    if (signal.aborted) stop();
    waiting.then(resolve, reject).finally(leave);
  });
}

function get(options: RequestOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const https = process.getBuiltinModule('node:https');
  return new Promise((resolve, reject) => {
    const request = https.request({ ...options, method: 'GET', signal }, resolve);
    request.on('error', reject);
    request.end();
  });
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage): string | undefined {
  return statusCode >= 300 && statusCode < 400 ? (headers.location ?? '') : undefined;
}

async function received(response: IncomingMessage, maxBytes: number): Promise<DownloadedMedia> {
  const { statusCode = 0, headers } = response;
  try {
    if (statusCode !== 200) throw unusable(`answered with HTTP ${statusCode}`);
    const mediaType = ((headers['content-type'] ?? '').split(';')[0] ?? '').trim().toLowerCase();
    if (!/^[\w.+-]+\/[\w.+-]+$/.test(mediaType) || mediaType === 'text/html')
      throw unusable(mediaType === 'text/html' ? 'is a web page' : 'has no content type');
    if (Number(headers['content-length'] ?? 0) > maxBytes) throw unusable(`is larger than ${maxBytes} bytes`);
    const pieces: Uint8Array[] = [];
    let length = 0;
    for await (const piece of response as AsyncIterable<Uint8Array>) {
      length += piece.length;
      if (length > maxBytes) throw unusable(`is larger than ${maxBytes} bytes`);
      pieces.push(piece);
    }
    return { bytes: Buffer.concat(pieces), mediaType };
  } finally {
    response.destroy();
  }
}

async function lookUp(host: string): Promise<string[]> {
  const answers = await process.getBuiltinModule('node:dns').promises.lookup(host, { all: true });
  return answers.map(({ address }) => address);
}

function failureOf(
  error: unknown,
  signal: AbortSignal | undefined,
  deadline: AbortSignal,
  timeoutMs: number,
): ReqLLMError {
  if (signal?.aborted === true)
    return new ReqLLMError('The call was aborted by its signal.', { code: 'aborted', phase: 'connect' });
  if (deadline.aborted) {
    const message = `A media file was not there within ${timeoutMs} ms. Send its data, or raise \`download.timeoutMs\`.`;
    return new ReqLLMError(message, { code: 'timeout', phase: 'connect', timeout: 'total' });
  }
  if (error instanceof ReqLLMError) return error;
  const message = 'A media file could not be fetched. Check its address, or send its data.';
  return new ReqLLMError(message, { code: 'network', phase: 'connect', cause: error });
}

// The address is not quoted: it may hold a signature that opens the file.
function refused(why: string): ReqLLMError {
  const message = `The address of a media file ${why}; it was not fetched. Send the data itself.`;
  return new ReqLLMError(message, { code: 'config', phase: 'connect' });
}

function unusable(why: string): ReqLLMError {
  const message = `A media file ${why}. Send the data itself.`;
  return new ReqLLMError(message, { code: 'bad-response', phase: 'connect' });
}
