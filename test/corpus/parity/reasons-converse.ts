import type { Reason } from './reasons.ts';

export const converseReasons: readonly Reason[] = [
  {
    path: /^additionalModelRequestFields\.name of thinking$/,
    holds: ({ recorded, sent }) => recorded === 'reasoning_config' && sent === undefined,
    because:
      'The budget of Claude goes in `thinking`, as Anthropic calls it; `reasoning_config` is another name that Bedrock takes for it (recorded).',
  },
  {
    path: /\.schema…(?:minLength|maxLength|pattern|description)$/,
    because:
      'Rules that Claude is not held to elsewhere move from schemas into descriptions, for the model to read; Bedrock also took them in place on record.',
    warned: /^output\.schema/,
  },
  {
    path: /^toolConfig\.tools\[\]\.toolSpec\.inputSchema\.json…(?:minLength|maxLength|pattern|description)$/,
    because:
      'Rules that Claude is not held to elsewhere move from schemas into descriptions, for the model to read; Bedrock also took them in place on record.',
    warned: /inputSchema/,
  },
  {
    path: /\.document\.name$/,
    holds: ({ recorded, sent }) => String(recorded).replaceAll('.', ' ') === sent,
    because:
      'Names of documents are written in the characters that AWS documents, without a full stop; one with a full stop was taken on record (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html).',
    warned: /filename$/,
  },
  {
    path: /\.video\.format$/,
    holds: ({ recorded, sent }) => recorded === `video/${String(sent)}`,
    because: 'The format of a video is its short name; the recorder wrote a media type, which was taken.',
  },
];
