import { ReqLLMError } from '../../core/error.ts';
import { isRecord, parseJson } from '../../core/json.ts';
import type { Secret } from '../../core/secret.ts';
import type { LiveSource } from './sources.ts';

/** What carries a request out: a transport of `http`, which this room may not know. */
export type LiveSend = (
  request: {
    readonly method: 'GET' | 'POST';
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly connectMs: number;
    readonly headersMs: number;
  },
  signal: AbortSignal,
) => Promise<{
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { read(): Promise<Uint8Array | undefined>; close(): Promise<void> | void };
}>;

/** One provider's list to fetch. */
export interface Fetching {
  readonly source: LiveSource;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly key: Secret | undefined;
  readonly send: LiveSend;
  readonly timeoutMs: number;
}

const mostBytes = 16 * 1024 * 1024;
const mostPages = 20;

/** All pages of a list, each at most 16 MB. Throws a ReqLLMError for what fails on the way; it never holds the key. */
export async function fetchList(fetching: Fetching): Promise<unknown[]> {
  const { source } = fetching;
  const pages: unknown[] = [];
  let extra: string | undefined;
  do {
    const path =
      extra === undefined ? source.path : `${source.path}${source.path.includes('?') ? '&' : '?'}${extra}`;
    const page = await ask(fetching, 'GET', path);
    pages.push(source.details === undefined ? page : await detailed(fetching, page, source.details));
    extra = isRecord(page) ? source.next?.(page) : undefined;
    if (extra !== undefined && pages.length >= mostPages) throw refusal(`goes on after ${mostPages} pages`);
  } while (extra !== undefined);
  return pages;
}

// What the list lacks is asked for each model; one that does not answer stays as it is in the list.
async function detailed(
  fetching: Fetching,
  page: unknown,
  { path, member }: NonNullable<LiveSource['details']>,
): Promise<unknown> {
  const records = fetching.source.records(page)?.slice(0, 200);
  if (records === undefined) return page;
  const models: unknown[] = [];
  for (const record of records) {
    const model: unknown = isRecord(record) ? (record['model'] ?? record['name']) : undefined;
    const answer =
      typeof model === 'string'
        ? await ask(fetching, 'POST', path, JSON.stringify({ model })).catch(() => undefined)
        : undefined;
    models.push(isRecord(record) && answer !== undefined ? { ...record, [member]: answer } : record);
  }
  return { models };
}

async function ask(
  { source, baseUrl, key, send, timeoutMs }: Fetching,
  method: 'GET' | 'POST',
  path: string,
  body?: string,
): Promise<unknown> {
  const request = {
    method,
    url: `${baseUrl}${path}`,
    headers: { accept: 'application/json', ...source.headers, ...proof(source, key) },
    ...(body === undefined ? {} : { body }),
    connectMs: timeoutMs,
    headersMs: timeoutMs,
  };
  const response = await send(request, AbortSignal.timeout(timeoutMs));
  try {
    if (response.status !== 200) throw refusal(`answered with status ${response.status}`, response.status);
    const parsed = parseJson(await readText(response.body));
    if (!parsed.ok) throw refusal(`is no JSON: ${parsed.problem}`);
    return parsed.value;
  } finally {
    await response.body.close();
  }
}

function proof({ key: wanted }: LiveSource, key: Secret | undefined): Record<string, string> {
  if (wanted === undefined || key === undefined) return {};
  return { [wanted.header]: wanted.header === 'authorization' ? `Bearer ${key.reveal()}` : key.reveal() };
}

async function readText(body: { read(): Promise<Uint8Array | undefined> }): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  try {
    for (let piece = await body.read(); piece !== undefined; piece = await body.read()) {
      bytes += piece.length;
      if (bytes > mostBytes) throw refusal('is larger than 16 MB');
      text += decoder.decode(piece, { stream: true });
    }
    return text + decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw refusal('is no UTF-8 text');
    throw error;
  }
}

function refusal(what: string, status?: number): ReqLLMError {
  return new ReqLLMError(`The list of models ${what}; what was known stays.`, {
    code: status === 401 ? 'auth' : status === 403 ? 'permission' : 'bad-response',
    phase: 'decode',
    ...(status === undefined ? {} : { status }),
  });
}
