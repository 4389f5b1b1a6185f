import { describe, expect, it } from 'vitest';
import { usage } from '../../core/usage.ts';
import { decoded, streamed } from '../../../test/support/decoded.ts';
import { cohereChatCodec } from './codec.ts';

describe('a reply with everything in it', () => {
  it('as a stream', () => {
    expect(
      streamed(cohereChatCodec({ vendor: 'v' }), [
        {
          id: 'r1',
          type: 'message-start',
          delta: {
            message: { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] },
          },
        },
        {
          type: 'content-start',
          index: 0,
          delta: { message: { content: { type: 'thinking', thinking: '' } } },
        },
        { type: 'content-delta', index: 0, delta: { message: { content: { thinking: 'hm' } } } },
        { type: 'content-end', index: 0 },
        { type: 'content-start', index: 1, delta: { message: { content: { type: 'text', text: 'He' } } } },
        {
          type: 'content-delta',
          index: 1,
          delta: { message: { content: { text: 'llo' } } },
          logprobs: { text: 'llo', token_ids: [1, 2], logprobs: [-0.5, -1, 'x'] },
        },
        {
          type: 'citation-start',
          index: 0,
          delta: {
            message: {
              citations: {
                start: 0,
                end: 2,
                text: 'He',
                content_index: 1,
                type: 'TEXT_CONTENT',
                sources: [
                  {
                    type: 'document',
                    id: 'd1',
                    document: { title: 'T', url: 'https://a', text: 'q', id: 'd1' },
                  },
                  { type: 'tool', id: 't:0', tool_output: { snippet: 's' } },
                ],
              },
            },
          },
        },
        {
          type: 'citation-start',
          index: 1,
          delta: {
            message: {
              citations: {
                start: 3,
                end: 4,
                text: 'x',
                type: 'PLAN',
                sources: [{ type: 'tool', id: 't:1', tool_output: { content: 'c' } }],
              },
            },
          },
        },
        {
          type: 'citation-start',
          index: 2,
          delta: { message: { citations: { start: 1, end: 2, text: 'y', sources: [] } } },
        },
        { type: 'content-delta', index: 0, delta: { message: { content: { thinking: 'more' } } } },
        { type: 'content-delta', index: 1, delta: { message: { content: { text: '!' } } } },
        { type: 'content-start', index: 2, delta: { message: { content: { type: 'own', a: 1 } } } },
        { type: 'tool-plan-delta', delta: { message: { tool_plan: 'I ' } } },
        { type: 'tool-plan-delta', delta: { message: { tool_plan: 'plan' } } },
        { type: 'tool-plan-delta', delta: { message: { tool_plan: '' } } },
        {
          type: 'tool-call-start',
          index: 0,
          delta: {
            message: { tool_calls: { id: 'c1', type: 'function', function: { name: 'f', arguments: '' } } },
          },
        },
        {
          type: 'tool-call-delta',
          index: 0,
          delta: { message: { tool_calls: { function: { arguments: '{"a"' } } } },
        },
        {
          type: 'tool-call-delta',
          index: 0,
          delta: { message: { tool_calls: { function: { arguments: ':1}' } } } },
        },
        { type: 'tool-call-end', index: 0 },
        {
          type: 'tool-call-start',
          index: 1,
          delta: { message: { tool_calls: { function: { name: 'g', arguments: 'nu' } } } },
        },
        {
          type: 'tool-call-delta',
          index: 1,
          delta: { message: { tool_calls: { function: { arguments: 'll' } } } },
        },
        { type: 'tool-call-end', index: 1 },
        { type: 'tool-plan-delta', delta: { message: { tool_plan: 'again' } } },
        {
          type: 'tool-call-start',
          delta: { message: { tool_calls: { id: 'c3', function: { name: 'h' } } } },
        },
        {
          type: 'tool-call-delta',
          delta: { message: { tool_calls: { function: { arguments: { o: 1 } } } } },
        },
        {
          type: 'tool-call-delta',
          index: 9,
          delta: { message: { tool_calls: { function: { arguments: 'stray' } } } },
        },
        { type: 'new' },
        {
          type: 'message-end',
          delta: {
            finish_reason: 'COMPLETE',
            own: 1,
            usage: {
              billed_units: { input_tokens: 1 },
              tokens: { input_tokens: 5, output_tokens: 6, reasoning_tokens: 2 },
              cached_tokens: 3,
            },
          },
        },
        '[DONE]',
      ]),
    ).toEqual([
      { type: 'start', id: 'r1' },
      { type: 'reasoning', block: 0, text: 'hm' },
      { type: 'text', block: 1, text: 'He' },
      { type: 'text', block: 1, text: 'llo' },
      {
        type: 'logprobs',
        logprobs: [
          { token: 'llo', logprob: -0.5 },
          { token: '', logprob: -1 },
        ],
      },
      {
        type: 'source',
        block: 1,
        source: {
          kind: 'document',
          url: 'https://a',
          title: 'T',
          citedText: 'q',
          start: 0,
          end: 2,
          raw: {
            start: 0,
            end: 2,
            text: 'He',
            content_index: 1,
            type: 'TEXT_CONTENT',
            sources: [
              { type: 'document', id: 'd1', document: { title: 'T', url: 'https://a', text: 'q', id: 'd1' } },
            ],
          },
        },
      },
      {
        type: 'source',
        block: 1,
        source: {
          kind: 'other',
          title: 't:0',
          citedText: 's',
          start: 0,
          end: 2,
          raw: {
            start: 0,
            end: 2,
            text: 'He',
            content_index: 1,
            type: 'TEXT_CONTENT',
            sources: [{ type: 'tool', id: 't:0', tool_output: { snippet: 's' } }],
          },
        },
      },
      {
        type: 'source',
        source: {
          kind: 'other',
          title: 't:1',
          citedText: 'c',
          raw: {
            start: 3,
            end: 4,
            text: 'x',
            type: 'PLAN',
            sources: [{ type: 'tool', id: 't:1', tool_output: { content: 'c' } }],
          },
        },
      },
      {
        type: 'source',
        block: 1,
        source: { kind: 'other', start: 1, end: 2, raw: { start: 1, end: 2, text: 'y', sources: [] } },
      },
      { type: 'reasoning', block: 0, text: 'more' },
      { type: 'text', block: 1, text: '!' },
      { type: 'extra', block: 2, provider: 'v', value: { type: 'own', a: 1 } },
      { type: 'reasoning', block: 3, text: 'I ', signature: 'tool_plan' },
      { type: 'reasoning', block: 3, text: 'plan' },
      { type: 'tool-call', block: 4, id: 'c1', name: 'f' },
      { type: 'tool-input', block: 4, json: '{"a"' },
      { type: 'tool-input', block: 4, json: ':1}' },
      { type: 'tool-call', block: 5, id: 'call_r1_2', name: 'g' },
      { type: 'reasoning', block: 6, text: 'again', signature: 'tool_plan' },
      { type: 'tool-call', block: 7, id: 'c3', name: 'h' },
      { type: 'tool-input', block: 7, json: '{"o":1}' },
      {
        type: 'warning',
        warning: { code: 'reply', message: 'A piece of a tool call belongs to no call and was left out.' },
      },
      { type: 'extra', provider: 'v', value: { own: 1 } },
      {
        type: 'usage',
        usage: usage({
          inputTokens: 5,
          outputTokens: 6,
          cacheReadTokens: 3,
          reasoningTokens: 2,
          raw: {
            billed_units: { input_tokens: 1 },
            tokens: { input_tokens: 5, output_tokens: 6, reasoning_tokens: 2 },
            cached_tokens: 3,
          },
        }),
      },
      { type: 'finish', reason: 'tool-calls', raw: 'COMPLETE' },
    ]);
  });

  it('as a body', () => {
    expect(
      decoded(cohereChatCodec({ vendor: 'v' }), {
        id: 'r1',
        message: {
          role: 'assistant',
          tool_plan: 'plan',
          content: [
            { type: 'thinking', thinking: 'hm' },
            { type: 'text', text: 'Hello' },
            { type: 'text', text: 'more' },
            { type: 'own', a: 1 },
          ],
          tool_calls: [
            { id: 'c1', function: { name: 'f', arguments: '{"a":1}' } },
            { function: { name: 'g', arguments: 'null' } },
          ],
          citations: [
            { start: 0, end: 1, content_index: 2, sources: [{ type: 'document', id: 'd' }] },
            { start: 0, end: 1 },
          ],
        },
        finish_reason: 'TOOL_CALL',
        own: 1,
        logprobs: [{ text: 'H', logprobs: [-1] }, null],
        usage: { tokens: { input_tokens: 1 } },
      }),
    ).toEqual([
      { type: 'start', id: 'r1' },
      { type: 'reasoning', block: 0, text: 'hm' },
      { type: 'text', block: 1, text: 'Hello' },
      { type: 'text', block: 2, text: 'more' },
      { type: 'extra', block: 3, provider: 'v', value: { type: 'own', a: 1 } },
      { type: 'reasoning', block: 4, text: 'plan', signature: 'tool_plan' },
      { type: 'tool-call', block: 5, id: 'c1', name: 'f' },
      { type: 'tool-input', block: 5, json: '{"a":1}' },
      { type: 'tool-call', block: 6, id: 'call_r1_2', name: 'g' },
      {
        type: 'source',
        block: 2,
        source: {
          kind: 'document',
          title: 'd',
          start: 0,
          end: 1,
          raw: { start: 0, end: 1, content_index: 2, sources: [{ type: 'document', id: 'd' }] },
        },
      },
      { type: 'source', block: 1, source: { kind: 'other', start: 0, end: 1, raw: { start: 0, end: 1 } } },
      { type: 'logprobs', logprobs: [{ token: 'H', logprob: -1 }] },
      { type: 'extra', provider: 'v', value: { own: 1 } },
      { type: 'usage', usage: usage({ inputTokens: 1, raw: { tokens: { input_tokens: 1 } } }) },
      { type: 'finish', reason: 'tool-calls', raw: 'TOOL_CALL' },
    ]);
  });

  it('as a text alone, under another id', () => {
    expect(
      decoded(cohereChatCodec(), {
        response_id: 'r2',
        generation_id: 'g',
        message: { content: 'plain' },
        finish_reason: 'MAX_TOKENS',
        usage: { billed_units: { input_tokens: 1 } },
      }),
    ).toEqual([
      { type: 'start', id: 'r2' },
      { type: 'text', block: 0, text: 'plain' },
      { type: 'extra', provider: 'cohere', value: { generation_id: 'g' } },
      { type: 'usage', usage: usage({ status: 'unknown', raw: { billed_units: { input_tokens: 1 } } }) },
      { type: 'finish', reason: 'length', raw: 'MAX_TOKENS' },
    ]);
  });
});
