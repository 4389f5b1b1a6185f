import type { JsonObject } from '../../core/json.ts';
import type { FilePart, ImagePart } from '../../core/message.ts';
import { mediaTypeOfUrl, readDataUrl } from '../media-address.ts';
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
  if (source.url.startsWith('data:')) return readDataUrl(source.url, source.mediaType);
  if (source.mediaType !== undefined) return { uri: source.url, ...said };
  const mediaType = typeOf(source.url);
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

// The API lists QuickTime under a name of its own.
function typeOf(url: string): string | undefined {
  const type = mediaTypeOfUrl(url);
  return type === 'video/quicktime' ? 'video/mov' : type;
}
