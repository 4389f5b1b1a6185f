import { fromBase64 } from '../../core/base64.ts';
import type { Call } from '../../core/call.ts';
import { isReqLLMError, ReqLLMError } from '../../core/error.ts';
import { isRecord, parseJson } from '../../core/json.ts';
import { longestTimerMs } from '../../core/longest-timer.ts';
import type { SingleModel } from '../../core/model.ts';
import { decodeText } from '../../http/decode-text.ts';
import { readAll } from '../../http/limits.ts';
import type { HttpResponse } from '../../http/transport.ts';
import type { TextOptions } from '../options.ts';
import type { Runtime } from '../runtime.ts';
import { ask, type Host, put } from './exchange.ts';
import type {
  FileContent,
  FileOptions,
  FileToUpload,
  KnownFile,
  UploadedFile,
  UploadOptions,
} from './file-functions.ts';
import type { FileFacts, FileFormat, FileRequest, NewFile } from './format.ts';
import { fileFormats } from './formats.ts';
import { repeated, wait } from './repeated.ts';

/** What these functions need of their client. */
export interface FileDesk {
  readonly runtime: Runtime;
  prepare(model: SingleModel, input: string, options: TextOptions | undefined, stream: boolean): Call;
}

const maxBytes = 512 * 1024 * 1024;

/** See {@link FileFunctions}. */
export async function uploadFile(
  desk: FileDesk,
  provider: string,
  file: FileToUpload,
  { purpose, expiresAfterSeconds, ...options }: UploadOptions = {},
): Promise<UploadedFile> {
  const { data, mediaType, filename } = checked(file);
  const wanted: NewFile = {
    data,
    mediaType,
    filename,
    ...(purpose === undefined ? {} : { purpose }),
    ...(expiresAfterSeconds === undefined ? {} : { expiresAfterSeconds }),
  };
  return at(desk, provider, options, async (host, format) => {
    for (const name of format.lacks)
      if (wanted[name] !== undefined) throw lacking(`\`${name}\``, host.provider.name);
    const begun = await repeated(host, () => ask(host, format.begin(wanted)));
    let facts = await kept(host, format, begun, data);
    for (let delayMs = 500; facts.state === 'working'; delayMs = Math.min(delayMs * 1.5, 5_000)) {
      await wait(delayMs, host.signal);
      facts = await factsIn(format, await asked(host, format.look(facts.fileId)));
    }
    if (facts.state === 'failed') {
      const message = `${host.provider.name} could not make anything of the file; check its type and contents.`;
      throw new ReqLLMError(message, {
        code: 'invalid-request',
        phase: 'decode',
        provider: host.provider.id,
      });
    }
    // The host may have no type for it; ours is what was sent.
    return uploaded(host, { mediaType, ...facts });
  });
}

/** See {@link FileFunctions}. */
export function fileInfo(desk: FileDesk, file: KnownFile, options: FileOptions = {}): Promise<UploadedFile> {
  const { provider, fileId } = checkedId(file);
  return at(desk, provider, options, async (host, format) =>
    uploaded(host, await factsIn(format, await asked(host, format.look(fileId)))),
  );
}

/** See {@link FileFunctions}. */
export function downloadFile(
  desk: FileDesk,
  file: KnownFile,
  options: FileOptions = {},
): Promise<FileContent> {
  const { provider, fileId } = checkedId(file);
  return at(desk, provider, options, async (host, format) => {
    if (format.content === undefined) throw lacking('way to get an uploaded file back', host.provider.name);
    const { headers, body } = await asked(host, format.content(fileId));
    const { buffer, byteOffset, byteLength } = await readAll(body, maxBytes);
    const data = new Uint8Array(buffer, byteOffset, byteLength);
    return { data, mediaType: headers['content-type']?.split(';')[0] ?? 'application/octet-stream' };
  });
}

/** See {@link FileFunctions}. */
export function deleteFile(desk: FileDesk, file: KnownFile, options: FileOptions = {}): Promise<void> {
  const { provider, fileId } = checkedId(file);
  return at(desk, provider, options, async (host, format) => {
    const { body } = await asked(host, format.remove(fileId));
    await readAll(body);
  });
}

