import type { FinishReason } from '../../core/chunk.ts';

/** Cohere's own format of Command R, version 1. Plain data. */
export interface CohereCommandDialect {
  /** The `providerOptions` key that applies besides the model's own provider. Default `cohere`. */
  readonly vendor: string;
}

export const cohereCommandDefaults: CohereCommandDialect = { vendor: 'cohere' };

/** A tool call of a reply or a request: it has no id. */
export interface WireCall {
  readonly name?: unknown;
  readonly parameters?: unknown;
}

/** A citation: a span of the answer and the documents that it rests on. */
export interface WireCitation {
  readonly start?: unknown;
  readonly end?: unknown;
  readonly document_ids?: unknown;
}

/** The members of a body, and of the `response` in the last event of a stream. */
export interface WireReply {
  readonly text?: unknown;
  readonly generation_id?: unknown;
  readonly finish_reason?: unknown;
  readonly tool_calls?: unknown;
  readonly citations?: unknown;
  readonly documents?: unknown;
  readonly meta?: unknown;
}

/** An event of a stream. */
export interface WireFrame extends WireReply {
  readonly event_type?: unknown;
  readonly response?: unknown;
}

// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command-r-plus.html, and those that
// https://docs.cohere.com/v1/reference/chat has beyond.
const reasons: Readonly<Record<string, FinishReason>> = {
  COMPLETE: 'stop',
  STOP_SEQUENCE: 'stop',
  MAX_TOKENS: 'length',
  TOOL_CALL: 'tool-calls',
  ERROR_LIMIT: 'length',
  ERROR_TOXIC: 'content-filter',
  USER_CANCEL: 'cancelled',
};

/** Cohere's word for the end as ours. A reply with calls that says COMPLETE waits for their results all the same. */
export function reasonOf(raw: string, hasCalls: boolean): FinishReason {
  const known = Object.hasOwn(reasons, raw) ? reasons[raw] : undefined;
  return known === 'stop' && hasCalls ? 'tool-calls' : (known ?? 'other');
}

/** Our word for the end as Cohere's. */
export function wireReason(reason: FinishReason, raw: string | undefined): string {
  const meant = raw !== undefined && Object.hasOwn(reasons, raw) ? reasons[raw] : undefined;
  if (raw !== undefined && (meant === reason || (meant === 'stop' && reason === 'tool-calls'))) return raw;
  if (reason === 'length') return 'MAX_TOKENS';
  if (reason === 'content-filter') return 'ERROR_TOXIC';
  if (reason === 'cancelled') return 'USER_CANCEL';
  return reason === 'other' && raw !== undefined && raw !== 'ERROR' ? raw : 'COMPLETE';
}
