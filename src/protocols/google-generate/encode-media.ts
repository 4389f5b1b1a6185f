import type { JsonObject } from '../../core/json.ts';
import type { FilePart, ImagePart, MediaSource } from '../../core/message.ts';
import { mediaTypeOfUrl, readDataUrl } from '../media-address.ts';
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
  if (source.url.startsWith('data:')) return inlineData(source.url, source.mediaType);
  const mediaType = source.mediaType ?? mediaTypeOfUrl(source.url);
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

function inlineData(url: string, said: string | undefined): JsonObject {
  const { data, mediaType: mimeType } = readDataUrl(url, said);
  return { inlineData: { mimeType, data } };
}
