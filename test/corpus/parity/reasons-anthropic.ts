import { list, record } from '../raw.ts';
import type { Reason } from './reasons.ts';

export const anthropicReasons: readonly Reason[] = [
  {
    path: /^messages\[\]<user>\.content\[\]<tool_result>\.content$/,
    holds: ({ recorded, sent }) =>
      list(recorded).every((block) => record(block)['text'] === '') && sent === undefined,
    because:
      'A result without a word is sent without content: empty texts are refused elsewhere ("text content blocks must be non-empty").',
  },
  {
    path: /^name of format$/,
    holds: ({ recorded }) => recorded === 'output_format',
    because:
      'The form of the answer goes in `output_config.format`, which replaced the beta member `output_format` (https://docs.claude.com/en/docs/build-with-claude/structured-outputs).',
  },
];
