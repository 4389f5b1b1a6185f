import { defined, type JsonObject } from '../../core/json.ts';
import type { MediaSource } from '../../core/message.ts';
import type { VideoCall } from '../../core/operation.ts';
import { OperationEncoding, pathFor, unsupported } from '../operation-encoding.ts';
import type { WireRequest } from '../protocol.ts';
import { isPixels, jobPath } from '../video-job.ts';
import type { GoogleVideosDialect } from './dialect.ts';

/** A call as a request for `:predictLongRunning`. https://ai.google.dev/gemini-api/docs/video */
export function encodeCall(call: VideoCall, { vendor, modelPath }: GoogleVideosDialect): WireRequest {
  const encoding = new OperationEncoding(call, vendor);
  for (const name of ['audio', 'user'] as const) encoding.ifTaken(false, name, call[name]);
  const { firstFrame, lastFrame } = call;
  const instance: JsonObject = defined({
    prompt: call.prompt,
    image: firstFrame === undefined ? undefined : frameOf(firstFrame, 'the first frame'),
    lastFrame: lastFrame === undefined ? undefined : frameOf(lastFrame, 'the last frame'),
  });
  const parameters: JsonObject = defined({
    sampleCount: call.count,
    durationSeconds: call.durationSeconds,
    aspectRatio: call.aspectRatio,
    resolution: resolutionOf(encoding),
    negativePrompt: call.negativePrompt,
    seed: call.seed,
  });
  const said = Object.keys(parameters).length === 0 ? {} : { parameters };
  return {
    method: 'POST',
    path: pathFor(`${modelPath}/{model}:predictLongRunning`, call),
    body: encoding.body({ instances: [instance], ...said }),
    changes: encoding.changes,
  };
}

/** The question how an operation stands. */
export function encodeLook(name: string): WireRequest {
  return { method: 'GET', path: jobPath('/', name), body: null, changes: [] };
}

function resolutionOf(encoding: OperationEncoding<VideoCall>): string | undefined {
  const { resolution } = encoding.call;
  if (resolution === undefined || !isPixels(resolution)) return resolution?.toLowerCase();
  return encoding.ifTaken(false, 'resolution', resolution);
}

// Bytes alone: addresses and Gemini's own `inlineData` are refused here, though chats take them.
function frameOf(source: MediaSource, what: string): JsonObject {
  if (!('data' in source))
    throw unsupported(`Only the bytes of ${what} can be sent here; fetch it first and pass its \`data\`.`);
  return { bytesBase64Encoded: source.data, mimeType: source.mediaType };
}
