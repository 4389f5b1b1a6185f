import { toBase64 } from '../../core/base64.ts';
import type { Chunk } from '../../core/chunk.ts';
import { defined, isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { MediaSource } from '../../core/message.ts';
import type { ImageCall } from '../../core/operation.ts';
import type { WireEvent } from '../../wire/event.ts';
import type { FormFile } from '../../wire/form.ts';
import { sourceAt } from '../media-address.ts';
import { extensionOf, mediaTypeOf } from '../operation-encoding.ts';
import {
  headOf,
  invalid,
  membersOfRequest,
  modelInPath,
  numberIn,
  only,
  operationServer,
  textIn,
  wordIn,
} from '../operation-server.ts';
import type { ServerCodec, ServerRequest } from '../protocol.ts';
import { type OpenaiImagesDialect, openaiImagesDialect } from './dialect.ts';

type ImageBody = Omit<ImageCall, 'control'>;

/** The server's side of OpenAI's images in one host's dialect. */
export function openaiImagesServer(partial: Partial<OpenaiImagesDialect> = {}): ServerCodec<ImageBody> {
  const dialect = openaiImagesDialect(partial);
  return operationServer<ImageCall>({
    protocol: 'openai-images',
    paths: dialect.inputs === 'none' ? [dialect.path] : [...new Set([dialect.path, dialect.editPath])],
    parse: (request) => parseRequest(request, dialect),
    render: (chunks, call) => renderBody(chunks, call),
    renderFrames,
  });
}

function parseRequest(request: ServerRequest, dialect: OpenaiImagesDialect): ImageBody {
  const body = membersOfRequest(request);
  const { fields, splitSize } = dialect;
  const id = modelInPath(request, dialect.path) ?? textIn(body, 'model');
  const word = (name: keyof typeof fields): string | undefined =>
    fields[name] === undefined ? undefined : wordIn(body, fields[name]);
  const number = (name: keyof typeof fields): number | undefined =>
    fields[name] === undefined ? undefined : numberIn(body, fields[name]);
  const format = word('mediaType');
  const images = imagesOf(request, body);
  const mask = request.files?.find(({ name }) => name === 'mask');
  if (request.path.split('?')[0]?.endsWith('/edits') === true && images.length === 0)
    throw invalid('an edit needs an image');
  const { width, height } = body;
  const isSplit = splitSize && typeof width === 'number' && typeof height === 'number';
  return {
    operation: 'image',
    ...headOf(dialect.vendor, id, body['stream'] === true || body['stream'] === 'true'),
    prompt: textIn(body, 'prompt'),
    ...defined({
      count: number('count'),
      size: isSplit ? `${width}x${height}` : word('size'),
      aspectRatio: word('aspectRatio'),
      quality: word('quality'),
      background: word('background') as ImageCall['background'],
      mediaType: format === undefined ? undefined : mediaTypeOf(format, 'image'),
      seed: number('seed'),
      previews: number('previews'),
      user: word('user'),
    }),
    ...(images.length === 0 ? {} : { images }),
    ...(mask === undefined ? {} : { mask: sourceOf(mask) }),
  };
}

function imagesOf({ files = [] }: ServerRequest, body: JsonObject): MediaSource[] {
  const sent = files.filter(({ name }) => name === 'image' || name === 'image[]').map(sourceOf);
  const list =
    body['images'] ??
    body['input_references'] ??
    (body['image_url'] === undefined ? [] : [body['image_url']]);
  const urls = (Array.isArray(list) ? (list as Json[]) : []).map(urlIn).filter((url) => url !== undefined);
  return [...sent, ...urls.map(sourceAt)];
}

function urlIn(item: Json): string | undefined {
  if (typeof item === 'string') return item;
  if (!isRecord(item)) return undefined;
  const { url, image_url: inner } = item;
  if (typeof url === 'string') return url;
  return typeof inner === 'string' ? inner : urlIn((inner ?? null) as Json);
}

function sourceOf({ data, mediaType }: FormFile): MediaSource {
  return { data: toBase64(data), mediaType };
}

function renderFrames(chunks: readonly Chunk[], call: ImageBody): readonly WireEvent[] {
  const kind = call.images === undefined ? 'image_generation' : 'image_edit';
  const frame = (name: string, members: JsonObject): WireEvent => {
    const type = `${kind}.${name}`;
    return { event: type, data: JSON.stringify({ type, ...members }) };
  };
  const previews = only(chunks, 'media').filter(({ preview }) => preview === true);
  const { data, ...facts } = renderBody(chunks, call);
  return [
    ...previews.map((chunk, index) =>
      frame('partial_image', { partial_image_index: index, b64_json: toBase64(chunk.data) }),
    ),
    ...(data as JsonObject[]).map((image) => frame('completed', { ...facts, ...image })),
  ];
}

function renderBody(chunks: readonly Chunk[], call: ImageBody): JsonObject {
  const used = only(chunks, 'usage').at(-1)?.usage;
  const files = only(chunks, 'media').filter(({ preview }) => preview !== true);
  const data: JsonObject[] = [
    ...files.map((chunk) => ({ b64_json: toBase64(chunk.data) })),
    ...only(chunks, 'media-url').map(({ url, mediaType }) => ({
      url,
      ...(mediaType === undefined ? {} : { mime_type: mediaType }),
    })),
  ];
  const [first] = files;
  const isCounted = used !== undefined && used.inputTokens !== null;
  return {
    created: 0,
    data,
    ...(first === undefined ? {} : { output_format: extensionOf(first.mediaType) }),
    ...(call.size === undefined ? {} : { size: call.size }),
    ...(isCounted
      ? {
          usage: {
            input_tokens: used.inputTokens,
            output_tokens: used.outputTokens ?? 0,
            total_tokens: used.totalTokens ?? 0,
          },
        }
      : {}),
  };
}
