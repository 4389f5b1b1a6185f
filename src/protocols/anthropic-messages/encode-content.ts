import { fromBase64 } from '../../core/base64.ts';
import type { JsonObject } from '../../core/json.ts';
import type { FilePart, ImagePart, MediaSource, TextPart, ToolResultPart } from '../../core/message.ts';
import type { Encoding } from './encoding.ts';
import { citationsFor } from './sources.ts';

/** A text; nothing when it is empty, which the API refuses. */
export function textBlock(encoding: Encoding, part: TextPart, isOurs: boolean): JsonObject[] {
  if (part.text === '') return [];
  const citations = isOurs ? citationsFor(part.citations) : [];
  const block = { type: 'text', text: part.text, ...(citations.length === 0 ? {} : { citations }) };
  return [encoding.withOptions(block, part.providerOptions)];
}

/** A part of a user's turn or of a tool's answer; nothing when the format cannot carry it. */
export function contentBlock(
  encoding: Encoding,
  part: TextPart | ImagePart | FilePart,
  setting: string,
): JsonObject[] {
  if (part.type === 'text') return textBlock(encoding, part, false);
  const source = inlined(part.source);
  if (part.type === 'image' || source.mediaType?.startsWith('image/'))
    return imageBlock(encoding, part, source, setting);
  const document = documentSource(encoding, source, setting);
  if (document === undefined) return [];
  const title = part.filename === undefined ? {} : { title: part.filename };
  return [encoding.withOptions({ type: 'document', source: document, ...title }, part.providerOptions)];
}

/** What a tool answered, for the call that goes by this id on the wire. */
export function resultBlock(
  encoding: Encoding,
  part: ToolResultPart,
  id: string,
  setting: string,
): JsonObject {
  const blocks = part.content.flatMap((each, index) =>
    contentBlock(encoding, each, `${setting}.content[${index}]`),
  );
  const [only] = blocks;
  const isPlain = blocks.length === 1 && only?.['type'] === 'text' && Object.keys(only).length === 2;
  const content = isPlain
    ? { content: only?.['text'] as string }
    : blocks.length === 0
      ? {}
      : { content: blocks };
  const block = {
    type: 'tool_result',
    tool_use_id: id,
    ...content,
    ...(part.isError === undefined ? {} : { is_error: part.isError }),
  };
  return encoding.withOptions(block, part.providerOptions);
}

function imageBlock(
  encoding: Encoding,
  part: ImagePart | FilePart,
  source: MediaSource,
  setting: string,
): JsonObject[] {
  if (part.type === 'image' && part.detail !== undefined) {
    encoding.dropped(
      `${setting}.detail`,
      'The Messages format has no detail setting for images; it was left out.',
    );
  }
  return [
    encoding.withOptions({ type: 'image', source: mediaSource(encoding, source) }, part.providerOptions),
  ];
}

function documentSource(encoding: Encoding, source: MediaSource, setting: string): JsonObject | undefined {
  if (!('data' in source) || source.mediaType === 'application/pdf') return mediaSource(encoding, source);
  const { mediaType, data } = source;
  if (!isTextual(mediaType)) {
    encoding.dropped(
      setting,
      `The Messages format takes PDF and text documents and images, no ${mediaType}; the file was left out.`,
    );
    return undefined;
  }
  const bytes = fromBase64(data);
  if (bytes === undefined) {
    encoding.dropped(setting, 'The data of the file is not base64; the file was left out.');
    return undefined;
  }
  if (mediaType !== 'text/plain') {
    encoding.changed(setting, `Documents of text are sent as text/plain.`, {
      from: mediaType,
      to: 'text/plain',
    });
  }
  return {
    type: 'text',
    media_type: 'text/plain',
    data: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
  };
}

function mediaSource(encoding: Encoding, source: MediaSource): JsonObject {
  if ('data' in source) return { type: 'base64', media_type: source.mediaType, data: source.data };
  if ('url' in source) return { type: 'url', url: source.url };
  if (encoding.dialect.filesBeta !== '') encoding.betas.add(encoding.dialect.filesBeta);
  return { type: 'file', file_id: source.fileId };
}

// The API fetches http addresses only.
function inlined(source: MediaSource): MediaSource {
  if (!('url' in source)) return source;
  const match = /^data:([^;,]+)?(?:;[^;,]+)*?;base64,(.*)$/is.exec(source.url);
  if (match === null) return source;
  return { data: match[2] as string, mediaType: match[1] ?? source.mediaType ?? 'text/plain' };
}

function isTextual(mediaType: string): boolean {
  return /^text\/|^application\/(?:.*\+)?(?:json|xml|yaml|x-yaml|javascript)\b/.test(mediaType);
}
