// JSON nested deeper than a stack is refused as the provider's fault, wherever it stands in a reply: what was handed on
// would throw at whoever copies or prints it.
import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../src/core/chunk.ts';
import { isReqLLMError } from '../../src/core/error.ts';
import { anthropicMessages } from '../../src/protocols/anthropic-messages/endpoint.ts';
import { bedrockConverse } from '../../src/protocols/bedrock-converse/endpoint.ts';
import { bedrockInvoke, cohereCommand, metaLlama } from '../../src/protocols/bedrock-invoke/endpoint.ts';
import { cohereChat } from '../../src/protocols/cohere-chat/endpoint.ts';
import { googleGenerate } from '../../src/protocols/google-generate/endpoint.ts';
import { googleInteractions } from '../../src/protocols/google-interactions/endpoint.ts';
import { ollamaChat } from '../../src/protocols/ollama-chat/endpoint.ts';
import { openaiChat } from '../../src/protocols/openai-chat/endpoint.ts';
import { openaiResponses } from '../../src/protocols/openai-responses/endpoint.ts';
import type { Endpoint } from '../../src/protocols/protocol.ts';
import type { WireEvent } from '../../src/wire/event.ts';

const levels = 2_000;
const deep = `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`;
/** The frames as text; each `$` in them is the deep value. */
type Frames = readonly (string | readonly [event: string, data: string])[];

const claude = {
  start: '{"type":"message_start","message":{"id":"m","content":[],"usage":{"input_tokens":1}}}',
  end: '{"type":"message_delta","delta":{"stop_reason":"end_turn"}}',
  text: '{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"a"}}',
};
const added = (item: string): string =>
  `{"type":"response.output_item.added","output_index":0,"item":${item}}`;
const done = (item: string): string => added(item).replace('added', 'done');

const streams: Readonly<Record<string, readonly [Endpoint, Readonly<Record<string, Frames>>]>> = {
  'openai-chat': [
    openaiChat(),
    {
      'a fact': ['{"x":$,"choices":[{"index":0,"delta":{"content":"a"}}]}'],
      arguments: [
        '{"choices":[{"index":0,"delta":{"tool_calls":[{"id":"a","function":{"name":"x","arguments":$}}]}}]}',
      ],
      details: ['{"choices":[{"index":0,"delta":{"reasoning_details":[$]}}]}'],
      counters: ['{"choices":[],"usage":$}'],
    },
  ],
  'anthropic-messages': [
    anthropicMessages(),
    {
      'the start': ['{"type":"message_start","message":{"id":"m","content":[],"x":$}}'],
      'a block': [
        claude.start,
        '{"type":"content_block_start","index":0,"content_block":{"type":"own","x":$}}',
      ],
      'a citation': [
        claude.start,
        claude.text,
        '{"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":$}}',
      ],
      'the end': [claude.start, '{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":$}'],
    },
  ],
  'openai-responses': [
    openaiResponses(),
    {
      'a call': [added('{"type":"function_call","call_id":"c","name":"n","arguments":"","x":$}')],
      'an item': [done('{"type":"own","x":$}')],
      'an annotation': ['{"type":"response.output_text.annotation.added","output_index":0,"annotation":$}'],
      'the end': ['{"type":"response.completed","response":{"status":"completed","output":[],"x":$}}'],
    },
  ],
  'google-generate': [
    googleGenerate(),
    {
      'a part': ['{"candidates":[{"content":{"parts":[{"own":$}]}}]}'],
      'a fact': ['{"x":$,"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}]}'],
      'early counters': ['{"usageMetadata":{"promptTokenCount":1,"x":$}}'],
      counters: ['{"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"x":$}}'],
    },
  ],
  'google-interactions': [
    googleInteractions(),
    {
      'a step': ['{"event_type":"step.start","index":0,"step":{"type":"own","x":$}}'],
      'what a step grows by': ['{"event_type":"step.delta","index":0,"delta":{"type":"own","x":$}}'],
      arguments: [
        '{"event_type":"step.start","index":0,"step":{"type":"function_call","name":"n","arguments":$}}',
      ],
      'a citation': [
        '{"event_type":"step.delta","index":0,"delta":{"type":"text_annotation_delta","annotations":[{"x":$}]}}',
      ],
      'a fact': ['{"event_type":"interaction.completed","interaction":{"status":"completed","x":$}}'],
      'counters of a step': ['{"event_type":"step.stop","index":0,"usage":$}'],
      'counters so far': [
        '{"event_type":"step.delta","index":0,"delta":{"type":"text","text":"a"},"metadata":{"total_usage":$}}',
      ],
      'counters of an update': ['{"event_type":"interaction.status_update","usage":$}'],
    },
  ],
  'bedrock-converse': [
    bedrockConverse(),
    {
      'a call of its own': [
        ['contentBlockStart', '{"contentBlockIndex":0,"start":{"toolUse":{"type":"server_tool_use","x":$}}}'],
      ],
      'a result': [['contentBlockStart', '{"contentBlockIndex":0,"start":{"toolResult":{"x":$}}}']],
      'a piece of a result': [
        ['contentBlockStart', '{"contentBlockIndex":0,"start":{"toolResult":{"toolUseId":"t"}}}'],
        ['contentBlockDelta', '{"contentBlockIndex":0,"delta":{"toolResult":[$]}}'],
      ],
      'a citation': [['contentBlockDelta', '{"contentBlockIndex":0,"delta":{"citation":$}}']],
      'a fact': [['messageStop', '{"stopReason":"end_turn","x":$}']],
      counters: [
        ['messageStop', '{"stopReason":"end_turn"}'],
        ['metadata', '{"usage":{"inputTokens":1,"x":$}}'],
      ],
    },
  ],
  'anthropic-messages in bedrock-invoke': [
    bedrockInvoke(anthropicMessages(), { protocol: 'bedrock-invoke', models: ['*'] }),
    {
      metrics: [
        ['chunk', `{"bytes":"${btoa(claude.start)}"}`],
        ['chunk', `{"bytes":"${btoa(claude.end)}"}`],
        ['chunk', '{"bytes":"%{"type":"message_stop","amazon-bedrock-invocationMetrics":{"x":$}}%"}'],
      ],
    },
  ],
  'cohere-command': [
    cohereCommand(),
    {
      arguments: ['{"event_type":"tool-calls-generation","tool_calls":[{"name":"n","parameters":$}]}'],
      citations: [
        '{"event_type":"citation-generation","citations":[{"x":$}]}',
        '{"event_type":"stream-end","finish_reason":"COMPLETE","response":{}}',
      ],
      counters: [
        '{"event_type":"stream-end","finish_reason":"COMPLETE","response":{"meta":{"x":$,"tokens":{"input_tokens":1}}}}',
      ],
    },
  ],
  'meta-llama': [
    metaLlama(),
    { counters: ['{"generation":"a","prompt_token_count":$,"stop_reason":"stop"}'] },
  ],
  'cohere-chat': [
    cohereChat(),
    {
      'a content': [
        '{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"own","x":$}}}}',
      ],
      'a citation': ['{"type":"citation-start","delta":{"message":{"citations":{"x":$}}}}'],
      'a fact': ['{"type":"message-end","delta":{"finish_reason":"COMPLETE","x":$}}'],
      counters: ['{"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"x":$}}}'],
    },
  ],
  'ollama-chat': [ollamaChat(), { 'a fact': ['{"message":{"content":"a"},"done":true,"x":$}'] }],
};

