import { list, record } from '../raw.ts';
import type { Reason } from './reasons.ts';

const reference = 'https://platform.openai.com/docs/api-reference/chat/create';

const isEmpty = (value: unknown): boolean => value === undefined || value === '' || list(value).length === 0;

export const chatReasons: readonly Reason[] = [
  {
    path: /^path of the address$/,
    providers: ['huggingface'],
    holds: ({ sent }) => sent === '/v1/chat/completions',
    because:
      'Hugging Face is called at its one address for all (https://huggingface.co/docs/inference-providers); the recorder named an inference provider in the path, as `baseUrl` can.',
  },
  {
    path: /^name of max_tokens$/,
    holds: ({ sent }) => sent === 'max_completion_tokens',
    because: `The limit goes as \`max_completion_tokens\`: OpenAI deprecates the older name and refuses it for reasoning models, and the hosts that follow it take the new one (${reference}; recorded).`,
  },
  {
    path: /^name of max_tokens$/,
    holds: ({ sent }) => sent === 'max_tokens',
    because: "The limit goes as `max_tokens`, the name in the host's own reference.",
  },
  {
    path: /^stream_options$/,
    holds: ({ recorded }) => recorded === undefined,
    because: `Streams ask for their token counts with \`stream_options.include_usage\` (${reference}).`,
  },
  {
    path: /^messages\[\]\.role$/,
    holds: ({ recorded, sent }) => recorded === 'developer' && sent === 'system',
    because: `Instructions go as \`system\`, which every host knows; \`developer\` is a word of OpenAI's newer models and of the hosts that follow it (dialect \`systemRole\`).`,
  },
  {
    path: /^messages\[\]<assistant>\.content$/,
    holds: ({ recorded, sent }) => isEmpty(recorded) && isEmpty(sent),
    because: `A turn of the model without text has the empty content of the host's dialect (\`emptyContent\`); null, an empty text, an empty list and none are all on record.`,
  },
  {
    path: /^messages\[\]<tool>\.name$/,
    holds: ({ sent }) => sent === undefined,
    because: `Tool results do not name their tool: the format finds it by the id of the call (${reference}).`,
  },
  {
    path: /^messages\[\]<assistant>\.reasoning(?:_content|_details)?$/,
    holds: ({ sent }) => sent === undefined,
    because:
      "Thoughts of earlier turns go back under the one name of the host's dialect (`replayReasoning`), and not at all to hosts that keep none between turns.",
  },
  {
    path: /^messages\[\]<assistant>\.reasoning_content$/,
    providers: ['deepseek'],
    holds: ({ recorded, sent }) => recorded === undefined && sent === '',
    because:
      'Turns without thoughts carry an empty `reasoning_content`, which DeepSeek demands once it thinks (quirk deepseek.replay).',
  },
  {
    path: /^messages\[\]$/,
    holds: ({ recorded }) => list(recorded).some(isResultWithMedia),
    because:
      'Images in tool results follow in a user message: tool messages of OpenAI carry text only, and a host whose dialect does not say otherwise is treated like it.',
    warned: /^messages/,
  },
  {
    path: /^model$/,
    providers: ['azure'],
    holds: ({ sent }) => sent === undefined,
    because: 'The deployment in the address names the model.',
  },
  {
    path: /^name of effort$/,
    providers: ['openrouter'],
    holds: ({ recorded, sent }) => recorded === 'reasoning_effort' && sent === 'reasoning.effort',
    because:
      'The effort goes as `reasoning.effort`, the form that OpenRouter documents for all its models (https://openrouter.ai/docs/use-cases/reasoning-tokens).',
  },
  {
    path: /^name of effort$/,
    providers: ['snowflake'],
    holds: ({ sent }) => sent === 'reasoning_effort',
    because: 'This package has no provider for the host; the effort goes as OpenAI says it.',
  },
  {
    path: /^(?:name of )?effort$/,
    providers: ['deepseek'],
    because:
      'DeepSeek has a switch and levels of its own: "none" is the switch, and levels that it lacks become the next one (https://api-docs.deepseek.com/guides/thinking_mode).',
  },
  {
    path: /^thinking$/,
    providers: ['deepseek'],
    holds: ({ recorded }) => recorded === undefined,
    because:
      'An effort switches thinking on or off as well (https://api-docs.deepseek.com/guides/thinking_mode).',
  },
  {
    path: /^tool_choice$/,
    providers: ['mistral'],
    holds: ({ recorded, sent }) => recorded === 'any' && sent === 'required',
    because: 'Mistral takes "required" for its "any" (https://docs.mistral.ai/api).',
  },
  {
    path: /^form of tool_choice$/,
    holds: ({ recorded, sent }) => recorded === 'tool' && sent === undefined,
    because:
      "A named tool choice goes in OpenAI's form; the recorder wrote Anthropic's, which these hosts took.",
  },
  {
    path: /^parallel_tool_calls$/,
    holds: ({ recorded, sent }) => recorded !== undefined && sent === undefined,
    because: 'Without tools nothing is said of parallel calls, as OpenAI refuses it; xAI took it.',
    warned: /^parallelToolCalls$/,
  },
  {
    path: /^tools\[\]<function>\.function\.strict$/,
    holds: ({ recorded, sent }) => recorded === false && sent === undefined,
    because: 'The host does not hold models to a schema, so there is nothing to switch off.',
  },
  {
    path: /^tools\[\]<function>\.function\.strict$/,
    providers: ['deepseek', 'ollama', 'ollama_cloud'],
    holds: ({ recorded, sent }) => recorded === true && sent === undefined,
    because:
      'The host takes `strict` without a word, but its reference does not promise it at this address (quirks deepseek.strict, ollama.compat); it is left out, and the caller told.',
    warned: /\.strict$/,
  },
  {
    path: /^response_format\.json_schema\.name$/,
    providers: ['perplexity'],
    holds: ({ recorded }) => recorded === undefined,
    because: 'Our `output` has a name, as most hosts demand one.',
  },
];

function isResultWithMedia(message: unknown): boolean {
  const { role, content } = record(message);
  return role === 'tool' && list(content).some((part) => record(part)['type'] !== 'text');
}
