import { joinBytes } from '../core/bytes.ts';
import { ReqLLMError } from '../core/error.ts';
import { isRecord, type Json } from '../core/json.ts';

/** A file in a form. */
export interface FormFile {
  /** Of the field; empty for a file that is no part of a form but the whole body. */
  readonly name: string;
  /** Empty for a plain field, of which there may be several of one name. */
  readonly filename: string;
  readonly mediaType: string;
  readonly data: Uint8Array;
}

/** A form as it goes over the wire. */
export interface EncodedForm {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** Longest form that is read: 64 MB. */
export const maxFormBytes: number = 64 * 1024 * 1024;

/**
 * Writes `multipart/form-data` (RFC 7578): each member of the body as a field, lists as several fields with `[]` after
 * their name, objects as JSON, then the files. The boundary follows from the contents, so that equal forms are equal bytes.
 * A file without a name is sent as it is, without any form.
 */
export function encodeForm(body: Json, files: readonly FormFile[]): EncodedForm {
  const whole = files.find(({ name }) => name === '');
  if (whole !== undefined) return { contentType: whole.mediaType, bytes: whole.data };
  const fields = isRecord(body) ? Object.entries(body).flatMap(([name, value]) => fieldsOf(name, value)) : [];
  const boundary = `reqllm-${hashOf(fields, files)}`;
  const pieces: Uint8Array[] = [];
  for (const [name, text] of fields)
    pieces.push(
      ascii(`--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"\r\n\r\n${text}\r\n`),
    );
  for (const { name, filename, mediaType, data } of files) {
    const place = `content-disposition: form-data; name="${quoted(name)}"`;
    const file = `; filename="${quoted(filename)}"\r\ncontent-type: ${quoted(mediaType)}`;
    const head = filename === '' ? place : place + file;
    pieces.push(ascii(`--${boundary}\r\n${head}\r\n\r\n`), data, ascii('\r\n'));
  }
  pieces.push(ascii(`--${boundary}--\r\n`));
  return { contentType: `multipart/form-data; boundary=${boundary}`, bytes: joinBytes(pieces) };
}

/** A form that was read. */
export interface ReadForm {
  readonly body: Readonly<Record<string, string | readonly string[]>>;
  readonly files: readonly FormFile[];
}

/** Reads `multipart/form-data`. Throws `invalid-request` for bytes that are no such form, or past {@link maxFormBytes}. */
export function readForm(contentType: string, bytes: Uint8Array): ReadForm {
  const boundary = /boundary=(?:"([^"]{1,200})"|([^\s;]{1,200}))/i.exec(contentType);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) throw broken('a form without a boundary');
  if (bytes.length > maxFormBytes) throw broken(`a form of more than ${maxFormBytes} bytes`);
  const body = new Map<string, string | readonly string[]>();
  const files: FormFile[] = [];
  for (const part of partsOf(bytes, ascii(`--${mark}`))) readPart(part, body, files);
  return { body: Object.fromEntries(body), files };
}

function readPart(part: Uint8Array, body: Map<string, string | readonly string[]>, files: FormFile[]): void {
  const end = indexOf(part, ascii('\r\n\r\n'), 0);
  if (end < 0) throw broken('a part of a form without its headers');
  const head = new TextDecoder().decode(part.subarray(0, end));
  const data = part.subarray(end + 4);
  const name = /[; ]name="([^"]*)"/i.exec(head)?.[1];
  if (name === undefined) throw broken('a part of a form without a name');
  const filename = /filename="([^"]*)"/i.exec(head)?.[1];
  if (filename !== undefined) {
    const mediaType = /content-type:\s*([^\r\n]+)/i.exec(head)?.[1]?.trim() ?? 'application/octet-stream';
    files.push({ name, filename, mediaType, data: data.slice() });
    return;
  }
  const text = new TextDecoder().decode(data);
  const before = body.get(name);
  const isList = name.endsWith('[]') || before !== undefined;
  body.set(name, isList ? [...(before === undefined ? [] : [before].flat()), text] : text);
}

/** What stands between the marks, each without the line break before the next mark. */
function partsOf(bytes: Uint8Array, mark: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let from = indexOf(bytes, mark, 0);
  if (from < 0) throw broken('a form without its first mark');
  for (;;) {
    const start = from + mark.length;
    // Two dashes after the mark end the form.
    if (bytes[start] === 45 && bytes[start + 1] === 45) return parts;
    const next = indexOf(bytes, mark, start);
    if (next < 0) throw broken('a form without its end');
    parts.push(bytes.subarray(start + 2, Math.max(start + 2, next - 2)));
    from = next;
  }
}

function fieldsOf(name: string, value: unknown): [string, string][] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((item: unknown) => [`${name}[]`, textOf(item)]);
  return [[name, textOf(value)]];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

// RFC 7578, section 2: quotes and line breaks in names are percent-encoded, as browsers do.
function quoted(text: string): string {
  return text.replace(/["\r\n]/g, (character) => encodeURIComponent(character));
}

// Two FNV-1a hashes with different starts: no secret, only unlikely to stand in a file by chance.
function hashOf(fields: readonly [string, string][], files: readonly FormFile[]): string {
  let left = 0x811c9dc5;
  let right = 0x01000193;
  const take = (byte: number): void => {
    left = Math.imul(left ^ byte, 0x01000193);
    right = Math.imul(right ^ byte, 0x85ebca6b);
  };
  for (const byte of ascii(JSON.stringify(fields))) take(byte);
  for (const { name, filename, data } of files) {
    for (const byte of ascii(`${name}\n${filename}`)) take(byte);
    for (const byte of data) take(byte);
  }
  return (left >>> 0).toString(16).padStart(8, '0') + (right >>> 0).toString(16).padStart(8, '0');
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const first = wanted[0] as number;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let length = 1;
    while (length < wanted.length && bytes[at + length] === wanted[length]) length += 1;
    if (length === wanted.length) return at;
  }
  return -1;
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function broken(what: string): ReqLLMError {
  return new ReqLLMError(`The request is ${what}.`, {
    code: 'invalid-request',
    phase: 'decode',
    status: 400,
  });
}
