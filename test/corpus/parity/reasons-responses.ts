import type { Reason } from './reasons.ts';

const reference = 'https://platform.openai.com/docs/api-reference/responses/create';

export const responsesReasons: readonly Reason[] = [
  {
    path: /^place of instructions$/,
    holds: ({ recorded, sent }) => recorded === 'instructions' && sent === undefined,
    because: `Instructions go as a system message at the head of \`input\`, so that they keep their place in a conversation; \`instructions\` puts the same message there (${reference}).`,
  },
  {
    path: /^tools\[\]<function>\.form of tool$/,
    holds: ({ recorded, sent }) => recorded === 'nested' && sent === undefined,
    because: `Functions are described in the tool itself; the recorder nested them as in Chat Completions, which was taken (${reference}).`,
  },
  {
    path: /^tools\[\]<function>\.strict$/,
    holds: ({ recorded, sent }) => recorded === undefined && sent === false,
    because:
      'A tool that does not say `strict` is sent with `strict: false`: the API reads a missing one as true, and a caller of ours who says nothing has an open schema.',
  },
  {
    path: /^(?:tools\[\]<function>\.parameters|format\.schema)\b.*(?:required(?:\[\])?|additionalProperties)$/,
    because:
      'A strict schema is closed, every member required and no others allowed, as OpenAI refuses it otherwise (recorded, HTTP 400).',
    warned: /\.(?:inputSchema|schema)$/,
  },
  {
    path: /^tool_choice$/,
    holds: ({ recorded, sent }) => recorded === 'auto' && sent === undefined,
    because: 'Without tools there is nothing to choose from; "auto" is the default.',
    warned: /^toolChoice$/,
  },
];
