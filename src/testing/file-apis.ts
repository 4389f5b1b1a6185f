import type { IncomingMessage } from 'node:http';
import { isReqLLMError, ReqLLMError } from '../core/error.ts';
import { type Json, parseJson } from '../core/json.ts';
import { readForm } from '../wire/form.ts';
import { checkKey, type Desk, flatHeaders } from './desk.ts';

/** What is answered about files: JSON, or the bytes of one. */
export interface FileReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Json | Uint8Array;
}

/** The server's side of the files of OpenAI, Anthropic and Google, and what batches keep there. */
export interface FileApis {
  /** Undefined for a path that is none of theirs. */
  answer(request: IncomingMessage, bytes: Uint8Array, desk: Desk): FileReply | undefined;
  /** The text of a kept file; empty when there is none. */
  text(id: string): string;
  keepText(id: string, text: string): void;
}

interface Kept {
  readonly id: string;
  readonly data: Uint8Array;
  readonly mediaType: string;
  readonly filename: string;
  readonly purpose?: string;
  /** How often it was looked at; videos are not ready at once. */
  looks: number;
}

interface Asked {
  readonly files: Map<string, Kept>;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
  /** Where the request was sent, without the path. */
  readonly origin: string;
}

type Route = readonly [
  method: string,
  path: RegExp,
  answer: (asked: Asked, match: RegExpExecArray) => FileReply,
];

/** Creates the memory of one simulator. */
export function createFileApis(): FileApis {
  const files = new Map<string, Kept>();
  return {
    answer(request, bytes, desk) {
      const path = (request.url ?? '/').split('?')[0] ?? '/';
      const headers = flatHeaders(request);
      for (const [method, pattern, answer] of routes) {
        const match = method === request.method ? pattern.exec(path) : null;
        if (match === null) continue;
        try {
          // The place that Google gives is a proof by itself.
          if (headers['x-goog-upload-offset'] === undefined) checkKey(headers, desk.options);
          return answer({ files, headers, bytes, origin: `http://${headers['host'] ?? ''}` }, match);
        } catch (error) {
          if (!isReqLLMError(error)) throw error;
          return refusal(error.status ?? 400, error.message);
        }
      }
      return undefined;
    },
    text: (id) => new TextDecoder().decode(files.get(id)?.data),
    keepText: (id, text) =>
      void files.set(id, {
        id,
        data: new TextEncoder().encode(text),
        mediaType: 'application/jsonl',
        filename: `${id}.jsonl`,
        looks: 0,
      }),
  };
}

const routes: readonly Route[] = [
  [
    'POST',
    /^(.*)\/upload\/(v\d\w*)\/files$/,
    ({ files, headers, bytes, origin }, [, root = '', version = '']) => {
      const id = keep(files, 'file', {
        data: new Uint8Array(),
        mediaType: headers['x-goog-upload-header-content-type'] ?? 'application/octet-stream',
        filename: nameIn(bytes),
      });
      const place = `${origin}${root}/upload/${version}/files/${id}`;
      return {
        status: 200,
        headers: { 'x-goog-upload-status': 'active', 'x-goog-upload-url': place },
        body: '',
      };
    },
  ],
  [
    'POST',
    /^(.*)\/upload\/v\d\w*\/files\/([\w-]+)$/,
    ({ files, bytes }, [, , id = '']) => {
      const file = found(files, id);
      files.set(id, { ...file, data: bytes });
      return { status: 200, body: { file: googleFile({ ...file, data: bytes }) } };
    },
  ],
  [
    'POST',
    /^(.*)\/files$/,
    ({ files, headers, bytes }) => {
      const form = readForm(headers['content-type'] ?? '', bytes);
      const [file] = form.files;
      if (file === undefined) throw refused('The form holds no file.', 400);
      const { purpose } = form.body;
      const { data, mediaType, filename } = file;
      const kept = { data, mediaType, filename, ...(typeof purpose === 'string' ? { purpose } : {}) };
      const id = keep(files, isAnthropic(headers) ? 'file_' : 'file-', kept);
      return { status: 200, body: faceOf(headers, found(files, id)) };
    },
  ],
  [
    'GET',
    /\/files\/([\w-]+)\/content$/,
    ({ files }, [, id = '']) => {
      const { data, mediaType } = found(files, id);
      return { status: 200, headers: { 'content-type': mediaType }, body: data };
    },
  ],
  [
    'GET',
    /\/files\/([\w-]+)$/,
    ({ files, headers }, [, id = '']) => {
      const file = found(files, id);
      file.looks += 1;
      return { status: 200, body: faceOf(headers, file) };
    },
  ],
  [
    'DELETE',
    /\/files\/([\w-]+)$/,
    ({ files, headers }, [, id = '']) => {
      found(files, id);
      files.delete(id);
      if (isGoogle(headers)) return { status: 200, body: {} };
      return {
        status: 200,
        body: isAnthropic(headers) ? { id, type: 'file_deleted' } : { id, object: 'file', deleted: true },
      };
    },
  ],
];

const isAnthropic = (headers: Asked['headers']): boolean => headers['anthropic-version'] !== undefined;
const isGoogle = (headers: Asked['headers']): boolean => headers['x-goog-api-key'] !== undefined;

function keep(files: Map<string, Kept>, prefix: string, file: Omit<Kept, 'id' | 'looks'>): string {
  const id = `${prefix}${files.size + 1}`;
  files.set(id, { ...file, id, looks: 0 });
  return id;
}

function faceOf(headers: Asked['headers'], file: Kept): Json {
  if (isGoogle(headers)) return googleFile(file);
  const { id, filename, data, mediaType, purpose = '' } = file;
  if (isAnthropic(headers)) {
    const created_at = '2026-01-01T00:00:00Z';
    const size = { mime_type: mediaType, size_bytes: data.length };
    return { id, type: 'file', filename, ...size, created_at, downloadable: false };
  }
  const times = { created_at: 1_767_225_600, expires_at: null };
  return { id, object: 'file', bytes: data.length, filename, purpose, status: 'processed', ...times };
}

function googleFile({ id, filename, data, mediaType, looks }: Kept): Json {
  return {
    name: `files/${id}`,
    displayName: filename,
    mimeType: mediaType,
    sizeBytes: String(data.length),
    createTime: '2026-01-01T00:00:00Z',
    expirationTime: '2026-01-03T00:00:00Z',
    state: mediaType.startsWith('video/') && looks < 2 ? 'PROCESSING' : 'ACTIVE',
  };
}

function nameIn(bytes: Uint8Array): string {
  const parsed = parseJson(new TextDecoder().decode(bytes));
  const body = parsed.ok ? (parsed.value as { file?: { display_name?: unknown } } | null) : undefined;
  const name = body?.file?.display_name;
  return typeof name === 'string' ? name : 'file';
}

function found(files: Map<string, Kept>, id: string): Kept {
  const file = files.get(id);
  if (file === undefined) throw refused(`No such file: ${id}`, 404);
  return file;
}

function refused(message: string, status: number): ReqLLMError {
  return new ReqLLMError(message, { code: 'invalid-request', phase: 'decode', status });
}

function refusal(status: number, message: string): FileReply {
  return { status, body: { error: { message } } };
}
