import type { FinishReason } from '../../core/chunk.ts';

// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_ResponseSyntax
const reasons: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool-calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  guardrail_intervened: 'content-filter',
  content_filtered: 'content-filter',
  refusal: 'refusal',
  pause_turn: 'paused',
  malformed_model_output: 'other',
  malformed_tool_use: 'other',
};

/** What a stop reason means. */
export function finishReasonOf(raw: string): FinishReason {
  return Object.hasOwn(reasons, raw) ? (reasons[raw] as FinishReason) : 'other';
}

/** The stop reason to report: the provider's own where it is one of Bedrock's, else the nearest. */
export function stopReasonOf(reason: FinishReason, raw: string | undefined): string {
  if (raw !== undefined && finishReasonOf(raw) === reason) return raw;
  return Object.keys(reasons).find((each) => reasons[each] === reason) ?? 'end_turn';
}
