import { toBase64 } from '../../core/base64.ts';
import { defined, isRecord, type JsonObject } from '../../core/json.ts';
import type { ImageCall } from '../../core/operation.ts';
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
import { type GoogleImagenDialect, googleImagenDialect } from './dialect.ts';

type ImageBody = Omit<ImageCall, 'control'>;

/** The server's side of Imagen in one host's dialect. */
export function googleImagenServer(partial: Partial<GoogleImagenDialect> = {}): ServerCodec<ImageBody> {
  const dialect = googleImagenDialect(partial);
  const path = `${dialect.modelPath}/imagen{model}:predict`;
  return operationServer<ImageCall>({
    protocol: 'google-imagen',
    paths: [path],
    parse: (request) => parseRequest(request, path, dialect),
    render: (chunks) => ({
      predictions: only(chunks, 'media').map(({ mediaType, data }) => ({
        mimeType: mediaType,
        bytesBase64Encoded: toBase64(data),
      })),
    }),
    errorBody: ({ message }, code) => ({ error: { code, message, status: 'INVALID_ARGUMENT' } }),
  });
}

function parseRequest(request: ServerRequest, path: string, { vendor }: GoogleImagenDialect): ImageBody {
  const body = membersOfRequest(request);
  const { instances, parameters } = body;
  const first: unknown = Array.isArray(instances) ? instances[0] : undefined;
  if (!isRecord(first)) throw invalid('`instances` must hold a prompt');
  const said = isRecord(parameters) ? (parameters as JsonObject) : {};
  const output = said['outputOptions'];
  return {
    operation: 'image',
    ...headOf(vendor, `imagen${modelInPath(request, path) ?? ''}`),
    prompt: textIn(first as JsonObject, 'prompt'),
    ...defined({
      count: numberIn(said, 'sampleCount'),
      aspectRatio: wordIn(said, 'aspectRatio'),
      size: wordIn(said, 'sampleImageSize'),
      seed: numberIn(said, 'seed'),
      mediaType: isRecord(output) ? wordIn(output as JsonObject, 'mimeType') : undefined,
    }),
  };
}
