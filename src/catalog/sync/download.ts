import { ReqLLMError } from '../../core/error.ts';
import { maxDocumentBytes } from './sync.ts';

/** What carries a request out: the transport of `http`, which this room may not know. */
export type Download = (
  request: {
    readonly method: 'GET';
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly connectMs: number;
    readonly headersMs: number;
  },
  signal: AbortSignal,
) => Promise<{
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { read(): Promise<Uint8Array | undefined>; close(): Promise<void> | void };
}>;

/** A document, or word that it has not changed since the ETag that was sent. */
export type Downloaded =
  | { readonly isNew: false }
  | { readonly isNew: true; readonly text: string; readonly etag?: string };

/** Where the catalogue comes from unless somebody says otherwise. */
export const defaultUrl = 'https://models.dev/api.json';

/** Fetches the document: at most 32 MB in 15 seconds, no redirects. Throws `network` or `bad-response` otherwise. */
export async function download(
  send: Download,
  url: string,
  etag: string | undefined,
  timeoutMs: number = 15_000,
): Promise<Downloaded> {
  const headers = { accept: 'application/json', ...(etag === undefined ? {} : { 'if-none-match': etag }) };
  const request = { method: 'GET' as const, url, headers, connectMs: timeoutMs, headersMs: timeoutMs };
  const response = await send(request, AbortSignal.timeout(timeoutMs));
  try {
    if (response.status === 304) return { isNew: false };
    if (response.status !== 200) throw refusal(`answered with status ${response.status}`);
    const text = await readAll(response.body);
    const tag = response.headers['etag'];
    return { isNew: true, text, ...(tag === undefined ? {} : { etag: tag }) };
  } finally {
    await response.body.close();
  }
}

async function readAll(body: { read(): Promise<Uint8Array | undefined> }): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  for (let piece = await body.read(); piece !== undefined; piece = await body.read()) {
    bytes += piece.length;
    if (bytes > maxDocumentBytes) throw refusal('is larger than 32 MB');
    text += decode(decoder, piece);
  }
  return text + decode(decoder);
}

function decode(decoder: InstanceType<typeof TextDecoder>, piece?: Uint8Array): string {
  try {
    return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
  } catch {
    throw refusal('is no UTF-8 text');
  }
}

function refusal(what: string): ReqLLMError {
  return new ReqLLMError(`The source of the model catalogue ${what}; the current catalogue stays.`, {
    code: 'bad-response',
    phase: 'decode',
  });
}
