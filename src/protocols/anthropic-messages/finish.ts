import type { FinishReason } from '../../core/chunk.ts';

// https://docs.claude.com/en/api/handling-stop-reasons; `compaction` comes from the pause of context editing.
const reasons: ReadonlyMap<string, FinishReason> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool-calls'],
  ['pause_turn', 'paused'],
  ['compaction', 'paused'],
  ['refusal', 'refusal'],
]);

const stopReasons: Readonly<Record<FinishReason, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
  refusal: 'refusal',
  paused: 'pause_turn',
  cancelled: 'end_turn',
  other: 'end_turn',
};

/** Our reason for the provider's; `other` for one that is unknown or missing. */
export function finishReasonOf(raw: string | undefined): FinishReason {
  return (raw === undefined ? undefined : reasons.get(raw)) ?? 'other';
}

/** The provider's word for a reason: the raw one where it is a word of this format. */
export function stopReasonOf(reason: FinishReason, raw: string | undefined): string {
  if (raw !== undefined && (reason === 'other' || reasons.get(raw) === reason)) return raw;
  return stopReasons[reason];
}
