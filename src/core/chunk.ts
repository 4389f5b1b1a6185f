import type { Json } from './json.ts';
import type { Source } from './message.ts';
import type { RecoveryEvent } from './recovery.ts';
import type { Usage } from './usage.ts';
import type { Warning } from './warning.ts';

/**
 * Why the model stopped. `paused`: the provider stopped a long turn and expects it to be sent back. `cancelled`: the
 * caller stopped reading. `other`: a reason this version does not know; the raw reason is kept beside it.
 */
export type FinishReason =
  | 'stop'
  | 'length'
  | 'tool-calls'
  | 'content-filter'
  | 'refusal'
  | 'paused'
  | 'cancelled'
  | 'other';

/** How likely one token was, and which others were likely in its place. */
export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly top?: readonly { readonly token: string; readonly logprob: number }[];
}

/** A stretch of a recording: a sentence or so, or one word. */
export interface TranscriptSegment {
  readonly unit: 'segment' | 'word';
  readonly text: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Who speaks, where speakers are told apart. */
  readonly speaker?: string;
}

/** What was found about one kind of harm. */
export interface CategoryVerdict {
  readonly flagged: boolean;
  /** From 0 to 1; how it becomes a flag, each model has for itself. */
  readonly score?: number;
}

/** A picture that stands on a page of a document. */
export interface PageImage {
  /** The name by which the Markdown shows it. */
  readonly id: string;
  /** Its bytes as base64, where they were asked for. */
  readonly source?: { readonly data: string; readonly mediaType: string };
  /** Where it stands, in pixels of the page from its left upper corner. */
  readonly place?: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
}

/** What stands on a page of a document. */
export interface DocumentPage {
  /** From 0. */
  readonly index: number;
  readonly markdown: string;
  readonly images: readonly PageImage[];
  /** In pixels, as the model saw it. */
  readonly size?: { readonly width: number; readonly height: number };
}

/**
 * One piece of a reply. Append-only: `block` is the index of the part that grows, parts may interleave, a block never
 * changes kind, and exactly one `finish` comes last. A body and a stream give the same chunks but for their cuts.
 */
export type Chunk =
  | { readonly type: 'start'; readonly id?: string; readonly model?: string }
  | { readonly type: 'text'; readonly block: number; readonly text: string; readonly signature?: string }
  | { readonly type: 'reasoning'; readonly block: number; readonly text: string; readonly signature?: string }
  | { readonly type: 'refusal'; readonly block: number; readonly text: string }
  | {
      readonly type: 'tool-call';
      readonly block: number;
      readonly id: string;
      readonly name: string;
      readonly signature?: string;
    }
  | { readonly type: 'tool-input'; readonly block: number; readonly json: string }
  | {
      readonly type: 'media';
      readonly block: number;
      readonly mediaType: string;
      readonly data: Uint8Array;
      readonly signature?: string;
      /** A first look at an image that is still being made: whole in itself, and no part of the answer. */
      readonly preview?: true;
    }
  /** A media file that the provider keeps at an address, often for an hour only. */
  | { readonly type: 'media-url'; readonly block: number; readonly url: string; readonly mediaType?: string }
  /**
   * Work that goes on after the request was answered: its id, which later looks may leave out, and how far it is, from 0 to
   * 1. An answer that has no finish after it is not there yet.
   */
  | { readonly type: 'job'; readonly id?: string; readonly progress?: number }
  /** The vector of the value at this place of the request. */
  | { readonly type: 'vector'; readonly index: number; readonly values: readonly number[] }
  /** How well the document at this place of the request answers the query; better is more. */
  | { readonly type: 'score'; readonly index: number; readonly score: number }
  /** Whether the value at this place of the request is harmful, and in which way. */
  | {
      readonly type: 'verdict';
      readonly index: number;
      readonly flagged: boolean;
      readonly categories: Readonly<Record<string, CategoryVerdict>>;
    }
  /** What stands on a page of a document. */
  | { readonly type: 'page'; readonly page: DocumentPage }
  /** A stretch of a recording with its words. */
  | { readonly type: 'segment'; readonly segment: TranscriptSegment }
  /** What is known of a recording that was listened to. */
  | { readonly type: 'recording'; readonly language?: string; readonly durationSeconds?: number }
  /** With a block: citation of that text. Without: a source of the whole answer. */
  | { readonly type: 'source'; readonly block?: number; readonly source: Source }
  | { readonly type: 'logprobs'; readonly logprobs: readonly TokenLogprob[] }
  /** With a block: a part only its provider understands. Without: facts about the reply, merged by key. */
  | { readonly type: 'extra'; readonly block?: number; readonly provider: string; readonly value: Json }
  | { readonly type: 'warning'; readonly warning: Warning }
  /** What was done about a stream that broke off. Made by the client, never sent by a provider. */
  | { readonly type: 'recovery'; readonly event: RecoveryEvent }
  /** Cumulative; the last one counts. */
  | { readonly type: 'usage'; readonly usage: Usage }
  | { readonly type: 'finish'; readonly reason: FinishReason; readonly raw?: string };

export type Emit = (chunk: Chunk) => void;

/** Whether a chunk shows the caller something. Until the first of these a call may still be retried unseen. */
export function isSpoken(chunk: Chunk): boolean {
  switch (chunk.type) {
    case 'start':
    case 'usage':
    case 'warning':
    case 'logprobs':
    case 'recovery':
    case 'recording':
      return false;
    case 'text':
    case 'reasoning':
    case 'refusal':
      return chunk.text !== '';
    case 'extra':
      return chunk.block !== undefined;
    case 'tool-call':
    case 'tool-input':
    case 'media':
    case 'job':
    case 'media-url':
    case 'vector':
    case 'score':
    case 'verdict':
    case 'page':
    case 'segment':
    case 'source':
    case 'finish':
      return true;
    default:
      chunk satisfies never;
      return true;
  }
}
