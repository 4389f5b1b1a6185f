import { fromBase64 } from '../../core/base64.ts';
import { isRecord, type JsonObject, parseJson } from '../../core/json.ts';
import type { FilePart, ImagePart, MediaSource } from '../../core/message.ts';
import type { Encoding } from './encoding.ts';

/** An image as content; undefined when Cohere cannot take it, which is noted. */
export function encodeImage(part: ImagePart, where: string, encoding: Encoding): JsonObject | undefined {
  const url = addressOf(part.source);
  if (url === undefined) {
    encoding.dropped(where, 'Cohere holds no files; send the image as data or by its address.');
    return undefined;
  }
  const image = { url, ...(part.detail === undefined ? {} : { detail: part.detail }) };
  return encoding.withOptions({ type: 'image_url', image_url: image }, part.providerOptions);
}

/**
 * A file of text as a document that the model can cite: a JSON object as its own data, everything else as `text` with
 * the file's name as `title`. Undefined for other files, which is noted.
 */
export function encodeDocument(part: FilePart, where: string, encoding: Encoding): JsonObject | undefined {
  const text = textOf(part.source);
  if (text === undefined) {
    encoding.dropped(where, 'Cohere takes documents of text only; the file was left out. Send its text.');
    return undefined;
  }
  return encoding.withOptions({ data: dataOf(part, text) }, part.providerOptions);
}

function dataOf({ source, filename }: FilePart, text: string): JsonObject {
  if (/^application\/(?:.+\+)?json\b/.test(source.mediaType ?? '')) {
    const parsed = parseJson(text);
    if (parsed.ok && isRecord(parsed.value)) return parsed.value as JsonObject;
  }
  return { ...(filename === undefined ? {} : { title: filename }), text };
}

function textOf(source: MediaSource): string | undefined {
  if (!('data' in source)) return undefined;
  if (!/^text\/|^application\/(?:.*\+)?(?:json|xml|yaml|x-yaml|javascript)\b/.test(source.mediaType))
    return undefined;
  const bytes = fromBase64(source.data);
  return bytes === undefined ? undefined : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function addressOf(source: MediaSource): string | undefined {
  if ('data' in source) return `data:${source.mediaType};base64,${source.data}`;
  return 'url' in source ? source.url : undefined;
}
