import type { JsonObject } from '../../core/json.ts';
import type { FilePart, ImagePart, MediaSource } from '../../core/message.ts';
import { mergeJson } from '../json-merge.ts';
import { readDataUrl } from '../media-address.ts';
import { cachePoint } from './cache-point.ts';
import type { Encoding } from './encoding.ts';
import { endingIn, type Format, formatOf } from './formats.ts';

/** An image, document, video or sound as a block; nothing, with a warning, where Bedrock has no form for it. */
export function encodeMedia(part: ImagePart | FilePart, where: string, encoding: Encoding): JsonObject[] {
  const found = sourceOf(part.source);
  if (found === undefined) {
    const why = 'Bedrock fetches s3:// addresses only; it was left out. Pass the bytes as `data`.';
    encoding.dropped(where, why);
    return [];
  }
  const format = formatOf(found.mediaType, found.ending ?? endingOf(part));
  if (format === undefined) {
    encoding.dropped(
      where,
      `Bedrock takes no files of the type ${found.mediaType ?? 'unknown'}; it was left out.`,
    );
    return [];
  }
  noteLost(part, format, where, encoding);
  const name = format.kind === 'document' ? { name: documentName(part, where, encoding) } : {};
  const { cachePoint: _point, ...options } = encoding.ownOptions(part.providerOptions);
  const wire = mergeJson({ format: format.format, ...name, source: found.wire }, options);
  return [{ [format.kind]: wire }, ...cachePoint(part.providerOptions, encoding)];
}

interface Found {
  readonly wire: JsonObject;
  readonly mediaType: string | undefined;
  readonly ending: string | undefined;
}

function sourceOf(source: MediaSource): Found | undefined {
  if ('data' in source)
    return { wire: { bytes: source.data }, mediaType: source.mediaType, ending: undefined };
  const address = 'url' in source ? source.url : source.fileId;
  if (address.startsWith('data:')) return fromDataUrl(address, source.mediaType);
  if (!address.startsWith('s3://')) return undefined;
  return {
    wire: { s3Location: { uri: address } },
    mediaType: source.mediaType,
    ending: endingIn(address),
  };
}

function fromDataUrl(url: string, said: string | undefined): Found {
  const { data: bytes, mediaType } = readDataUrl(url, said);
  return { wire: { bytes }, mediaType, ending: undefined };
}

function endingOf(part: ImagePart | FilePart): string | undefined {
  return part.type === 'file' && part.filename !== undefined ? endingIn(part.filename) : undefined;
}

function noteLost(part: ImagePart | FilePart, { kind }: Format, where: string, encoding: Encoding): void {
  if (part.type === 'image' && part.detail !== undefined && part.detail !== 'auto')
    encoding.dropped(`${where}.detail`, 'Bedrock has no such setting.');
  if (part.type === 'file' && part.filename !== undefined && kind !== 'document')
    encoding.dropped(`${where}.filename`, `Bedrock takes no names of ${kind} files.`);
}

// "alphanumeric characters, whitespace characters (no more than one in a row), hyphens, parentheses, square brackets"
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html
function documentName(part: ImagePart | FilePart, where: string, encoding: Encoding): string {
  const given = part.type === 'file' ? part.filename : undefined;
  if (given === undefined) {
    encoding.added(`${where}.filename`, 'Bedrock wants a name for each document; one was made up.');
    return encoding.nextDocumentName();
  }
  const clean = given
    .replace(/[^A-Za-z0-9\s()[\]-]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200)
    .trim();
  const name = clean === '' ? encoding.nextDocumentName() : clean;
  if (name !== given)
    encoding.changed(
      `${where}.filename`,
      'Bedrock takes letters, digits, spaces and ( ) [ ] - in names only.',
      {
        from: given,
        to: name,
      },
    );
  return name;
}
