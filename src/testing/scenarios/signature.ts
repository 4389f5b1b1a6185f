import { fromBase64 } from '../../core/base64.ts';
import { expectThat } from './checks.ts';

/** How files of a type begin: bytes at places; undefined is any byte. */
type Start = readonly (number | undefined)[];

const riff = (kind: string): Start => [
  ...codes('RIFF'),
  ...Array<undefined>(4).fill(undefined),
  ...codes(kind),
];

// By the formats' own specifications: PNG, JPEG (ITU T.81), GIF89a, WebP, RIFF, Ogg (RFC 3533), FLAC (RFC 9639), and for
// MPEG audio either a tag (ID3v2) or the eleven bits that a frame begins with (ISO 11172-3).
const starts: Readonly<Record<string, readonly Start[]>> = {
  'image/png': [[0x89, ...codes('PNG')]],
  'image/jpeg': [[0xff, 0xd8, 0xff]],
  'image/gif': [codes('GIF8')],
  'image/webp': [riff('WEBP')],
  'audio/mpeg': [codes('ID3'), ...Array.from({ length: 32 }, (_, bits): Start => [0xff, 0xe0 + bits])],
  'audio/wav': [riff('WAVE')],
  'audio/ogg': [codes('OggS')],
  'audio/flac': [codes('fLaC')],
};
const otherNames: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'audio/mp3': 'audio/mpeg',
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
  'audio/opus': 'audio/ogg',
};

/** A file that begins as files of its type do. Raw samples (`audio/pcm`, `audio/l16`) have no beginning to look at. */
export function checkFile({ data, mediaType }: { readonly data: string; readonly mediaType: string }): void {
  const bytes = fromBase64(data);
  expectThat(bytes !== undefined && bytes.length >= 16, 'There must be a file.', bytes?.length ?? data);
  const type = mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (/^audio\/(pcm|l16)$/.test(type)) return;
  const known = starts[otherNames[type] ?? type];
  expectThat(known !== undefined, 'The type of a file must be one that is known.', mediaType);
  const isSo = known.some((start) => start.every((each, at) => each === undefined || each === bytes[at]));
  expectThat(isSo, 'A file must be what its type says.', [mediaType, data.slice(0, 24)]);
}

function codes(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}
