import type { WireEvent } from '../../src/wire/event.ts';

/** What the frames of a protocol are, told by their text. */
export interface Protocol {
  readonly name: string;
  readonly model: { readonly provider: string; readonly id: string; readonly protocol?: string };
  readonly isText: (frame: WireEvent) => boolean;
  /** Holds the reason why the model stopped. */
  readonly isFinish: (frame: WireEvent) => boolean;
  /** Says only that nothing more comes; where there is none the finish is the end. */
  readonly isEnd: (frame: WireEvent) => boolean;
  /** Holds a count of tokens. */
  readonly isUsage: (frame: WireEvent) => boolean;
  /** Adds a count of the output so far to the text of a frame that holds words; undefined where there is no place for one. */
  readonly count?: (text: string, outputTokens: number) => string;
  /** Holds a piece of a tool call's arguments, as text; undefined where arguments come as JSON values. */
  readonly isArguments?: (frame: WireEvent) => boolean;
  /** Frames without content that hosts are known to send, or that a sloppy host might. */
  readonly hollow: readonly WireEvent[];
}

const data =
  (pattern: RegExp) =>
  (frame: WireEvent): boolean =>
    pattern.test(frame.data);
const named =
  (...names: string[]) =>
  ({ event = '' }: WireEvent): boolean =>
    names.includes(event);
const never = (): boolean => false;
const json = (value: unknown, event?: string): WireEvent => ({
  ...(event === undefined ? {} : { event }),
  data: JSON.stringify(value),
});

const anthropic = {
  isText: data(/"text_delta"/),
  isFinish: data(/"message_delta"/),
  isEnd: data(/"message_stop"/),
  isUsage: data(/"usage"/),
  isArguments: data(/"input_json_delta"/),
};

export const protocols: readonly Protocol[] = [
  {
    name: 'openai-chat',
    model: { provider: 'groq', id: 'llama-3.3-70b-versatile' },
    isText: data(/"content":"[^"]/),
    isFinish: data(/"finish_reason":"/),
    isEnd: data(/^\[DONE\]$/),
    isUsage: data(/"usage":\{/),
    isArguments: data(/"arguments":"[^"]/),
    count: (text, output) =>
      text.replace(
        /^\{/,
        `{"usage":{"prompt_tokens":9,"completion_tokens":${output},"total_tokens":${9 + output}},`,
      ),
    hollow: [json({ choices: null }), json({ choices: [] }), json({ choices: [{ index: 0, delta: null }] })],
  },
  {
    name: 'openai-responses',
    model: { provider: 'openai', id: 'gpt-4o-mini', protocol: 'openai-responses' },
    isText: data(/"type":"response\.output_text\.delta"/),
    isFinish: data(/"type":"response\.completed"/),
    isEnd: never,
    isUsage: data(/"usage":\{/),
    isArguments: data(/"type":"response\.function_call_arguments\.delta"/),
    hollow: [json({ type: 'response.brand_new', sequence_number: 9 }, 'response.brand_new')],
  },
  {
    name: 'anthropic-messages',
    model: { provider: 'anthropic', id: 'claude-haiku-4-5' },
    ...anthropic,
    hollow: [json({ type: 'ping' }, 'ping'), json({ type: 'brand_new' }, 'brand_new')],
  },
  {
    name: 'google-generate',
    model: { provider: 'google', id: 'gemini-2.5-flash' },
    isText: data(/"text":"[^"]/),
    isFinish: data(/"finishReason":"/),
    isEnd: never,
    isUsage: data(/"usageMetadata"/),
    count: (text, output) =>
      text.replace(/^\{/, `{"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":${output}},`),
    hollow: [json({ candidates: null }), json({ candidates: [] }), json({ candidates: [{ index: 0 }] })],
  },
  {
    name: 'google-interactions',
    model: { provider: 'google', id: 'gemini-3-flash-preview', protocol: 'google-interactions' },
    isText: data(/"delta":\{"type":"text",/),
    isFinish: data(/"event_type":"interaction\.completed"/),
    isEnd: data(/^\[DONE\]$/),
    isUsage: data(/"usage":\{/),
    isArguments: data(/"type":"arguments_delta"/),
    count: (text, output) =>
      text.replace(
        /^\{/,
        `{"metadata":{"total_usage":{"total_input_tokens":9,"total_output_tokens":${output}}},`,
      ),
    hollow: [
      json({ event_type: 'brand.new' }, 'brand.new'),
      json({ event_type: 'step.delta', index: 0, delta: null }),
    ],
  },
  {
    name: 'bedrock-converse',
    model: { provider: 'amazon-bedrock', id: 'amazon.nova-pro-v1:0' },
    isText: data(/"delta":\{"text":/),
    isFinish: named('messageStop'),
    isEnd: never,
    isUsage: named('metadata'),
    isArguments: data(/"toolUse":\{"input":/),
    hollow: [json({ brandNew: true }, 'brandNew')],
  },
  {
    name: 'bedrock-invoke',
    model: {
      provider: 'amazon-bedrock',
      id: 'anthropic.claude-3-haiku-20240307-v1:0',
      protocol: 'bedrock-invoke-anthropic',
    },
    ...inside(anthropic),
    hollow: [packed({ type: 'ping' }), packed({ type: 'brand_new' })],
  },
  {
    name: 'cohere-chat',
    model: { provider: 'cohere', id: 'command-a-03-2025' },
    isText: data(/"type":"content-delta"/),
    isFinish: data(/"type":"message-end"/),
    isEnd: data(/^\[DONE\]$/),
    isUsage: data(/"usage":\{/),
    isArguments: data(/"type":"tool-call-delta"/),
    hollow: [json({ type: 'brand-new' }, 'brand-new')],
  },
  {
    name: 'ollama-chat',
    model: { provider: 'ollama', id: 'llama3.2' },
    isText: data(/"content":"[^"]/),
    isFinish: data(/"done":true/),
    isEnd: never,
    isUsage: data(/"eval_count"/),
    count: (text, output) => text.replace(/^\{/, `{"prompt_eval_count":9,"eval_count":${output},`),
    hollow: [json({ model: 'llama3.2', message: null, done: false }), json({ done: false })],
  },
];

/** InvokeModel carries the vendor's own frames as base64. */
function inside<T extends Record<string, (frame: WireEvent) => boolean>>(tests: T): T {
  const unpacked = (frame: WireEvent): WireEvent => ({ ...frame, data: unpack(frame.data) });
  return Object.fromEntries(
    Object.entries(tests).map(([name, test]) => [name, (frame: WireEvent) => test(unpacked(frame))]),
  ) as T;
}

function packed(value: unknown): WireEvent {
  return json({ bytes: Buffer.from(JSON.stringify(value)).toString('base64') }, 'chunk');
}

/** What is carried in a frame's data, as text. */
export function unpack(text: string): string {
  const match = /^\{"bytes":"([A-Za-z0-9+/=]*)"/.exec(text);
  return match === null ? text : Buffer.from(match[1] ?? '', 'base64').toString('utf8');
}

/** The frame with its carried text changed. */
export function repack(frame: WireEvent, change: (text: string) => string): WireEvent {
  const inner = unpack(frame.data);
  if (inner === frame.data) return { ...frame, data: change(frame.data) };
  return { ...frame, data: JSON.stringify({ bytes: Buffer.from(change(inner)).toString('base64') }) };
}
