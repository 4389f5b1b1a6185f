import { type HttpRequest, type Json, ReqLLMError, type Transport } from '../../index.ts';
import { secretsIn } from '../../core/secrets-in.ts';
import { readAll } from '../../http/limits.ts';

/** Talks to the batch API of one provider, with what the provider's own calls show. */
export interface Exchange {
  /** The address of the provider's API, without a slash at its end: `https://api.openai.com/v1`. */
  readonly root: string;
  json(method: 'GET' | 'POST', path: string, body?: Json): Promise<Record<string, unknown>>;
  text(path: string): Promise<string>;
  /** Sends a file as a form, with further fields. */
  upload(
    path: string,
    fields: Readonly<Record<string, string>>,
    file: string,
  ): Promise<Record<string, unknown>>;
}

/** Batches may come to hundreds of megabytes. */
const maxBytes = 1 << 29;
const limits = { connectMs: 10_000, headersMs: 120_000 };

export function createExchange(
  transport: Transport,
  asked: HttpRequest,
  root: string,
  signal: AbortSignal,
): Exchange {
  const { 'content-type': _type, accept: _accept, 'content-length': _length, ...proof } = asked.headers;
  const send = async (
    method: 'GET' | 'POST',
    path: string,
    content: { readonly body?: string; readonly type?: string } = {},
  ): Promise<string> => {
    const { body, type } = content;
    const headers = { ...proof, accept: '*/*', ...(type === undefined ? {} : { 'content-type': type }) };
    const request = { method, url: root + path, headers, ...limits, ...(body === undefined ? {} : { body }) };
    const response = await transport(request, signal);
    const text = new TextDecoder().decode(await readAll(response.body, maxBytes));
    if (response.status >= 200 && response.status < 300) return text;
    throw refused(response.status, text, method, path).with({ secrets: secretsIn(proof) });
  };
  return {
    root,
    async json(method, path, body) {
      const content = body === undefined ? {} : { body: JSON.stringify(body), type: 'application/json' };
      return objectIn(await send(method, path, content), path);
    },
    text: (path) => send('GET', path),
    async upload(path, fields, file) {
      const { body, type } = formOf(fields, file);
      return objectIn(await send('POST', path, { body, type }), path);
    },
  };
}

// RFC 7578. The boundary must stand nowhere in the file: JSON lines hold no line that begins so.
function formOf(fields: Readonly<Record<string, string>>, file: string): { body: string; type: string } {
  const boundary = 'reqllm-batch-boundary-7f3c9a';
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="batch.jsonl"\r\ncontent-type: application/jsonl\r\n\r\n`;
  return {
    body: `${parts.join('')}${head}${file}\r\n--${boundary}--\r\n`,
    type: `multipart/form-data; boundary=${boundary}`,
  };
}

function objectIn(text: string, path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new ReqLLMError(`The provider's answer at ${path} is no JSON object.`, {
    code: 'bad-response',
    phase: 'decode',
  });
}

function refused(status: number, text: string, method: string, path: string): ReqLLMError {
  const said = /"message"\s*:\s*"((?:[^"\\]|\\.){1,300})"/.exec(text)?.[1] ?? 'without a reason';
  const code =
    status === 401
      ? 'auth'
      : status === 403
        ? 'permission'
        : status === 429
          ? 'rate-limited'
          : status >= 500
            ? 'server'
            : 'invalid-request';
  return new ReqLLMError(`${method} ${path} was refused with HTTP ${status}: ${said}.`, {
    code,
    phase: 'headers',
    status,
  });
}