/** Works with one provider, within the time that the caller gives. */
async function at<Result>(
  { runtime, prepare }: FileDesk,
  id: string,
  options: FileOptions,
  work: (host: Host, format: FileFormat) => Promise<Result>,
): Promise<Result> {
  // No model is asked; the name stands for one where a call needs it.
  const call = prepare({ provider: id, id: 'files' }, 'What?', options, false);
  const provider = await runtime.provider(call.model.provider);
  if (provider.files === undefined) throw lacking('files that `uploadFile` knows', provider.name);
  const address = runtime.address(provider, call);
  const { signal, timeout } = call.control;
  const limit =
    timeout.totalMs > 0 ? AbortSignal.timeout(Math.min(timeout.totalMs, longestTimerMs)) : undefined;
  const both = [signal, limit].filter((each) => each !== undefined);
  const host = { runtime, provider, address, call, signal: AbortSignal.any(both) };
  try {
    return await work(host, fileFormats[provider.files]);
  } catch (error) {
    if (limit?.aborted === true && signal?.aborted !== true && isReqLLMError(error))
      throw late(timeout.totalMs);
    throw error;
  }
}

function late(ms: number): ReqLLMError {
  const message = `The file was not ready within ${ms} ms. Allow more with \`timeout.totalMs\`.`;
  return new ReqLLMError(message, { code: 'timeout', phase: 'headers', timeout: 'total' });
}

const asked = (host: Host, request: FileRequest): Promise<HttpResponse> =>
  repeated(host, () => ask(host, request));

async function kept(
  host: Host,
  format: FileFormat,
  response: HttpResponse,
  data: Uint8Array,
): Promise<FileFacts> {
  if (format.place === undefined) return factsIn(format, response);
  const place = format.place(response.headers);
  await readAll(response.body);
  return factsIn(format, await put(host, place ?? '', data));
}

async function factsIn(format: FileFormat, { body }: HttpResponse): Promise<FileFacts> {
  const text = decodeText(await readAll(body));
  const parsed = parseJson(text);
  const facts = parsed.ok ? format.read(parsed.value) : undefined;
  if (facts !== undefined) return facts;
  const message = `The provider's answer says nothing of a file: ${JSON.stringify(text.slice(0, 60))}.`;
  throw new ReqLLMError(message, { code: 'bad-response', phase: 'decode' });
}

function uploaded(host: Host, { state: _state, ...facts }: FileFacts): UploadedFile {
  return { ...facts, provider: host.provider.id };
}

function lacking(what: string, name: string): ReqLLMError {
  return new ReqLLMError(`${name} has no ${what}.`, { code: 'unsupported', phase: 'config' });
}

function checked(file: unknown): Pick<NewFile, 'data' | 'mediaType' | 'filename'> {
  if (!isRecord(file)) throw wrong('The file must be { data, mediaType }.');
  const { data, mediaType, filename } = file;
  if (typeof mediaType !== 'string' || !/^[\w.+-]+\/[\w.+-]+$/.test(mediaType))
    throw wrong('`mediaType` of the file must look like application/pdf.');
  if (filename !== undefined && (typeof filename !== 'string' || !/^[^\p{Cc}/\\]{1,255}$/u.test(filename)))
    throw wrong('`filename` must be a plain name, without folders.');
  const name = filename ?? `file.${endings[mediaType] ?? mediaType.replace(/^.*[/.+-]/, '')}`;
  const bytes = data instanceof Uint8Array ? data : typeof data === 'string' ? fromBase64(data) : undefined;
  if (bytes === undefined || bytes.length === 0)
    throw wrong('`data` of the file must be bytes (a Uint8Array) or base64, and hold something.');
  return { data: bytes, mediaType, filename: name };
}

const endings: Readonly<Record<string, string>> = {
  'text/plain': 'txt',
  'text/markdown': 'md',
  'audio/mpeg': 'mp3',
};

function checkedId(file: unknown): KnownFile {
  const { provider, fileId } = isRecord(file) ? file : {};
  if (typeof provider !== 'string' || provider === '')
    throw wrong('The file must say who holds it: { provider, fileId }.');
  // It becomes a part of an address.
  if (
    typeof fileId !== 'string' ||
    !/^(?:files\/)?[A-Za-z0-9][\w.-]{0,199}$/.test(fileId) ||
    fileId.includes('..')
  )
    throw wrong('`fileId` is no id of a file.');
  return { provider, fileId };
}

function wrong(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
