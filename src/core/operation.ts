import type { Call, CallControl } from './call.ts';
import type { JsonObject } from './json.ts';
import type { MediaSource, ProviderOptions } from './message.ts';
import type { Model } from './model.ts';
import type { Usage } from './usage.ts';

/** What every call has besides what it asks for. */
interface CallHead {
  readonly model: Model;
  readonly stream: boolean;
  /** An id of your user, for the provider's abuse detection. */
  readonly user?: string;
  /** Settings in the provider's own words, keyed by provider id. Put over everything else in the body. */
  readonly providerOptions?: ProviderOptions;
  readonly control: CallControl;
}

/** A call for vectors, one for each value. */
export interface EmbedCall extends CallHead {
  readonly operation: 'embed';
  /** Texts, or images where the model takes them. */
  readonly values: readonly (string | MediaSource)[];
  /** Length of the vectors, where the model can shorten them. */
  readonly dimensions?: number;
  /** What the vectors are for, where the model makes a difference. */
  readonly purpose?: 'query' | 'document' | 'classification' | 'clustering' | 'similarity';
}

/** A call that orders documents by how well they answer a query. */
export interface RerankCall extends CallHead {
  readonly operation: 'rerank';
  readonly query: string;
  readonly documents: readonly (string | JsonObject)[];
  /** How many to give back. Default: all. */
  readonly topN?: number;
}

/** A call for images: new ones, or changes of given ones. */
export interface ImageCall extends CallHead {
  readonly operation: 'image';
  readonly prompt: string;
  /** Images to change or to follow. */
  readonly images?: readonly MediaSource[];
  /** Where to change the first image: its transparent places. */
  readonly mask?: MediaSource;
  readonly count?: number;
  /** Such as `1024x1024`. */
  readonly size?: string;
  /** Such as `16:9`. */
  readonly aspectRatio?: string;
  readonly quality?: string;
  readonly background?: 'transparent' | 'opaque' | 'auto';
  /** Such as `image/png`. */
  readonly mediaType?: string;
  readonly seed?: number;
  /** Of a stream: most first looks at the image while it is made. */
  readonly previews?: number;
}

/** A call for spoken words. */
export interface SpeechCall extends CallHead {
  readonly operation: 'speech';
  readonly text: string;
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

/** A call for the words of a recording. */
export interface TranscriptionCall extends CallHead {
  readonly operation: 'transcription';
  readonly audio: MediaSource;
  /** ISO 639-1; the model listens for it otherwise. */
  readonly language?: string;
  /** Words that come before, or names that occur. */
  readonly prompt?: string;
  readonly timestamps?: 'none' | 'segment' | 'word';
  /** Tell speakers apart. */
  readonly speakers?: boolean;
  readonly temperature?: number;
}

/** A call for videos. They are made by a job that goes on after the request was answered. */
export interface VideoCall extends CallHead {
  readonly operation: 'video';
  readonly prompt: string;
  /** The picture that it begins with. */
  readonly firstFrame?: MediaSource;
  /** The picture that it ends with. */
  readonly lastFrame?: MediaSource;
  readonly count?: number;
  readonly durationSeconds?: number;
  /** Such as `16:9`. */
  readonly aspectRatio?: string;
  /** Such as `720p` or `1280x720`. */
  readonly resolution?: string;
  /** What is not to be seen. */
  readonly negativePrompt?: string;
  /** Whether it has sound. */
  readonly audio?: boolean;
  readonly seed?: number;
}

/** A text, or an image. */
export type ModerationPart = string | MediaSource;

/** A call that judges whether texts and images are harmful. */
export interface ModerationCall extends CallHead {
  readonly operation: 'moderation';
  /** What gets a judgement of its own, each: a text, an image, or several of them that are judged together. */
  readonly values: readonly (ModerationPart | readonly ModerationPart[])[];
}

/** A call for what stands in a document. */
export interface OcrCall extends CallHead {
  readonly operation: 'ocr';
  readonly document: MediaSource;
  /** Which pages, from 0. Default: all. */
  readonly pages?: readonly number[];
  /** Whether the pictures of the pages come along. */
  readonly images?: boolean;
}

/** Any call: what middleware gets. `operation` tells which. */
export type AnyCall =
  | Call
  | EmbedCall
  | RerankCall
  | ImageCall
  | SpeechCall
  | TranscriptionCall
  | ModerationCall
  | OcrCall
  | VideoCall;

export type Operation = AnyCall['operation'];

/**
 * The usage of a call with what its text says, where the provider counts nothing: speech is sold by the character. Only for
 * calls that were answered.
 */
export function countedByCall(call: AnyCall, usage: Usage): Usage {
  if (call.operation !== 'speech' || usage.status !== 'unknown') return usage;
  return { ...usage, units: { characters: call.text.length }, status: 'final' };
}
