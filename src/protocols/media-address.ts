import { toBase64 } from '../core/base64.ts';
import type { MediaSource } from '../core/message.ts';

/** What stands in a `data:` address, as base64, and its type: the given one, else its own, else `text/plain`. */
export function readDataUrl(
  url: string,
  mediaType?: string,
): { readonly data: string; readonly mediaType: string } {
  const comma = url.indexOf(',');
  const head = url.slice('data:'.length, comma);
  const text = url.slice(comma + 1);
  const type = mediaType ?? head.split(';')[0] ?? '';
  const data = /;base64$/i.test(head) ? text : toBase64(new TextEncoder().encode(decoded(text)));
  return { data, mediaType: type === '' ? 'text/plain' : type };
}

/** The file that an address is: what stands in it for a `data:` address in base64 with a type, else the address itself. */
export function sourceAt(url: string): MediaSource {
  const head = /^data:([^;,]+);base64,/.exec(url.slice(0, 200));
  return head === null ? { url } : { data: url.slice(head[0].length), mediaType: head[1] ?? '' };
}

/** The type that the ending of an address stands for; undefined for one that is not known. */
export function mediaTypeOfUrl(url: string): string | undefined {
  const ending = /\.([a-z0-9]{2,4})(?:[?#].*)?$/i.exec(url)?.[1]?.toLowerCase();
  return ending !== undefined && Object.hasOwn(types, ending) ? types[ending] : undefined;
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
  mov: 'video/quicktime',
  webm: 'video/webm',
};

// A stray percent sign is no escape.
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
