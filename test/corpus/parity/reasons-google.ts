import { list, record } from '../raw.ts';
import type { Reason } from './reasons.ts';

export const googleReasons: readonly Reason[] = [
  {
    path: /^tools\.functionDeclarations\[\]\.name of schema$/,
    holds: ({ recorded, sent }) => recorded !== 'parametersJsonSchema' && sent === 'parametersJsonSchema',
    because:
      'Schemas of tools go as JSON Schema in `parametersJsonSchema`, not as OpenAPI in `parameters`: both are documented, and one notation does for all providers (https://ai.google.dev/api/caching#FunctionDeclaration).',
  },
  {
    path: /^tools\.functionDeclarations\[\]\.schema$/,
    holds: ({ recorded, sent }) =>
      recorded === undefined && Object.keys(record(record(sent)['properties'])).length === 0,
    because: 'A tool that takes no arguments is sent with the schema of an object without members.',
  },
  {
    path: /^generationConfig\.name of schema$/,
    holds: ({ recorded, sent }) => recorded === 'responseSchema' && sent === 'responseJsonSchema',
    because:
      'The schema of the answer goes as JSON Schema in `responseJsonSchema`, not as OpenAPI in `responseSchema` (https://ai.google.dev/api/generate-content#generationconfig).',
  },
  {
    path: /\.function(?:Call|Response)\.id$/,
    holds: ({ recorded, sent }) => recorded === undefined && typeof sent === 'string',
    because:
      'Calls and results carry their id: our messages have one for every call, and the Gemini API takes it (https://ai.google.dev/api/caching#FunctionCall).',
  },
  {
    path: /\.function(?:Call|Response)\.id$/,
    providers: ['google_vertex'],
    holds: ({ sent }) => sent === undefined,
    because:
      'Ids of calls are left out on Vertex (quirk google.tool-ids), where calls and results are matched by name and order; Gemini 3 took them on record.',
  },
  {
    path: /\.functionResponse\.form of answer$/,
    holds: ({ recorded, sent }) => recorded === 'object' && sent === 'output',
    because:
      'A tool result of ours is text and media; an object goes as JSON text under `output`, one of the two members that Google gives a meaning (https://ai.google.dev/api/caching#FunctionResponse).',
  },
  {
    path: /^contents\[\](?:<model>)?\.content\[\]\.thoughtSignature$/,
    holds: ({ recorded, sent }) => recorded === undefined && sent === 'skip_thought_signature_validator',
    because:
      'A call without a signature gets the documented mark that skips the check (https://ai.google.dev/gemini-api/docs/thought-signatures).',
    warned: /signature/,
  },
  {
    path: /^contents\[\]$/,
    holds: ({ recorded }) =>
      list(recorded).some((turn) =>
        list(record(turn)['content']).every((part) => record(part)['text'] === ''),
      ),
    because: 'A turn of the model without a word is left out, so the turns around it become one.',
  },
  {
    path: /^toolConfig\.functionCallingConfig\.allowedFunctionNames$/,
    holds: ({ sent }) => sent === undefined,
    because: 'A choice among all functions is said as `required`, which names none.',
  },
  {
    path: /^toolConfig\.functionCallingConfig$/,
    holds: ({ recorded, sent }) => record(recorded)['mode'] === 'AUTO' && sent === undefined,
    because: 'Without functions there is no choice to send; AUTO is the default.',
    warned: /^toolChoice$/,
  },
  {
    path: /^toolConfig\.includeServerSideToolInvocations$/,
    holds: ({ recorded, sent }) => recorded === undefined && sent === true,
    because:
      "Functions beside Google's own tools ask for `includeServerSideToolInvocations`, which Gemini 3 wants there (quirk google.tools.mix); four such calls were taken without it.",
  },
];