const bodies: Readonly<Record<string, string>> = {
  'openai-chat': '{"choices":[{"message":{"content":"a"}}],"x":$}',
  'anthropic-messages': '{"content":[{"type":"own","x":$}],"stop_reason":"end_turn"}',
  'openai-responses': '{"status":"completed","output":[{"type":"own","x":$}]}',
  'google-generate': '{"candidates":[{"content":{"parts":[{"own":$}]},"finishReason":"STOP"}]}',
  'google-interactions': '{"status":"completed","steps":[{"type":"model_output","content":[]}],"x":$}',
  'bedrock-converse': '{"output":{"message":{"content":[{"own":$}]}},"stopReason":"end_turn"}',
  'cohere-command': '{"text":"a","finish_reason":"COMPLETE","tool_calls":[{"name":"n","parameters":$}]}',
  'meta-llama': '{"generation":"a","prompt_token_count":$,"stop_reason":"stop"}',
  'cohere-chat': '{"message":{"content":[{"type":"own","x":$}]},"finish_reason":"COMPLETE"}',
  'ollama-chat': '{"message":{"content":"a"},"done":true,"x":$}',
};

describe.each(Object.keys(streams))('%s', (name) => {
  const [endpoint, places] = streams[name] as (typeof streams)[string];

  it.each(Object.entries(places))('%s of a stream', async (_place, frames) => {
    const reader = (await endpoint.load()).open();
    const chunks: Chunk[] = [];
    const emit = (chunk: Chunk): void => void chunks.push(chunk);
    const error = thrownBy(() => {
      for (const frame of frames) reader.read(eventOf(frame), emit);
      reader.end(emit);
    });
    expect(error).toMatchObject({ code: 'bad-response' });
    expect(() => JSON.stringify(chunks)).not.toThrow();
  });

  it.runIf(bodies[name] !== undefined)('a body', async () => {
    const codec = await endpoint.load();
    const body = JSON.parse(filled(bodies[name] as string)) as unknown;
    expect(thrownBy(() => codec.decode(body, () => {}))).toMatchObject({ code: 'bad-response' });
  });
});

function eventOf(frame: Frames[number]): WireEvent {
  if (typeof frame === 'string') return { data: filled(frame) };
  const [event, data] = frame;
  // Bedrock's own events hold the model's as base64.
  const bytes = /"%(.*)%"/.exec(data)?.[1];
  return {
    event,
    data: bytes === undefined ? filled(data) : JSON.stringify({ bytes: btoa(filled(bytes)) }),
  };
}

function filled(text: string): string {
  return text.replaceAll('$', deep);
}

function thrownBy(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    if (isReqLLMError(error)) return error;
    throw error;
  }
  return 'nothing was thrown';
}
