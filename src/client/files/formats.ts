import { defined, isRecord } from '../../core/json.ts';
import type { FileForm } from '../../providers/provider.ts';
import type { FileFacts, FileFormat, NewFile } from './format.ts';

const part = ({ data, mediaType, filename }: NewFile): { name: string } & Omit<NewFile, 'purpose'> => ({
  name: 'file',
  data,
  mediaType,
  filename,
});

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const size = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
};
const seconds = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value * 1_000 : undefined;
const date = (value: unknown): number | undefined => {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? undefined : time;
};

/** https://platform.openai.com/docs/api-reference/files, and recorded at OpenAI, Mistral and xAI. */
const openai: FileFormat = {
  lacks: [],
  begin: (file) => ({
    method: 'POST',
    path: '/files',
    body: {
      purpose: file.purpose ?? 'user_data',
      ...(file.expiresAfterSeconds === undefined
        ? {}
        : {
            'expires_after[anchor]': 'created_at',
            'expires_after[seconds]': String(file.expiresAfterSeconds),
          }),
    },
    file: part(file),
  }),
  look: (id) => ({ method: 'GET', path: `/files/${id}` }),
  content: (id) => ({ method: 'GET', path: `/files/${id}/content` }),
  remove: (id) => ({ method: 'DELETE', path: `/files/${id}` }),
  read: (body) =>
    factsOf(body, 'id', (file) => ({
      ...defined({
        filename: text(file['filename']),
        mediaType: text(file['mimetype']),
        bytes: size(file['bytes']),
        purpose: text(file['purpose']),
        createdAt: seconds(file['created_at']),
        expiresAt: seconds(file['expires_at']),
      }),
      state: file['status'] === 'error' ? 'failed' : 'ready',
    })),
};

const anthropicHeaders = { 'anthropic-version': '2023-06-01', 'anthropic-beta': 'files-api-2025-04-14' };

/** https://docs.claude.com/en/docs/build-with-claude/files, and recorded. */
const anthropic: FileFormat = {
  lacks: ['purpose', 'expiresAfterSeconds'],
  begin: (file) => ({ method: 'POST', path: '/v1/files', headers: anthropicHeaders, file: part(file) }),
  look: (id) => ({ method: 'GET', path: `/v1/files/${id}`, headers: anthropicHeaders }),
  content: (id) => ({ method: 'GET', path: `/v1/files/${id}/content`, headers: anthropicHeaders }),
  remove: (id) => ({ method: 'DELETE', path: `/v1/files/${id}`, headers: anthropicHeaders }),
  read: (body) =>
    factsOf(body, 'id', (file) => ({
      ...defined({
        filename: text(file['filename']),
        mediaType: text(file['mime_type']),
        bytes: size(file['size_bytes']),
        createdAt: date(file['created_at']),
      }),
      state: 'ready',
    })),
};

/** https://ai.google.dev/gemini-api/docs/files, and recorded: first a place is asked for, then the bytes go there. */
const google: FileFormat = {
  lacks: ['purpose', 'expiresAfterSeconds'],
  begin: ({ data, mediaType, filename }) => ({
    method: 'POST',
    path: '/files',
    isUpload: true,
    headers: {
      'x-goog-upload-protocol': 'resumable',
      'x-goog-upload-command': 'start',
      'x-goog-upload-header-content-length': String(data.length),
      'x-goog-upload-header-content-type': mediaType,
    },
    body: { file: { display_name: filename } },
  }),
  place: (headers) => headers['x-goog-upload-url'],
  look: (id) => ({ method: 'GET', path: `/${nameOf(id)}` }),
  remove: (id) => ({ method: 'DELETE', path: `/${nameOf(id)}` }),
  read: (body) =>
    factsOf(isRecord(body) && isRecord(body['file']) ? body['file'] : body, 'name', googleFacts),
};

type Members = Readonly<Record<string, unknown>>;

function factsOf(
  body: unknown,
  id: string,
  rest: (file: Members) => Omit<FileFacts, 'fileId'>,
): FileFacts | undefined {
  const fileId = isRecord(body) ? text(body[id]) : undefined;
  return fileId === undefined ? undefined : { fileId, ...rest(body as Members) };
}

function googleFacts(file: Members): Omit<FileFacts, 'fileId'> {
  const { state } = file;
  return {
    ...defined({
      filename: text(file['displayName']),
      mediaType: text(file['mimeType']),
      bytes: size(file['sizeBytes']),
      createdAt: date(file['createTime']),
      expiresAt: date(file['expirationTime']),
    }),
    state: state === 'FAILED' ? 'failed' : state === 'PROCESSING' ? 'working' : 'ready',
  };
}

function nameOf(id: string): string {
  return id.startsWith('files/') ? id : `files/${id}`;
}

/** The forms in which hosts keep files. */
export const fileFormats: Readonly<Record<FileForm, FileFormat>> = { openai, anthropic, google };
