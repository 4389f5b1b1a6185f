import type { FinishReason } from '../../core/chunk.ts';

// Beside OpenAI's own: Mistral model_length, TGI eos_token and stop_sequence, Azure MaaS tool_call, Z.ai sensitive.
const reasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  eos_token: 'stop',
  stop_sequence: 'stop',
  end_turn: 'stop',
  length: 'length',
  max_tokens: 'length',
  model_length: 'length',
  tool_calls: 'tool-calls',
  tool_call: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
  sensitive: 'content-filter',
  refusal: 'refusal',
};

/** What the answer holds that its finish reason may not say. */
export interface Spoken {
  readonly hasCalls: boolean;
  readonly hasRefusal: boolean;
}

/**
 * Our reason for the provider's. A forced tool call ends with `stop` at OpenAI and Azure, and with an empty reason at
 * Snowflake and xAI; a refusal ends with `stop`. An unknown or missing reason is `other`.
 */
export function finishReasonOf(raw: string | undefined, { hasCalls, hasRefusal }: Spoken): FinishReason {
  if (raw === undefined) return 'other';
  if (raw === '') return hasCalls ? 'tool-calls' : 'other';
  const reason = Object.hasOwn(reasons, raw) ? (reasons[raw] as FinishReason) : 'other';
  if (reason !== 'stop') return reason;
  return hasCalls ? 'tool-calls' : hasRefusal ? 'refusal' : 'stop';
}
