import { defined, isRecord, type JsonObject } from '../../core/json.ts';
import type { MediaSource } from '../../core/message.ts';
import type { VideoCall } from '../../core/operation.ts';
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
import { type GoogleVideosDialect, googleVideosDialect } from './dialect.ts';

type VideoBody = Omit<VideoCall, 'control'>;

/** The server's side of Veo's jobs in one host's dialect. */
export function googleVideosServer(partial: Partial<GoogleVideosDialect> = {}): ServerCodec<VideoBody> {
  const { vendor, modelPath } = googleVideosDialect(partial);
  const path = `${modelPath}/{model}:predictLongRunning`;
  const nameOf = (id: string, { model }: VideoBody): string =>
    `${modelPath.slice(1)}/${model.id}/operations/${id}`;
  return operationServer<VideoCall>({
    protocol: 'google-videos',
    paths: [path],
    parse: (request) => parseRequest(request, path, vendor),
    render: (chunks, call) => ({
      name: nameOf(only(chunks, 'start')[0]?.id ?? 'job', call),
      done: true,
      response: {
        '@type': 'type.googleapis.com/google.ai.generativelanguage.v1beta.PredictLongRunningResponse',
        generateVideoResponse: {
          generatedSamples: only(chunks, 'media-url').map(({ url }) => ({ video: { uri: url } })),
        },
      },
    }),
    jobs: {
      working: (id, call) => ({ name: nameOf(id, call) }),
      asked: (method, asked) => {
        const found = method === 'GET' ? /\/models\/[^/]+\/operations\/([^/?]+)$/.exec(asked) : null;
        return found === null ? undefined : { id: found[1] ?? '', place: found[0] };
      },
      filePath: (id, file) => `/files/${id}-${file}:download?alt=media`,
    },
    errorBody: ({ message }, code) => ({ error: { code, message, status: 'INVALID_ARGUMENT' } }),
  });
}

function parseRequest(request: ServerRequest, path: string, vendor: string): VideoBody {
  const { instances, parameters } = membersOfRequest(request);
  const first: unknown = Array.isArray(instances) ? instances[0] : undefined;
  if (!isRecord(first)) throw invalid('`instances` must hold a prompt');
  const said = isRecord(parameters) ? (parameters as JsonObject) : {};
  return {
    operation: 'video',
    ...headOf(vendor, modelInPath(request, path) ?? ''),
    prompt: textIn(first as JsonObject, 'prompt'),
    ...defined({
      firstFrame: frameIn(first['image']),
      lastFrame: frameIn(first['lastFrame']),
      count: numberIn(said, 'sampleCount'),
      durationSeconds: numberIn(said, 'durationSeconds'),
      aspectRatio: wordIn(said, 'aspectRatio'),
      resolution: wordIn(said, 'resolution'),
      negativePrompt: wordIn(said, 'negativePrompt'),
      seed: numberIn(said, 'seed'),
    }),
  };
}

function frameIn(image: unknown): MediaSource | undefined {
  if (image === undefined) return undefined;
  const { bytesBase64Encoded: data, mimeType } = isRecord(image) ? image : {};
  if (typeof data !== 'string' || typeof mimeType !== 'string')
    throw invalid('a picture must have `bytesBase64Encoded` and `mimeType`');
  return { data, mediaType: mimeType };
}
