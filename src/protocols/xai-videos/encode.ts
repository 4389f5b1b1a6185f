import { defined, type Json, type JsonObject } from '../../core/json.ts';
import type { VideoCall } from '../../core/operation.ts';
import { OperationEncoding, urlOf } from '../operation-encoding.ts';
import type { WireRequest } from '../protocol.ts';
import { isPixels, jobPath } from '../video-job.ts';
import type { XaiVideosDialect } from './dialect.ts';

/** A call as a job to hand in. https://docs.x.ai/docs/guides/video-generations */
export function encodeCall(call: VideoCall, dialect: XaiVideosDialect): WireRequest {
  const encoding = new OperationEncoding(call, dialect.vendor);
  // One video a job, at both hosts.
  if (call.count !== undefined && call.count > 1) encoding.ifTaken(false, 'count', call.count);
  encoding.ifTaken(false, 'negativePrompt', call.negativePrompt);
  const said = defined({
    model: call.model.id,
    prompt: call.prompt,
    duration: call.durationSeconds,
    aspect_ratio: call.aspectRatio,
    ...sizeOf(encoding, dialect),
    ...framesOf(encoding, dialect),
    seed: encoding.ifTaken(dialect.seeds, 'seed', call.seed),
    generate_audio: encoding.ifTaken(dialect.audio, 'audio', call.audio),
    user: encoding.ifTaken(dialect.user, 'user', call.user),
  });
  return { method: 'POST', path: dialect.path, body: encoding.body(said), changes: encoding.changes };
}

/** The question how a job stands. */
export function encodeLook(id: string): WireRequest {
  return { method: 'GET', path: jobPath('/videos/', id), body: null, changes: [] };
}

function sizeOf(encoding: OperationEncoding<VideoCall>, { sizes }: XaiVideosDialect): JsonObject {
  const { resolution } = encoding.call;
  if (resolution === undefined) return {};
  if (!isPixels(resolution)) return { resolution: resolution.toLowerCase() };
  const size = encoding.ifTaken(sizes, 'resolution', resolution);
  return size === undefined ? {} : { size };
}

function framesOf(encoding: OperationEncoding<VideoCall>, { frames }: XaiVideosDialect): JsonObject {
  const { firstFrame, lastFrame } = encoding.call;
  if (frames === 'image') {
    encoding.ifTaken(false, 'lastFrame', lastFrame as Json | undefined);
    return firstFrame === undefined ? {} : { image: { url: urlOf(firstFrame, 'the first frame') } };
  }
  const list = [
    { source: firstFrame, type: 'first_frame', what: 'the first frame' },
    { source: lastFrame, type: 'last_frame', what: 'the last frame' },
  ].flatMap(({ source, type, what }): JsonObject[] =>
    source === undefined
      ? []
      : [{ type: 'image_url', image_url: { url: urlOf(source, what) }, frame_type: type }],
  );
  return list.length === 0 ? {} : { frame_images: list };
}
