import { describe, expect, it } from 'vitest';
import { reportedCost, usage } from '../../core/usage.ts';
import { decoded, streamed } from '../../../test/support/decoded.ts';
import { bedrockConverseCodec } from './codec.ts';

const c = (name: string, contentBlockIndex: number, more: object): readonly [string, object] => [
  name,
  { contentBlockIndex, ...more },
];

describe('a reply with everything in it', () => {
  it('as a stream', () => {
    expect(
      streamed(bedrockConverseCodec({ vendor: 'v' }), [
        ['messageStart', { role: 'assistant' }],
        c('contentBlockDelta', 0, { delta: { reasoningContent: { text: 'hm' } } }),
        c('contentBlockDelta', 0, { delta: { reasoningContent: { signature: 's1' } } }),
        c('contentBlockDelta', 0, { delta: { reasoningContent: { redactedContent: 'r1' } } }),
        c('contentBlockStop', 0, {}),
        c('contentBlockDelta', 1, { delta: { text: '' } }),
        c('contentBlockDelta', 1, { delta: { text: 'Hel' } }),
        c('contentBlockDelta', 1, {
          delta: {
            citation: {
              title: 'T',
              source: 'https://a.example',
              sourceContent: [{ text: 'a' }, { text: 'b' }, {}],
              location: { documentChar: {} },
            },
          },
        }),
        c('contentBlockDelta', 1, { delta: { text: 'lo' } }),
        c('contentBlockStop', 1, {}),
        c('contentBlockDelta', 2, {
          delta: { citation: { location: { web: { url: 'http://w.example' } }, source: 'https://not.this' } },
        }),
        c('contentBlockStart', 3, { start: { toolUse: { toolUseId: 't1', name: 'f' } } }),
        c('contentBlockDelta', 3, { delta: { toolUse: { input: '{"a"' } } }),
        c('contentBlockDelta', 3, { delta: { toolUse: { input: ':1}' } } }),
        c('contentBlockStop', 3, {}),
        c('contentBlockStart', 4, { start: { toolUse: { toolUseId: 't2', name: 'g' } } }),
        c('contentBlockStop', 4, {}),
        c('contentBlockDelta', 5, { delta: { toolUse: { input: '{}' } } }),
        c('contentBlockStart', 6, {
          start: { toolUse: { toolUseId: 't3', name: 'search', type: 'server_tool_use' } },
        }),
        c('contentBlockDelta', 6, { delta: { toolUse: { input: '{"q":' } } }),
        c('contentBlockDelta', 6, { delta: { toolUse: { input: '"x"}' } } }),
        c('contentBlockStop', 6, {}),
        c('contentBlockStart', 7, {
          start: { toolResult: { toolUseId: 't3', type: 'r', status: 'success' } },
        }),
        c('contentBlockDelta', 7, { delta: { toolResult: [{ text: 'r1' }] } }),
        c('contentBlockDelta', 7, { delta: { toolResult: [{ text: 'r2' }] } }),
        c('contentBlockStop', 7, {}),
        c('contentBlockStart', 8, { start: { image: { format: 'jpeg' } } }),
        c('contentBlockDelta', 8, { delta: { image: { source: { bytes: btoa('\x01') } } } }),
        c('contentBlockDelta', 8, { delta: { image: { source: { bytes: btoa('\x02') } } } }),
        c('contentBlockStart', 9, {
          start: { toolUse: { toolUseId: 't4', name: 'cut', type: 'server_tool_use' } },
        }),
        c('contentBlockDelta', 9, { delta: { toolUse: { input: '{"q":' } } }),
        c('contentBlockDelta', 10, { delta: { text: 'open' } }),
        c('contentBlockDelta', 10, { delta: { reasoningContent: { text: 'other kind' } } }),
        c('contentBlockDelta', 11, { delta: { toolResult: [{ text: 'to nothing' }] } }),
        c('contentBlockStart', 12, { start: { toolUse: { toolUseId: 't5' } } }),
        c('contentBlockStart', 12, { start: { toolUse: { name: 'again' } } }),
        ['new', { x: 1 }],
        [
          'messageStop',
          {
            stopReason: 'malformed_tool_use',
            additionalModelResponseFields: { a: 1 },
            p: 'abc',
            nothing: null,
          },
        ],
        [
          'metadata',
          {
            usage: {
              inputTokens: 1,
              outputTokens: 2,
              totalTokens: 9,
              cacheReadInputTokens: 3,
              cacheWriteInputTokens: 4,
              pydantic_ai_gateway: { cost_estimate: 0.5 },
            },
            metrics: { latencyMs: 7 },
            p: 'x',
          },
        ],
      ]),
    ).toEqual([
      { type: 'start' },
      { type: 'reasoning', block: 0, text: 'hm' },
      { type: 'reasoning', block: 0, text: '', signature: 's1' },
      { type: 'extra', block: 1, provider: 'v', value: { reasoningContent: { redactedContent: 'r1' } } },
      { type: 'text', block: 2, text: 'Hel' },
      {
        type: 'source',
        block: 2,
        source: {
          kind: 'url',
          url: 'https://a.example',
          title: 'T',
          citedText: 'ab',
          raw: {
            title: 'T',
            source: 'https://a.example',
            sourceContent: [{ text: 'a' }, { text: 'b' }, {}],
            location: { documentChar: {} },
          },
        },
      },
      { type: 'text', block: 2, text: 'lo' },
      {
        type: 'source',
        block: 2,
        source: {
          kind: 'url',
          url: 'http://w.example',
          raw: { location: { web: { url: 'http://w.example' } }, source: 'https://not.this' },
        },
      },
      { type: 'tool-call', block: 3, id: 't1', name: 'f' },
      { type: 'tool-input', block: 3, json: '{"a"' },
      { type: 'tool-input', block: 3, json: ':1}' },
      { type: 'tool-call', block: 4, id: 't2', name: 'g' },
      { type: 'tool-input', block: 4, json: '{}' },
      { type: 'tool-call', block: 5, id: 'tooluse_5', name: '' },
      { type: 'tool-input', block: 5, json: '{}' },
      {
        type: 'extra',
        block: 6,
        provider: 'v',
        value: { toolUse: { toolUseId: 't3', name: 'search', type: 'server_tool_use', input: { q: 'x' } } },
      },
      {
        type: 'extra',
        block: 7,
        provider: 'v',
        value: {
          toolResult: {
            toolUseId: 't3',
            type: 'r',
            status: 'success',
            content: [{ text: 'r1' }, { text: 'r2' }],
          },
        },
      },
      { type: 'media', block: 8, mediaType: 'image/jpeg', data: new Uint8Array([1]) },
      { type: 'media', block: 8, mediaType: 'image/jpeg', data: new Uint8Array([2]) },
      { type: 'text', block: 10, text: 'open' },
      { type: 'reasoning', block: 11, text: 'other kind' },
      { type: 'tool-call', block: 12, id: 't5', name: '' },
      { type: 'tool-input', block: 12, json: '{}' },
      { type: 'tool-call', block: 13, id: 'tooluse_13', name: 'again' },
      {
        type: 'extra',
        block: 9,
        provider: 'v',
        value: { toolUse: { toolUseId: 't4', name: 'cut', type: 'server_tool_use', input: '{"q":' } },
      },
      { type: 'tool-input', block: 13, json: '{}' },
      {
        type: 'extra',
        provider: 'v',
        value: { additionalModelResponseFields: { a: 1 }, metrics: { latencyMs: 7 } },
      },
      {
        type: 'warning',
        warning: {
          code: 'reply',
          message: 'The model gave an answer that Bedrock cannot read; try again (malformed_tool_use).',
        },
      },
      {
        type: 'usage',
        usage: usage({
          inputTokens: 8,
          outputTokens: 2,
          totalTokens: 9,
          cacheReadTokens: 3,
          cacheWriteTokens: 4,
          cost: reportedCost(0.5),
          raw: {
            inputTokens: 1,
            outputTokens: 2,
            totalTokens: 9,
            cacheReadInputTokens: 3,
            cacheWriteInputTokens: 4,
            pydantic_ai_gateway: { cost_estimate: 0.5 },
          },
        }),
      },
      { type: 'finish', reason: 'other', raw: 'malformed_tool_use' },
    ]);
  });

  it('as a body', () => {
    expect(
      decoded(bedrockConverseCodec({ vendor: 'v' }), {
        output: {
          message: {
            role: 'assistant',
            content: [
              { reasoningContent: { reasoningText: { text: 'hm', signature: 's1' } } },
              { reasoningContent: { redactedContent: 'r1' } },
              { text: 'Hello' },
              {
                citationsContent: {
                  content: [{ text: 'cited' }, {}],
                  citations: [{ title: 'T', location: {} }, null],
                },
              },
              { toolUse: { toolUseId: 't1', name: 'f', input: { a: 1 } } },
              { toolUse: { toolUseId: 't2', name: 'g' } },
              { toolUse: { toolUseId: 't3', name: 'search', type: 'server_tool_use', input: {} } },
              { toolResult: { toolUseId: 't3', content: [] } },
              { image: { format: 'webp', source: { bytes: btoa('\x01') } } },
              { image: { format: 'new', source: { bytes: btoa('\x01') } } },
              { image: { source: { s3: 'x' } } },
              null,
              { own: 1 },
            ],
          },
        },
        stopReason: 'tool_use',
        usage: { inputTokens: 1, outputTokens: 2, cacheReadInputTokenCount: 3, cacheWriteInputTokenCount: 4 },
        trace: { t: 1 },
      }),
    ).toEqual([
      { type: 'start' },
      { type: 'reasoning', block: 0, text: 'hm', signature: 's1' },
      { type: 'extra', block: 1, provider: 'v', value: { reasoningContent: { redactedContent: 'r1' } } },
      { type: 'text', block: 2, text: 'Hello' },
      { type: 'text', block: 3, text: 'cited' },
      {
        type: 'source',
        block: 3,
        source: { kind: 'document', title: 'T', raw: { title: 'T', location: {} } },
      },
      { type: 'tool-call', block: 4, id: 't1', name: 'f' },
      { type: 'tool-input', block: 4, json: '{"a":1}' },
      { type: 'tool-call', block: 5, id: 't2', name: 'g' },
      { type: 'tool-input', block: 5, json: '{}' },
      {
        type: 'extra',
        block: 6,
        provider: 'v',
        value: { toolUse: { toolUseId: 't3', name: 'search', type: 'server_tool_use', input: {} } },
      },
      { type: 'extra', block: 7, provider: 'v', value: { toolResult: { toolUseId: 't3', content: [] } } },
      { type: 'media', block: 8, mediaType: 'image/webp', data: new Uint8Array([1]) },
      { type: 'media', block: 9, mediaType: 'image/new', data: new Uint8Array([1]) },
      { type: 'extra', block: 10, provider: 'v', value: { image: { source: { s3: 'x' } } } },
      { type: 'extra', block: 11, provider: 'v', value: { own: 1 } },
      { type: 'extra', provider: 'v', value: { trace: { t: 1 } } },
      {
        type: 'usage',
        usage: usage({
          inputTokens: 8,
          outputTokens: 2,
          cacheReadTokens: 3,
          cacheWriteTokens: 4,
          raw: { inputTokens: 1, outputTokens: 2, cacheReadInputTokenCount: 3, cacheWriteInputTokenCount: 4 },
        }),
      },
      { type: 'finish', reason: 'tool-calls', raw: 'tool_use' },
    ]);
  });
});
