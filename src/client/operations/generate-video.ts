import { toBase64 } from '../../core/base64.ts';
import type { Call } from '../../core/call.ts';
import { isReqLLMError, ReqLLMError } from '../../core/error.ts';
import { defined, isRecord } from '../../core/json.ts';
import { longestTimerMs } from '../../core/longest-timer.ts';
import type { MediaSource } from '../../core/message.ts';
import { type ModelInput, modelOf } from '../../core/model.ts';
import type { AnyCall } from '../../core/operation.ts';
import type { ResumeToken } from '../../core/recovery.ts';
import type { ModelResponse } from '../../core/response.ts';
import type { Host } from '../files/exchange.ts';
import { fetchFile, isAtHost } from '../files/fetch-file.ts';
import { checkedToken } from '../resume-token.ts';
import {
  type Gathered,
  type OperationDesk,
  type OperationResponse,
  type ReadyOperation,
  readyOperation,
  sharedOf,
} from './begin.ts';
import { mediaIn, refusal } from './check.ts';
import type { ResumeVideoOptions, VideoOptions } from './options.ts';

/** A video as base64 with its type, or the address where the provider keeps it, often for hours only. */
export type GeneratedVideo = Extract<MediaSource, { data: string } | { url: string }>;

/** Videos that were made. */
export interface VideoResponse extends OperationResponse {
  readonly videos: readonly GeneratedVideo[];
  /** The job that made them, to ask for them again with `resumeVideo` as long as the provider keeps them. */
  readonly job?: ResumeToken;
}

/** Asks for videos and waits until they are made. */
export async function generateVideo(
  desk: OperationDesk,
  model: ModelInput,
  prompt: string,
  options: VideoOptions = {},
): Promise<VideoResponse> {
  if (typeof prompt !== 'string' || prompt === '')
    throw refusal('The prompt must be text with something in it.');
  const ready = await readyOperation(desk, { operation: 'video', model, options });
  const { download, poll, firstFrame, lastFrame, ...said } = ready.own as VideoOptions;
  const frames = defined({
    firstFrame: firstFrame && mediaIn(firstFrame, 'first frame'),
    lastFrame: lastFrame && mediaIn(lastFrame, 'last frame'),
  });
  const gathered = await ready.send({ prompt, ...said, ...frames }, poll === undefined ? {} : { poll });
  return videosOf({ desk, ready, gathered, download });
}

/** Waits for the videos of a job that was handed in before. */
export async function resumeVideo(
  desk: OperationDesk,
  given: ResumeToken,
  options: ResumeVideoOptions = {},
): Promise<VideoResponse> {
  const token = checkedToken(given);
  const { provider, model: id, protocol } = token;
  const wrong = isRecord(options) ? Object.keys(options).find((name) => !resumed.has(name)) : undefined;
  if (wrong !== undefined)
    throw refusal(`\`${wrong}\` is no option of resumeVideo; what the video is like is settled.`);
  const ready = await readyOperation(desk, {
    operation: 'video',
    model: { provider, id, protocol },
    options,
  });
  const format = desk.runtime.endpoint(await desk.runtime.provider(provider), ready.call.model, 'video');
  if (format.protocol !== protocol)
    throw refusal(
      `That token is of an answer over ${protocol}, not of a video; give it to \`resumeStream\`.`,
    );
  const { download, poll } = ready.own as ResumeVideoOptions;
  const control = { resume: { token }, ...(poll === undefined ? {} : { poll }) };
  const gathered = await ready.send({ prompt: '' }, control);
  return videosOf({ desk, ready, gathered, download, token });
}

const resumed: ReadonlySet<string> = new Set([
  'download',
  'poll',
  'signal',
  'timeout',
  'retry',
  'headers',
  'apiKey',
  'baseUrl',
  'include',
  'tags',
] satisfies (keyof ResumeVideoOptions)[]);

interface Made {
  readonly desk: OperationDesk;
  readonly ready: ReadyOperation<'video'>;
  readonly gathered: Gathered;
  readonly download: boolean | undefined;
  readonly token?: ResumeToken;
}

async function videosOf({ desk, ready, gathered, download, token }: Made): Promise<VideoResponse> {
  const { response } = gathered;
  const job = gathered.token ?? token;
  const found = response.files
    .map(({ source }) => source)
    .filter((source): source is GeneratedVideo => 'data' in source || 'url' in source);
  if (found.length === 0) throw noVideo(response);
  const known = job === undefined ? {} : { job };
  if (download === false || found.every((each) => 'data' in each))
    return { ...sharedOf(response), videos: found, ...known };
  const host = await hostOf(desk, ready.call, response);
  try {
    const videos: GeneratedVideo[] = [];
    // One after the other: they are large.
    for (const video of found) videos.push(await fetched(host, video, download === true));
    return { ...sharedOf(response), videos, ...known };
  } catch (error) {
    throw notFetched(error, job);
  }
}

async function fetched(host: Host, video: GeneratedVideo, isWanted: boolean): Promise<GeneratedVideo> {
  // What is behind the key is of no use to anybody else.
  if (!('url' in video) || !(isWanted || isAtHost(host, video.url))) return video;
  const { data, mediaType } = await fetchFile(host, video.url);
  const type = mediaType.startsWith('video/') ? mediaType : (video.mediaType ?? 'video/mp4');
  return { data: toBase64(data), mediaType: type };
}

/** Who made the video, within what is left of the call's time. */
async function hostOf(desk: OperationDesk, call: Call, { model }: ModelResponse): Promise<Host> {
  const { runtime } = desk;
  const { signal, timeout, startedAt } = call.control;
  const isOther = model.spec !== call.model.spec;
  const answered = isOther ? { ...call, model: modelOf({ provider: model.provider, id: model.id }) } : call;
  const provider = await runtime.provider(answered.model.provider);
  const asked = { ...answered, operation: 'video', prompt: '' } as unknown as AnyCall;
  const leftMs = Math.max(1, startedAt + timeout.totalMs - runtime.now());
  const limit = timeout.totalMs > 0 ? [AbortSignal.timeout(Math.min(leftMs, longestTimerMs))] : [];
  return {
    runtime,
    provider,
    address: runtime.address(provider, asked),
    call: answered,
    signal: AbortSignal.any([...(signal === undefined ? [] : [signal]), ...limit]),
  };
}

function notFetched(error: unknown, resume: ResumeToken | undefined): unknown {
  if (!isReqLLMError(error) || resume === undefined) return error;
  const advice = 'The video is made: fetch it with `resumeVideo(error.resume)`.';
  return error.with({ resume, retryable: false, advice });
}

function noVideo({ model }: ModelResponse): ReqLLMError {
  return new ReqLLMError(`${model.spec} made no video.`, {
    code: 'bad-response',
    phase: 'decode',
    model: model.spec,
  });
}
