import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { FilePart, ImagePart, MediaSource, TextPart, UserPart } from '../../core/message.ts';
import type { OpenaiChatDialect } from './dialect.ts';
import { refused } from './server-errors.ts';

/** A content part of a user's message. Members without a portable meaning become options for this provider. */
export function parsePart(value: Json, at: string, dialect: OpenaiChatDialect): UserPart {
  if (typeof value === 'string') return { type: 'text', text: value };
  if (!isRecord(value)) throw refused(`Invalid type for '${at}': expected an object.`);
  const part = value as JsonObject;
  switch (part['type']) {
    case 'text':
      return parseTextPart(part, at, dialect);
    case 'image_url':
      return { ...parseImage(part['image_url'], at), ...options(part, ['image_url'], dialect) };
    case 'input_audio':
      return { ...parseAudio(part['input_audio'], at), ...options(part, ['input_audio'], dialect) };
    case 'file':
      return { ...parseFile(part['file'], at), ...options(part, ['file'], dialect) };
    case 'video_url':
    case 'document_url':
    case 'file_url':
      return {
        ...parseAddress(part[part['type']], part['type'], at),
        ...options(part, [part['type']], dialect),
      };
    default: {
      const supported = "'text', 'image_url', 'input_audio', and 'file'";
      throw refused(
        `Invalid value ${JSON.stringify(part['type'])} for '${at}.type'. Supported values are: ${supported}.`,
      );
    }
  }
}

/** A text part. */
export function parseTextPart(part: JsonObject, at: string, dialect: OpenaiChatDialect): TextPart {
  const { type, text } = part;
  if (type !== 'text')
    throw refused(`Invalid value ${JSON.stringify(type)} for '${at}.type'. Supported values are: 'text'.`);
  if (typeof text !== 'string') throw refused(`Missing required parameter: '${at}.text'.`);
  return { type: 'text', text, ...options(part, ['text'], dialect) };
}

function parseImage(value: Json | undefined, at: string): ImagePart {
  const said = typeof value === 'string' ? { url: value } : value;
  const url = isRecord(said) ? said['url'] : undefined;
  if (typeof url !== 'string')
    throw refused(
      `Invalid type for '${at}.image_url.url': expected a base64-encoded data URL or an address.`,
    );
  const detail = isRecord(said) ? said['detail'] : undefined;
  const isDetail = detail === 'auto' || detail === 'low' || detail === 'high';
  return { type: 'image', source: sourceAt(url), ...(isDetail ? { detail } : {}) };
}

const audioTypes: Readonly<Record<string, string>> = { mp3: 'audio/mpeg', wav: 'audio/wav' };

function parseAudio(value: Json | undefined, at: string): FilePart {
  const { data, format } = isRecord(value) ? value : {};
  if (typeof data !== 'string') throw refused(`Missing required parameter: '${at}.input_audio.data'.`);
  if (typeof format !== 'string') throw refused(`Missing required parameter: '${at}.input_audio.format'.`);
  const mediaType = audioTypes[format] ?? `audio/${format}`;
  return {
    type: 'file',
    source: /^data:|^https?:/.test(data) ? sourceAt(data, mediaType) : { data, mediaType },
  };
}

function parseFile(value: Json | undefined, at: string): FilePart {
  const { file_id: id, file_data: data, filename } = isRecord(value) ? value : {};
  const name = typeof filename === 'string' ? { filename } : {};
  if (typeof id === 'string') return { type: 'file', source: { fileId: id }, ...name };
  if (typeof data !== 'string') throw refused(`Missing required parameter: '${at}.file.file_id'.`);
  return { type: 'file', source: sourceAt(data), ...name };
}

function parseAddress(value: Json | undefined, type: string, at: string): FilePart {
  const url = isRecord(value) ? value['url'] : value;
  if (typeof url !== 'string') throw refused(`Invalid type for '${at}.${type}': expected an address.`);
  return { type: 'file', source: sourceAt(url, type === 'video_url' ? 'video/mp4' : undefined) };
}

function sourceAt(url: string, mediaType?: string): MediaSource {
  const found = /^data:([^;,]*);base64,/.exec(url.slice(0, 200));
  if (found === null) return { url, ...(mediaType === undefined ? {} : { mediaType }) };
  const type = found[1] === '' ? undefined : found[1];
  return { data: url.slice(found[0].length), mediaType: type ?? mediaType ?? 'application/octet-stream' };
}

function options(
  part: JsonObject,
  known: readonly string[],
  dialect: OpenaiChatDialect,
): { providerOptions?: Record<string, JsonObject> } {
  const others = Object.entries(part).filter(
    ([name, value]) => name !== 'type' && !known.includes(name) && value !== undefined,
  );
  return others.length === 0 ? {} : { providerOptions: { [dialect.vendor]: Object.fromEntries(others) } };
}
