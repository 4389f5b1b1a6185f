import { isRecord } from '../../core/json.ts';

/**
 * The members of the Interactions API's JSON that this protocol uses; all others pass untouched. Every member may be
 * absent or of the wrong type: readers check before use. https://ai.google.dev/api/interactions-api
 */
export interface WireContent {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly data?: unknown;
  readonly uri?: unknown;
  readonly mime_type?: unknown;
  readonly annotations?: unknown;
}

/** One step of an interaction; in the form before May 2026 a content of `outputs` is read as one too. */
export interface WireStep extends WireContent {
  readonly id?: unknown;
  readonly name?: unknown;
  readonly arguments?: unknown;
  readonly content?: unknown;
  readonly summary?: unknown;
  readonly signature?: unknown;
  readonly error?: unknown;
}

/** What a `step.delta` adds to its step. */
export interface WireDelta extends WireStep {
  readonly result?: unknown;
}

/** An interaction, whole or as far as it has come. */
export interface WireInteraction {
  readonly id?: unknown;
  readonly model?: unknown;
  readonly agent?: unknown;
  readonly object?: unknown;
  readonly status?: unknown;
  readonly steps?: unknown;
  /** The name of `steps` before May 2026. */
  readonly outputs?: unknown;
  readonly usage?: unknown;
  readonly errors?: unknown;
  readonly error?: unknown;
}

/** One event of a stream. */
export interface WireFrame {
  readonly event_type?: unknown;
  /** Where the stream can be read on, in streams that can. */
  readonly event_id?: unknown;
  readonly interaction?: unknown;
  readonly interaction_id?: unknown;
  readonly status?: unknown;
  readonly index?: unknown;
  readonly step?: unknown;
  /** The name of `step` before May 2026. */
  readonly content?: unknown;
  readonly delta?: unknown;
  readonly usage?: unknown;
  readonly metadata?: unknown;
  readonly error?: unknown;
}

export interface WireTokens {
  readonly modality?: unknown;
  readonly tokens?: unknown;
}

export interface WireUsage {
  readonly total_tokens?: unknown;
  readonly total_input_tokens?: unknown;
  readonly total_cached_tokens?: unknown;
  readonly total_output_tokens?: unknown;
  readonly total_thought_tokens?: unknown;
  readonly total_tool_use_tokens?: unknown;
  readonly input_tokens_by_modality?: unknown;
  readonly output_tokens_by_modality?: unknown;
  readonly tool_use_tokens_by_modality?: unknown;
  readonly grounding_tool_count?: unknown;
}

/** Kinds of content that are files. */
export const mediaTypes: ReadonlySet<string> = new Set(['image', 'audio', 'video', 'document']);

/** The objects of a list; nothing when it is none. */
export function objectsOf<Shape extends object>(
  value: unknown,
): (Shape & Readonly<Record<string, unknown>>)[] {
  if (!Array.isArray(value)) return [];
  return value.filter((each): each is Shape & Readonly<Record<string, unknown>> => isRecord(each));
}
