// What is no frame of a format, what reports an error, and what ends too early, in each of them.
import { describe, expect, it } from 'vitest';
import { anthropicMessagesCodec } from '../../src/protocols/anthropic-messages/codec.ts';
import { bedrockConverseCodec } from '../../src/protocols/bedrock-converse/codec.ts';
import { bedrockInvokeCodec } from '../../src/protocols/bedrock-invoke/codec.ts';
import { cohereCommandCodec } from '../../src/protocols/bedrock-invoke/command-codec.ts';
import { metaLlamaCodec } from '../../src/protocols/bedrock-invoke/llama-codec.ts';
import { bedrockInvokeDialect } from '../../src/protocols/bedrock-invoke/dialect.ts';
import { cohereChatCodec } from '../../src/protocols/cohere-chat/codec.ts';
import { googleGenerateCodec } from '../../src/protocols/google-generate/codec.ts';
import { googleInteractionsCodec } from '../../src/protocols/google-interactions/codec.ts';
import { ollamaChatCodec } from '../../src/protocols/ollama-chat/codec.ts';
import { openaiChatCodec } from '../../src/protocols/openai-chat/codec.ts';
import { openaiResponsesCodec } from '../../src/protocols/openai-responses/codec.ts';
import { decoded, failureOf, type Frame, streamed } from '../support/decoded.ts';

const chunk = (frame: string): Frame => ['chunk', { bytes: btoa(frame) }];
const unreadable = { code: 'bad-response', phase: 'decode' };
const truncated = { code: 'truncated', phase: 'stream', retryable: true };

/** The first frame of each format, before which nothing is wrong. */
const formats = {
  'anthropic-messages': [anthropicMessagesCodec(), { type: 'message_start', message: { id: 'm' } }],
  'bedrock-converse': [
    bedrockConverseCodec(),
    ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'a' } }],
  ],
  'bedrock-invoke': [
    bedrockInvokeCodec(
      anthropicMessagesCodec(),
      bedrockInvokeDialect({ protocol: 'bedrock-invoke-anthropic', models: ['*'] }),
    ),
    chunk('{"type":"message_start","message":{"id":"m"}}'),
  ],
  'cohere-command': [cohereCommandCodec(), { event_type: 'text-generation', text: 'a' }],
  'meta-llama': [metaLlamaCodec(), { generation: 'a' }],
  'cohere-chat': [cohereChatCodec(), { type: 'message-start', id: 'm' }],
  'google-generate': [googleGenerateCodec(), { candidates: [{ content: { parts: [{ text: 'a' }] } }] }],
  'google-interactions': [
    googleInteractionsCodec(),
    { event_type: 'interaction.created', interaction: { id: 'v1_a' } },
  ],
  'ollama-chat': [ollamaChatCodec(), { model: 'm', message: { content: 'a' } }],
  'openai-chat': [openaiChatCodec(), { choices: [{ index: 0, delta: { content: 'a' } }] }],
  'openai-responses': [openaiResponsesCodec(), { type: 'response.created', response: { id: 'r' } }],
} as const;
type Name = keyof typeof formats;

describe.each(Object.keys(formats) as Name[])('%s', (name) => {
  const [codec, first] = formats[name];

  it('refuses what is no JSON, and shows its beginning alone', () => {
    const long = `{"cut${'x'.repeat(200)}`;
    const error = failureOf(() =>
      streamed(codec, [first, name.startsWith('bedrock') ? ['chunk', long] : long]),
    );
    expect(error).toMatchObject(unreadable);
    expect(error.message).toMatch(/JSON|malformed/);
    expect(error.message.length).toBeLessThan(200);
    expect(error.message).not.toContain('x'.repeat(70));
    // Anthropic's says nothing of it.
    if (name !== 'anthropic-messages') expect(error.message).toMatch(/\{\\?"cutx{20}/);
  });

  it('fails when the stream ends before the answer', () => {
    expect(failureOf(() => streamed(codec, [first]))).toMatchObject(truncated);
  });

  it.each([null, 'text', 7, [], {}])('refuses the body %o', (body) => {
    expect(failureOf(() => decoded(codec, body)).code).toMatch(/bad-response|truncated/);
  });
});

const lenient: readonly Name[] = [
  'anthropic-messages',
  'google-interactions',
  'openai-chat',
  'openai-responses',
];

describe('a frame that is no object', () => {
  it.each(
    (Object.keys(formats) as Name[]).filter((name) => !lenient.includes(name) && name !== 'bedrock-invoke'),
  )('is refused in %s', (name) => {
    const [codec, first] = formats[name];
    for (const frame of ['7', 'null', '"text"'])
      expect(failureOf(() => streamed(codec, [first, frame]))).toMatchObject({ code: 'bad-response' });
  });
  it.each(lenient)('is passed over in %s', (name) => {
    const [codec, first] = formats[name];
    for (const frame of ['7', 'null', '"text"', '[]'])
      expect(failureOf(() => streamed(codec, [first, frame]))).toMatchObject(truncated);
  });
});
