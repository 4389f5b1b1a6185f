import { fitsGlobs } from '../../core/glob.ts';
import { defined, type Json, type JsonObject } from '../../core/json.ts';
import type { ImageCall } from '../../core/operation.ts';
import type { FormFile } from '../../wire/form.ts';
import {
  bytesOf,
  extensionOf,
  OperationEncoding,
  pathFor,
  unsupported,
  urlOf,
} from '../operation-encoding.ts';
import type { WireRequest } from '../protocol.ts';
import type { OpenaiImagesDialect } from './dialect.ts';

/** A call as a request for new images, or for changes of given ones. */
export function encodeCall(call: ImageCall, dialect: OpenaiImagesDialect): WireRequest {
  const encoding = new OperationEncoding(call, dialect.vendor);
  const hasImages = (call.images?.length ?? 0) > 0;
  const isEdit = hasImages || call.mask !== undefined;
  if (isEdit && dialect.inputs === 'none') throw unsupported(`${call.model.provider} changes no images.`);
  if (call.mask !== undefined && !hasImages) throw unsupported('A mask needs an image that it is for.');
  const files = dialect.inputs === 'form' && isEdit ? filesOf(call) : undefined;
  const said: JsonObject = {
    model: call.model.id,
    prompt: call.prompt,
    ...settingsOf(encoding, dialect),
    ...(isEdit && files === undefined ? inputsOf(encoding, dialect) : {}),
    ...streamOf(encoding, dialect),
  };
  const { query } = dialect;
  return {
    method: 'POST',
    path: pathFor(isEdit ? dialect.editPath : dialect.path, call),
    ...(Object.keys(query).length === 0 ? {} : { query }),
    body: encoding.body(said),
    ...(files === undefined ? {} : { files }),
    changes: encoding.changes,
  };
}

// https://developers.openai.com/api/docs/guides/image-generation: from 0 to 3 first looks.
function streamOf(
  encoding: OperationEncoding<ImageCall>,
  { fields, urlModels }: OpenaiImagesDialect,
): JsonObject {
  const { stream, previews, model } = encoding.call;
  const { previews: field } = fields;
  const streams = stream && field !== undefined && !fitsGlobs(model.id, urlModels);
  const wanted = encoding.ifTaken(streams, 'previews', previews);
  return streams ? { stream: true, ...(wanted === undefined ? {} : { [field]: wanted }) } : {};
}

function settingsOf(encoding: OperationEncoding<ImageCall>, dialect: OpenaiImagesDialect): JsonObject {
  const { call } = encoding;
  const { fields, splitSize } = dialect;
  const said: Record<string, Json> = {};
  const { size, aspectRatio, quality, background, mediaType, seed, count, user } = call;
  const values = {
    size,
    aspectRatio,
    quality,
    background,
    seed,
    count,
    user,
    mediaType: mediaType && extensionOf(mediaType),
  };
  for (const [name, value] of Object.entries(defined(values))) {
    const field = fields[name as keyof typeof fields];
    if (name === 'size' && splitSize) Object.assign(said, sidesOf(value as string));
    else if (encoding.ifTaken(field !== undefined, name, value) !== undefined) said[field as string] = value;
  }
  if (fitsGlobs(call.model.id, dialect.urlModels)) said['response_format'] = dialect.base64Word;
  return said;
}

function sidesOf(size: string): JsonObject {
  const [width, height] = size.split('x').map(Number);
  return width === undefined || height === undefined || Number.isNaN(width) ? {} : { width, height };
}

function filesOf({ images = [], mask }: ImageCall): readonly FormFile[] {
  const files = images.map((source, at) => fileOf('image[]', `image-${at + 1}`, bytesOf(source, 'an image')));
  return mask === undefined ? files : [...files, fileOf('mask', 'mask', bytesOf(mask, 'the mask'))];
}

function fileOf(name: string, title: string, { data, mediaType }: ReturnType<typeof bytesOf>): FormFile {
  return { name, filename: `${title}.${extensionOf(mediaType)}`, mediaType, data };
}

function inputsOf(encoding: OperationEncoding<ImageCall>, { inputs }: OpenaiImagesDialect): JsonObject {
  const { images = [], mask } = encoding.call;
  const urls = images.map((source) => urlOf(source, 'an image'));
  encoding.ifTaken(false, 'mask', mask && true);
  if (inputs === 'images') return { images: urls.map((url) => ({ type: 'image_url', url })) };
  if (inputs === 'references')
    return { input_references: urls.map((url) => ({ type: 'image_url', image_url: { url } })) };
  if (urls.length > 1)
    encoding.dropped('images', `Only the first of ${urls.length} images is sent; this host takes one.`);
  return { image_url: urls[0] };
}
