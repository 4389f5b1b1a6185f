import { number, type Raw, record } from './raw.ts';
import type { Family } from './recordings.ts';

/** The counters that the rules of USAGE.md (beside the recordings) decide. */
export interface Counts {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

/** What our counters must be for a provider's own numbers. */
export function countsOf(family: Family, usage: Raw | undefined): Counts {
  if (usage === undefined) return { inputTokens: null, outputTokens: null };
  switch (family) {
    case 'openai_chat':
      return chatCounts(usage);
    case 'anthropic_messages':
      return {
        inputTokens: sum(
          usage['input_tokens'],
          usage['cache_read_input_tokens'],
          usage['cache_creation_input_tokens'],
        ),
        outputTokens: number(usage['output_tokens']) ?? null,
      };
    case 'google_generate_content':
      return {
        inputTokens: sum(usage['promptTokenCount'], usage['toolUsePromptTokenCount']),
        outputTokens: sum(usage['candidatesTokenCount'], usage['thoughtsTokenCount']),
      };
  }
}

// "Decide by total_tokens, not by provider": reasoning lies inside the output unless the total says otherwise.
function chatCounts(usage: Raw): Counts {
  const input = number(usage['prompt_tokens']);
  const output = number(usage['completion_tokens']);
  const total = number(usage['total_tokens']);
  if (input === undefined || output === undefined)
    return { inputTokens: input ?? null, outputTokens: output ?? null };
  const hidden = total === undefined ? 0 : total - input - output;
  const reasoning = number(record(usage['completion_tokens_details'])['reasoning_tokens']);
  const isOutside = hidden > 0 && (reasoning === undefined || reasoning === 0 || reasoning === hidden);
  return { inputTokens: input, outputTokens: isOutside ? output + hidden : output };
}

function sum(...values: unknown[]): number | null {
  const known = values.map(number).filter((value) => value !== undefined);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}
