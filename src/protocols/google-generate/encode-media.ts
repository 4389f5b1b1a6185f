import { toBase64 } from '../../core/base64.ts';
import type { JsonObject } from '../../core/json.ts';
import type { FilePart, ImagePart, MediaSource } from '../../core/message.ts';
import type { Encoding } from './encoding.ts';

/** An image or file as `inlineData` or `fileData`. */
export function encodeMedia(part: ImagePart | FilePart, where: string, encoding: Encoding): JsonObject {
  if (part.type === 'image' && part.detail !== undefined && part.detail !== 'auto') {
    // "Unknown name mediaResolution at 'contents[0].parts[1]'" (recorded at four gemini-2.5 calls).
    encoding.dropped(
      `${where}.detail`,
      'Not every Gemini model takes a resolution; set `mediaResolution` in providerOptions.',
    );
  }
  if (part.type === 'file' && part.filename !== undefined) {
    encoding.dropped(`${where}.filename`, 'Google takes no file names.');
  }
  return encoding.withOptions(wireSource(part.source, where, encoding), part.providerOptions);
}

function wireSource(source: MediaSource, where: string, encoding: Encoding): JsonObject {
  if ('data' in source) return { inlineData: { mimeType: source.mediaType, data: source.data } };
  if ('fileId' in source) return fileData(fileUri(source.fileId, encoding), source.mediaType);
  if (source.url.startsWith('data:')) return fromDataUrl(source.url, source.mediaType);
  const mediaType = source.mediaType ?? guessed(source.url);
  if (mediaType !== source.mediaType) {
    encoding.added(
      `${where}.source.mediaType`,
      `Google wants a media type; ${mediaType} was read off the address.`,
    );
  }
  return fileData(source.url, mediaType);
}

function fileData(uri: string, mediaType: string | undefined): JsonObject {
  return { fileData: { fileUri: uri, ...(mediaType === undefined ? {} : { mimeType: mediaType }) } };
}

function fileUri(fileId: string, encoding: Encoding): string {
  if (/^[a-z]+:\/\//i.test(fileId)) return fileId;
  return encoding.dialect.fileUriPrefix + (fileId.startsWith('files/') ? fileId : `files/${fileId}`);
}

function fromDataUrl(url: string, mediaType: string | undefined): JsonObject {
  const comma = url.indexOf(',');
  const head = url.slice('data:'.length, comma);
  const text = url.slice(comma + 1);
  const mimeType = mediaType ?? head.split(';')[0] ?? '';
  const data = /;base64$/i.test(head) ? text : toBase64(new TextEncoder().encode(decoded(text)));
  return { inlineData: { mimeType: mimeType === '' ? 'text/plain' : mimeType, data } };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const types: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  pdf: 'application/pdf',
  txt: 'text/plain',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
};

function guessed(url: string): string | undefined {
  const ending = /\.([a-z0-9]{2,4})(?:[?#].*)?$/i.exec(url)?.[1]?.toLowerCase();
  return ending !== undefined && Object.hasOwn(types, ending) ? types[ending] : undefined;
}
