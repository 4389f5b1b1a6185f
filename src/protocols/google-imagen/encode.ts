import { defined, type JsonObject } from '../../core/json.ts';
import type { ImageCall } from '../../core/operation.ts';
import { OperationEncoding, pathFor, unsupported } from '../operation-encoding.ts';
import type { WireRequest } from '../protocol.ts';
import type { GoogleImagenDialect } from './dialect.ts';

/** A call as a request for `:predict`. */
export function encodeCall(call: ImageCall, { vendor, modelPath, seeds }: GoogleImagenDialect): WireRequest {
  const encoding = new OperationEncoding(call, vendor);
  if ((call.images?.length ?? 0) > 0) throw unsupported('Imagen makes new images here; it changes none.');
  const seed = encoding.ifTaken(seeds, 'seed', call.seed);
  for (const name of ['quality', 'background', 'user', 'previews'] as const)
    encoding.ifTaken(false, name, call[name]);
  const parameters: JsonObject = defined({
    sampleCount: call.count ?? 1,
    aspectRatio: call.aspectRatio,
    sampleImageSize: sizeOf(encoding),
    seed,
    // A watermark makes every image another one. https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/imagen-api
    addWatermark: seed === undefined ? undefined : false,
    outputOptions: call.mediaType === undefined ? undefined : { mimeType: call.mediaType },
  });
  return {
    method: 'POST',
    path: pathFor(`${modelPath}/{model}:predict`, call),
    body: encoding.body({ instances: [{ prompt: call.prompt }], parameters }),
    changes: encoding.changes,
  };
}

// Sizes are `1K` and `2K`; sides in pixels follow from the ratio.
function sizeOf(encoding: OperationEncoding<ImageCall>): string | undefined {
  const { size } = encoding.call;
  const isNamed = size !== undefined && /^\dk$/i.test(size);
  return isNamed ? size.toUpperCase() : encoding.ifTaken(false, 'size', size);
}
