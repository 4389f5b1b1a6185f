import { list, number, type Raw, record } from './raw.ts';
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
      return anthropicCounts(usage);
    case 'google_generate_content':
      return googleCounts(usage);
    case 'google_interactions':
      return interactionCounts(usage);
    case 'bedrock_converse':
      return converseCounts(usage);
    case 'bedrock_invoke_anthropic':
      return anthropicCounts(usage);
    case 'openai_responses':
    case 'openai_responses_ws':
      return responsesCounts(usage);
    case 'cohere_chat':
      return cohereCounts(record(usage['tokens']));
    case 'ollama_chat':
      return ollamaCounts(usage);
    case 'bedrock_invoke_openai_chat':
    case 'bedrock_invoke_other':
      return chatCounts(usage);
  }
}

// "Converse: inputTokens excludes cache read/write": its total is the sum of all.
function converseCounts(usage: Raw): Counts {
  return {
    inputTokens: sum(usage['inputTokens'], usage['cacheReadInputTokens'], usage['cacheWriteInputTokens']),
    outputTokens: number(usage['outputTokens']) ?? null,
  };
}

// "cohere v2: `tokens` vs `billed_units`": what is billed leaves out what Cohere adds to the prompt.
function cohereCounts(tokens: Raw): Counts {
  return {
    inputTokens: number(tokens['input_tokens']) ?? null,
    outputTokens: number(tokens['output_tokens']) ?? null,
  };
}

function ollamaCounts(usage: Raw): Counts {
  return {
    inputTokens: number(usage['prompt_eval_count']) ?? null,
    outputTokens: number(usage['eval_count']) ?? null,
  };
}

// "Responses: t = i+o": cached tokens inside the input, reasoning inside the output.
function responsesCounts(usage: Raw): Counts {
  // o4-mini-deep-research reports -9 once: whatever that means, it is no count.
  const counted = (name: string): number | null => {
    const value = number(usage[name]);
    return value === undefined || value < 0 ? null : value;
  };
  return { inputTokens: counted('input_tokens'), outputTokens: counted('output_tokens') };
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

// A compacted reply's own numbers leave the compaction out; `iterations` has both, and all are billed.
// https://platform.claude.com/docs/en/build-with-claude/compaction#understanding-usage
function anthropicCounts(usage: Raw): Counts {
  const iterations = list(usage['iterations']);
  const parts = iterations.some(({ type }) => type === 'compaction') ? iterations : [usage];
  const cacheWords = ['cache_read_input_tokens', 'cache_creation_input_tokens'];
  return {
    inputTokens: sum(
      ...parts.flatMap((part) => [part['input_tokens'], ...cacheWords.map((word) => part[word])]),
    ),
    outputTokens: sum(...parts.map((part) => part['output_tokens'])),
  };
}

// "google interactions: t = i+o+r(+tool use)".
function interactionCounts(usage: Raw): Counts {
  return {
    inputTokens: sum(usage['total_input_tokens'], usage['total_tool_use_tokens']),
    outputTokens: sum(usage['total_output_tokens'], usage['total_thought_tokens']),
  };
}

// Google leaves zeros out: no output and a total that is all prompt means none.
function googleCounts(usage: Raw): Counts {
  const inputTokens = sum(usage['promptTokenCount'], usage['toolUsePromptTokenCount']);
  const outputTokens = sum(usage['candidatesTokenCount'], usage['thoughtsTokenCount']);
  const isAllPrompt =
    outputTokens === null && inputTokens !== null && usage['totalTokenCount'] === inputTokens;
  return { inputTokens, outputTokens: isAllPrompt ? 0 : outputTokens };
}

function sum(...values: unknown[]): number | null {
  const known = values.map(number).filter((value) => value !== undefined);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}
