import type { Json, JsonObject } from '../../core/json.ts';
import type { FilePart, ImagePart, MediaSource, UserPart } from '../../core/message.ts';
import type { Encoding } from './encoding.ts';

/** The content of a user's message: a text as such, anything more as parts. */
export function encodeContent(parts: readonly UserPart[], encoding: Encoding, setting: string): Json {
  const [only] = parts;
  if (only === undefined) return '';
  if (parts.length === 1 && only.type === 'text' && only.providerOptions === undefined) return only.text;
  return encodeParts(parts, encoding, setting);
}

/** Texts, images and files as input parts. What the format cannot carry is left out and noted. */
export function encodeParts(parts: readonly UserPart[], encoding: Encoding, setting: string): JsonObject[] {
  return parts.flatMap((part, index) => {
    const wire = encodePart(part, encoding, `${setting}.content[${index}]`);
    return wire === undefined ? [] : [encoding.withOptions(wire, part.providerOptions)];
  });
}

function encodePart(part: UserPart, encoding: Encoding, setting: string): JsonObject | undefined {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text };
    case 'image':
      return imagePart(part);
    case 'file':
      return filePart(part, encoding, setting);
    default:
      part satisfies never;
      return undefined;
  }
}

function imagePart({ source, detail }: ImagePart): JsonObject {
  const place = 'fileId' in source ? { file_id: source.fileId } : { image_url: addressOf(source) };
  return { type: 'input_image', ...place, ...(detail === undefined ? {} : { detail }) };
}

function filePart(
  { source, filename }: FilePart,
  encoding: Encoding,
  setting: string,
): JsonObject | undefined {
  const mediaType = source.mediaType ?? '';
  const kind = mediaType.slice(0, mediaType.indexOf('/'));
  // Recorded: "Invalid value: 'input_audio'. Supported values are: 'input_text', 'input_image', 'output_text', …".
  if (kind === 'audio' || kind === 'video') {
    const advice = kind === 'audio' ? 'Transcribe it first.' : 'Send single images instead.';
    encoding.dropped(setting, `A part with ${kind} was left out: the Responses API takes none. ${advice}`);
    return undefined;
  }
  if ('fileId' in source) return { type: 'input_file', file_id: source.fileId };
  if ('url' in source) return { type: 'input_file', file_url: source.url };
  const name = filename ?? `document.${extensions.get(mediaType) ?? 'txt'}`;
  if (filename === undefined)
    encoding.added(`${setting}.filename`, `The format demands a file name; "${name}" was added.`);
  return { type: 'input_file', filename: name, file_data: addressOf(source) };
}

const extensions: ReadonlyMap<string, string> = new Map([
  ['application/pdf', 'pdf'],
  ['application/json', 'json'],
  ['text/csv', 'csv'],
  ['text/html', 'html'],
  ['text/markdown', 'md'],
  ['text/xml', 'xml'],
  ['application/xml', 'xml'],
]);

function addressOf(source: Exclude<MediaSource, { fileId: string }>): string {
  return 'data' in source ? `data:${source.mediaType};base64,${source.data}` : source.url;
}
