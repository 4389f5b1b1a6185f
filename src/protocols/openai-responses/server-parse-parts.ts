import { defined, isRecord, type JsonObject } from '../../core/json.ts';
import type {
  FilePart,
  ImagePart,
  MediaSource,
  ProviderOptions,
  RefusalPart,
  TextPart,
  UserPart,
} from '../../core/message.ts';
import { sourceAt } from '../media-address.ts';
import { sourceOf } from './annotations.ts';
import { listAt, missing, objectAt, optionalText, refusal, textAt, wrongValue } from './server-check.ts';
import { membersBut } from './signature.ts';

/** The content of a user's or a system message: a text, or a list of input parts. */
export function parseContent(value: unknown, place: string, vendor: string): UserPart[] {
  if (typeof value === 'string') return value === '' ? [] : [{ type: 'text', text: value }];
  return listAt(value, place).map((part, index) =>
    parsePart(objectAt(part, `${place}[${index}]`), `${place}[${index}]`, vendor),
  );
}

/** The content of an assistant's message. */
export function parseSaid(value: unknown, place: string, vendor: string): (TextPart | RefusalPart)[] {
  if (typeof value === 'string') return [{ type: 'text', text: value }];
  return listAt(value, place).map((each, index) => {
    const where = `${place}[${index}]`;
    const part = objectAt(each, where);
    if (part['type'] === 'refusal')
      return { type: 'refusal', text: textAt(part['refusal'], `${where}.refusal`) };
    if (part['type'] !== 'output_text') throw wrongValue(part['type'], ['output_text', 'refusal']);
    return saidText(part, where, vendor);
  });
}

/** The members of a wire object that we do not know, as the vendor's own settings. */
export function ownMembers(
  wire: JsonObject,
  known: readonly string[],
  vendor: string,
): { providerOptions?: ProviderOptions } {
  const rest = membersBut(wire, new Set(known)) as JsonObject;
  return Object.keys(rest).length === 0 ? {} : { providerOptions: { [vendor]: rest } };
}

function saidText(part: JsonObject, place: string, vendor: string): TextPart {
  const annotations: readonly unknown[] = Array.isArray(part['annotations']) ? part['annotations'] : [];
  const citations = annotations.map(sourceOf).filter((source) => source !== undefined);
  return {
    type: 'text',
    text: textAt(part['text'], `${place}.text`),
    ...(citations.length === 0 ? {} : { citations }),
    ...ownMembers(part, ['type', 'text', 'annotations', 'logprobs'], vendor),
  };
}

function parsePart(part: JsonObject, place: string, vendor: string): UserPart {
  switch (part['type']) {
    case 'input_text':
      return {
        type: 'text',
        text: textAt(part['text'], `${place}.text`),
        ...ownMembers(part, ['type', 'text'], vendor),
      };
    case 'input_image':
      return parseImage(part, place, vendor);
    case 'input_file':
      return parseFile(part, place, vendor);
    default:
      throw wrongValue(part['type'], ['input_text', 'input_image', 'input_file']);
  }
}

function parseImage(part: JsonObject, place: string, vendor: string): ImagePart {
  const { detail } = part;
  const known = detail === 'auto' || detail === 'low' || detail === 'high';
  const names = ['type', 'image_url', 'file_id', ...(known || detail === null ? ['detail'] : [])];
  const fileId = optionalText(part['file_id'], `${place}.file_id`);
  const url = optionalText(part['image_url'], `${place}.image_url`);
  if (fileId === undefined && url === undefined) throw missing(`${place}.image_url`);
  const source: MediaSource =
    fileId === undefined ? wellFormedSource(url ?? '', `${place}.image_url`) : { fileId };
  return { type: 'image', source, ...(known ? { detail } : {}), ...ownMembers(part, names, vendor) };
}

function parseFile(part: JsonObject, place: string, vendor: string): FilePart {
  const fileId = optionalText(part['file_id'], `${place}.file_id`);
  const url = optionalText(part['file_url'], `${place}.file_url`);
  const data = optionalText(part['file_data'], `${place}.file_data`);
  const filename = optionalText(part['filename'], `${place}.filename`);
  const own = ownMembers(part, ['type', 'file_id', 'file_url', 'file_data', 'filename'], vendor);
  if (fileId !== undefined) return { type: 'file', source: { fileId }, ...defined({ filename }), ...own };
  if (url !== undefined) return { type: 'file', source: { url }, ...defined({ filename }), ...own };
  if (data === undefined) throw missing(`${place}.file_data`);
  const source = wellFormedSource(data, `${place}.file_data`);
  if (!isRecord(source) || !('data' in source)) {
    const message = `Invalid file data: '${place}.file_data'. Expected a base64-encoded data URL with a valid file MIME type.`;
    throw refusal(message, 'invalid_value');
  }
  return { type: 'file', source, ...defined({ filename }), ...own };
}

function wellFormedSource(url: string, place: string): MediaSource {
  const source = sourceAt(url);
  if (url === '' || ('url' in source && url.startsWith('data:')))
    throw refusal(
      `Invalid '${place}'. Expected a valid URL, but got a value with an invalid format.`,
      'invalid_value',
    );
  return source;
}
