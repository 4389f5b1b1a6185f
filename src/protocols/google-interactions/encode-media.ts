import { toBase64 } from '../../core/base64.ts';
import type { JsonObject } from '../../core/json.ts';
import type { FilePart, ImagePart } from '../../core/message.ts';
import type { Encoding } from './encoding.ts';

/** An image or file as content: base64 in `data`, or an address in `uri`. */
export function encodeMedia(part: ImagePart | FilePart, where: string, encoding: Encoding): JsonObject {
  if (part.type === 'file' && part.filename !== undefined)
    encoding.dropped(`${where}.filename`, 'Google takes no file names.');
  const { mediaType, ...place } = placeOf(part, where, encoding);
  const wire = {
    type: part.type === 'image' ? 'image' : contentType(mediaType, place['uri']),
    ...place,
    ...(mediaType === undefined ? {} : { mime_type: mediaType }),
    ...(part.type === 'image' && (part.detail === 'low' || part.detail === 'high')
      ? { resolution: part.detail }
      : {}),
  };
  return encoding.withOptions(wire, part.providerOptions);
}

type Place = { readonly mediaType?: string } & (
  | { readonly data: string; uri?: undefined }
  | { readonly uri: string }
);

function placeOf({ source }: ImagePart | FilePart, where: string, encoding: Encoding): Place {
  if ('data' in source) return { data: source.data, mediaType: source.mediaType };
  const said = source.mediaType === undefined ? {} : { mediaType: source.mediaType };
  if ('fileId' in source) return { uri: fileUri(source.fileId, encoding), ...said };
  if (source.url.startsWith('data:')) return fromDataUrl(source.url, source.mediaType);
  if (source.mediaType !== undefined) return { uri: source.url, ...said };
  const mediaType = guessed(source.url);
  if (mediaType === undefined) return { uri: source.url };
  encoding.added(
    `${where}.source.mediaType`,
    `Google wants a media type; ${mediaType} was read off the address.`,
  );
  return { uri: source.url, mediaType };
}

// Google knows videos by their page at YouTube, which has no media type.
function contentType(mediaType: string | undefined, uri: string | undefined): string {
  const [kind] = (mediaType ?? '').split('/');
  if (kind === 'audio' || kind === 'video' || kind === 'image') return kind;
  return mediaType === undefined && uri !== undefined && /^https:\/\/(?:www\.)?youtu\.?be/.test(uri)
    ? 'video'
    : 'document';
}

function fileUri(fileId: string, encoding: Encoding): string {
  if (/^[a-z]+:\/\//i.test(fileId)) return fileId;
  return encoding.dialect.fileUriPrefix + (fileId.startsWith('files/') ? fileId : `files/${fileId}`);
}

function fromDataUrl(url: string, mediaType: string | undefined): Place {
  const comma = url.indexOf(',');
  const head = url.slice('data:'.length, comma);
  const text = url.slice(comma + 1);
  const type = mediaType ?? head.split(';')[0] ?? '';
  const data = /;base64$/i.test(head) ? text : toBase64(new TextEncoder().encode(decoded(text)));
  return { data, mediaType: type === '' ? 'text/plain' : type };
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
  csv: 'text/csv',
  txt: 'text/plain',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  mp4: 'video/mp4',
  mov: 'video/mov',
  webm: 'video/webm',
};

function guessed(url: string): string | undefined {
  const ending = /\.([a-z0-9]{2,4})(?:[?#].*)?$/i.exec(url)?.[1]?.toLowerCase();
  return ending !== undefined && Object.hasOwn(types, ending) ? types[ending] : undefined;
}
