import { describe, expect, it } from 'vitest';
import { callOf } from '../../../test/support/calls.ts';
import { user } from '../../core/context.ts';
import { modelOf } from '../../core/model.ts';
import { usage } from '../../core/usage.ts';
import { decoded, streamed } from '../../../test/support/decoded.ts';
import type { Codec } from '../protocol.ts';
import { bedrockInvokeCodec } from './codec.ts';
import { bedrockInvokeDialect } from './dialect.ts';
import { metaLlamaCodec } from './llama-codec.ts';

const llama = (): Codec =>
  bedrockInvokeCodec(
    metaLlamaCodec(),
    bedrockInvokeDialect({ protocol: 'bedrock-invoke-llama', models: ['*'], vendor: 'v' }),
  );
const chunk = (frame: object): readonly [string, object] => [
  'chunk',
  { bytes: btoa(JSON.stringify(frame)), p: 'abc' },
];

describe('a Llama reply in InvokeModel', () => {
  it('as a stream', () => {
    expect(
      streamed(llama(), [
        chunk({ generation: 'He', prompt_token_count: 3, generation_token_count: 1, stop_reason: null }),
        ['other', { x: 1 }],
        chunk({ generation: 'y', prompt_token_count: null, generation_token_count: 2, stop_reason: null }),
        chunk({
          generation: '',
          prompt_token_count: null,
          generation_token_count: 3,
          stop_reason: 'length',
          'amazon-bedrock-invocationMetrics': { inputTokenCount: 4, outputTokenCount: 5 },
        }),
        chunk({ generation: 'not read' }),
      ]),
    ).toEqual([
      { type: 'start' },
      { type: 'text', block: 0, text: 'He' },
      { type: 'text', block: 0, text: 'y' },
      {
        type: 'usage',
        usage: usage({
          inputTokens: 3,
          outputTokens: 3,
          raw: { prompt_token_count: 3, generation_token_count: 3 },
        }),
      },
      {
        type: 'extra',
        provider: 'v',
        value: { invocationMetrics: { inputTokenCount: 4, outputTokenCount: 5 } },
      },
      { type: 'finish', reason: 'length', raw: 'length' },
    ]);
  });

  it('as a body', () => {
    expect(
      decoded(llama(), {
        generation: 'Hey',
        prompt_token_count: 3,
        generation_token_count: 2,
        stop_reason: 'stop',
      }),
    ).toEqual([
      { type: 'start' },
      { type: 'text', block: 0, text: 'Hey' },
      {
        type: 'usage',
        usage: usage({
          inputTokens: 3,
          outputTokens: 2,
          raw: { prompt_token_count: 3, generation_token_count: 2 },
        }),
      },
      { type: 'finish', reason: 'stop', raw: 'stop' },
    ]);
  });

  it('with a count of Bedrock alone', () => {
    expect(
      streamed(llama(), [
        chunk({ generation: 'He' }),
        chunk({
          generation: '',
          stop_reason: 'stop',
          'amazon-bedrock-invocationMetrics': {
            inputTokenCount: 4,
            outputTokenCount: 5,
            cacheReadInputTokenCount: 6,
            cacheWriteInputTokenCount: 7,
            invocationLatency: 8,
          },
        }),
      ]),
    ).toEqual([
      { type: 'start' },
      { type: 'text', block: 0, text: 'He' },
      {
        type: 'extra',
        provider: 'v',
        value: {
          invocationMetrics: {
            inputTokenCount: 4,
            outputTokenCount: 5,
            cacheReadInputTokenCount: 6,
            cacheWriteInputTokenCount: 7,
            invocationLatency: 8,
          },
        },
      },
      {
        type: 'usage',
        usage: usage({
          inputTokens: 17,
          outputTokens: 5,
          cacheReadTokens: 6,
          cacheWriteTokens: 7,
          raw: {
            inputTokenCount: 4,
            outputTokenCount: 5,
            cacheReadInputTokenCount: 6,
            cacheWriteInputTokenCount: 7,
            invocationLatency: 8,
          },
        }),
      },
      { type: 'finish', reason: 'stop', raw: 'stop' },
    ]);
  });

  it('that only names the metrics', () => {
    expect(
      streamed(llama(), [
        chunk({ generation: 'amazon-bedrock-invocationMetrics' }),
        chunk({ generation: '', stop_reason: 'stop' }),
      ]),
    ).toEqual([
      { type: 'start' },
      { type: 'text', block: 0, text: 'amazon-bedrock-invocationMetrics' },
      { type: 'finish', reason: 'stop', raw: 'stop' },
    ]);
  });

  it('that counts what it wrote alone is counted by Bedrock too', () => {
    const metrics = { inputTokenCount: 4, outputTokenCount: 5 };
    const last = { generation: '', stop_reason: 'stop', 'amazon-bedrock-invocationMetrics': metrics };
    const counts = streamed(llama(), [
      chunk({ generation: 'a', generation_token_count: 2 }),
      chunk(last),
    ]).filter(({ type }) => type === 'usage');
    expect(counts).toEqual([
      {
        type: 'usage',
        usage: usage({ outputTokens: 2, raw: { prompt_token_count: null, generation_token_count: 2 } }),
      },
      { type: 'usage', usage: usage({ inputTokens: 4, outputTokens: 5, raw: metrics }) },
    ]);
  });
});

it('a Llama request says what the format can, and what the caller adds for the host', () => {
  const model = modelOf({ provider: 'host', id: 'meta.llama3-8b-instruct-v1:0' });
  const providerOptions = { host: { own: 1 }, v: { other: 2 } };
  const call = callOf(
    {},
    { model, messages: [user('Hi')], maxTokens: 5, temperature: 0.5, topP: 0.25, providerOptions },
  );
  expect(metaLlamaCodec({ vendor: 'v' }).encode(call).body).toMatchObject({
    max_gen_len: 5,
    temperature: 0.5,
    top_p: 0.25,
    own: 1,
    other: 2,
  });
});
