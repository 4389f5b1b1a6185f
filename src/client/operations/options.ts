import type { PollPolicy } from '../../core/call.ts';
import type { EmbedCall, ImageCall, TranscriptionCall } from '../../core/operation.ts';
import type { MediaSource } from '../../core/message.ts';
import type { TextOptions } from '../options.ts';

/** What every function takes, whatever it asks a model for. */
export type OperationOptions = Pick<
  TextOptions,
  | 'user'
  | 'providerOptions'
  | 'onUnsupported'
  | 'signal'
  | 'timeout'
  | 'retry'
  | 'headers'
  | 'apiKey'
  | 'baseUrl'
  | 'include'
  | 'tags'
  | 'maxCost'
>;

/** Settings of `embed`. */
export interface EmbedOptions extends OperationOptions {
  /** Length of the vectors, where the model can shorten them. */
  readonly dimensions?: number;
  /** What the vectors are for, where the model makes a difference. */
  readonly purpose?: NonNullable<EmbedCall['purpose']>;
  /** Most values in one request. Default: what the provider takes. */
  readonly batchSize?: number;
  /** Most requests at a time, when there are several. Default 4. */
  readonly concurrency?: number;
}

/** Settings of `rerank`. */
export interface RerankOptions extends OperationOptions {
  /** How many to give back. Default: all. */
  readonly topN?: number;
}

/** Settings of `generateImage`. */
export interface ImageOptions extends OperationOptions {
  /** Images to change or to follow. */
  readonly images?: readonly MediaSource[];
  /** Where to change the first image: its transparent places. */
  readonly mask?: MediaSource;
  /** How many. Default: one. */
  readonly count?: number;
  /** Such as `1024x1024`. */
  readonly size?: string;
  /** Such as `16:9`. */
  readonly aspectRatio?: string;
  /** In the provider's words, such as `low` or `hd`. */
  readonly quality?: string;
  readonly background?: NonNullable<ImageCall['background']>;
  /** Such as `image/png`. */
  readonly mediaType?: string;
  readonly seed?: number;
}

/** Settings of `streamImage`. */
export interface StreamImageOptions extends Omit<ImageOptions, 'count'> {
  /** Most first looks at the image while it is made; OpenAI gives up to 3. Default: none. */
  readonly previews?: number;
}

type VideoFrame = MediaSource | { readonly data: Uint8Array; readonly mediaType: string };

/** Settings of `generateVideo`. */
export interface VideoOptions extends OperationOptions {
  /** The picture that it begins with: base64 or bytes with their type, or an address where the host fetches it. */
  readonly firstFrame?: VideoFrame;
  /** The picture that it ends with. */
  readonly lastFrame?: VideoFrame;
  /** How many. Default: one. */
  readonly count?: number;
  readonly durationSeconds?: number;
  /** Such as `16:9`. */
  readonly aspectRatio?: string;
  /** Such as `720p` or `1280x720`. */
  readonly resolution?: string;
  /** What is not to be seen. */
  readonly negativePrompt?: string;
  /** Whether it has sound. Default: as the model does it. */
  readonly audio?: boolean;
  readonly seed?: number;
  /**
   * Whether the videos are fetched, at most 512 MB each. Default: those that the provider keeps behind the key; others come
   * as their addresses. `false`: none.
   */
  readonly download?: boolean;
  /** How often the job is asked whether it is done. Default: after 2 seconds, then ever less often, up to each 10 seconds. */
  readonly poll?: Partial<PollPolicy>;
}

/** Settings of `resumeVideo`: what the video is like was settled when it was asked for. */
export type ResumeVideoOptions = Pick<
  VideoOptions,
  'download' | 'poll' | 'signal' | 'timeout' | 'retry' | 'headers' | 'apiKey' | 'baseUrl' | 'include' | 'tags'
>;

/** Settings of `speak`. */
export interface SpeechOptions extends OperationOptions {
  /** In the provider's words. Default: a voice that the provider names first, where it demands one. */
  readonly voice?: string;
  /** Such as `audio/mpeg`. */
  readonly mediaType?: string;
  /** 1 is the voice's own. */
  readonly speed?: number;
  /** How to speak, in words. */
  readonly instructions?: string;
  /** ISO 639-1. */
  readonly language?: string;
}

/** Settings of `moderate`. */
export interface ModerationOptions extends OperationOptions {
  /** Most requests at a time, when there are several. Default 4. */
  readonly concurrency?: number;
}

/** Settings of `ocr`. */
export interface OcrOptions extends OperationOptions {
  /** Which pages, from 0. Default: all. */
  readonly pages?: readonly number[];
  /** Whether the bytes of the pictures on the pages come along. Default false. */
  readonly images?: boolean;
}

/** Settings of `transcribe`. */
export interface TranscriptionOptions extends OperationOptions {
  /** ISO 639-1; the model listens for it otherwise. */
  readonly language?: string;
  /** Words that come before, or names that occur. */
  readonly prompt?: string;
  /** Whether to tell when things are said. Default `none`. */
  readonly timestamps?: NonNullable<TranscriptionCall['timestamps']>;
  /** Tell speakers apart. Default false. */
  readonly speakers?: boolean;
  readonly temperature?: number;
}
