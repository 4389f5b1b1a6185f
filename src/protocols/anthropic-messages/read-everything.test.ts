import { describe, expect, it } from 'vitest';
import { reportedCost, usage } from '../../core/usage.ts';
import { decoded, streamed } from '../../../test/support/decoded.ts';
import { anthropicMessagesCodec } from './codec.ts';

const begin = (index: number, block: object): object => ({
  type: 'content_block_start',
  index,
  content_block: block,
});
const grow = (index: number, delta: object): object => ({ type: 'content_block_delta', index, delta });
const stop = (index: number): object => ({ type: 'content_block_stop', index });

describe('a reply with everything in it', () => {
  it('as a stream', () => {
    expect(
      streamed(anthropicMessagesCodec({ vendor: 'v' }), [
        {
          type: 'message_start',
          message: {
            id: 'msg_1',
            type: 'message',
            role: 'assistant',
            model: 'm',
            content: [],
            stop_reason: null,
            own: 1,
            usage: {
              input_tokens: 10,
              cache_creation_input_tokens: 2,
              cache_read_input_tokens: 3,
              output_tokens: 1,
            },
          },
        },
        ['ping', { type: 'ping' }],
        begin(0, { type: 'thinking', thinking: 'h', signature: '' }),
        grow(0, { type: 'thinking_delta', thinking: 'm' }),
        grow(0, { type: 'thinking_delta', thinking: '' }),
        grow(0, { type: 'signature_delta', signature: 's1' }),
        stop(0),
        begin(1, { type: 'redacted_thinking', data: 'r1' }),
        stop(1),
        begin(2, { type: 'text', text: '' }),
        grow(2, {
          type: 'citations_delta',
          citation: {
            type: 'web_search_result_location',
            url: 'https://a',
            title: 'T',
            cited_text: 'q',
            encrypted_index: 'e',
          },
        }),
        grow(2, { type: 'text_delta', text: 'Hel' }),
        grow(2, {
          type: 'citations_delta',
          citation: { type: 'char_location', document_title: 'D', cited_text: 'q' },
        }),
        grow(2, { type: 'text_delta', text: 'lo' }),
        stop(2),
        begin(3, { type: 'text', text: '' }),
        grow(3, {
          type: 'citations_delta',
          citation: { type: 'search_result_location', source: 'https://b', title: 'S' },
        }),
        stop(3),
        begin(4, { type: 'server_tool_use', id: 'srv_1', name: 'web_search', input: {} }),
        grow(4, { type: 'input_json_delta', partial_json: '{"q"' }),
        grow(4, { type: 'input_json_delta', partial_json: ':"x"}' }),
        stop(4),
        begin(5, { type: 'web_search_tool_result', tool_use_id: 'srv_1', content: [{ url: 'https://a' }] }),
        stop(5),
        begin(6, { type: 'compaction', content: 'a' }),
        grow(6, { type: 'compaction_delta', content: 'b', more: 1, none: null }),
        grow(6, { type: 'compaction_delta', content: 'c' }),
        stop(6),
        begin(7, { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} }),
        grow(7, { type: 'input_json_delta', partial_json: '' }),
        grow(7, { type: 'input_json_delta', partial_json: '{"a"' }),
        grow(7, { type: 'input_json_delta', partial_json: ':1}' }),
        stop(7),
        begin(8, {
          type: 'tool_use',
          name: 'g',
          input: { whole: 1 },
          caller: { type: 'code_execution', tool_id: 'x' },
        }),
        begin(9, {
          type: 'tool_use',
          id: 'toolu_3',
          name: 'h',
          input: '{"text":1}',
          caller: { type: 'direct' },
        }),
        stop(9),
        begin(10, { type: 'server_tool_use', id: 'srv_2', name: 'cut', input: {} }),
        grow(10, { type: 'input_json_delta', partial_json: '{"q"' }),
        stop(10),
        grow(11, { type: 'input_json_delta', partial_json: '{}' }),
        grow(11, { type: 'input_json_delta', partial_json: '{}' }),
        begin(12, { type: 'text', text: 'a' }),
        grow(13, { type: 'text_delta', text: 'same block' }),
        grow(13, { type: 'thinking_delta', thinking: 'another' }),
        {
          type: 'message_delta',
          delta: { stop_reason: 'end_turn', stop_sequence: null, container: { id: 'c' } },
          usage: {
            input_tokens: null,
            output_tokens: 7,
            server_tool_use: { web_search_requests: 2, web_fetch_requests: 0 },
            output_tokens_details: { thinking_tokens: 4 },
          },
          context_management: { edits: [] },
        },
        { type: 'message_stop' },
      ]),
    ).toEqual([
      { type: 'start', id: 'msg_1', model: 'm' },
      {
        type: 'usage',
        usage: usage({
          inputTokens: 15,
          outputTokens: 1,
          cacheReadTokens: 3,
          cacheWriteTokens: 2,
          status: 'partial',
          raw: {
            input_tokens: 10,
            cache_creation_input_tokens: 2,
            cache_read_input_tokens: 3,
            output_tokens: 1,
          },
        }),
      },
      { type: 'reasoning', block: 0, text: 'h' },
      { type: 'reasoning', block: 0, text: 'm' },
      { type: 'reasoning', block: 0, text: '', signature: 's1' },
      { type: 'extra', block: 1, provider: 'v', value: { type: 'redacted_thinking', data: 'r1' } },
      { type: 'text', block: 2, text: 'Hel' },
      {
        type: 'source',
        block: 2,
        source: {
          kind: 'url',
          url: 'https://a',
          title: 'T',
          citedText: 'q',
          raw: {
            type: 'web_search_result_location',
            url: 'https://a',
            title: 'T',
            cited_text: 'q',
            encrypted_index: 'e',
          },
        },
      },
      {
        type: 'source',
        block: 2,
        source: {
          kind: 'document',
          title: 'D',
          citedText: 'q',
          raw: { type: 'char_location', document_title: 'D', cited_text: 'q' },
        },
      },
      { type: 'text', block: 2, text: 'lo' },
      {
        type: 'source',
        source: {
          kind: 'url',
          url: 'https://b',
          title: 'S',
          raw: { type: 'search_result_location', source: 'https://b', title: 'S' },
        },
      },
      {
        type: 'extra',
        block: 4,
        provider: 'v',
        value: { type: 'server_tool_use', id: 'srv_1', name: 'web_search', input: { q: 'x' } },
      },
      {
        type: 'extra',
        block: 5,
        provider: 'v',
        value: { type: 'web_search_tool_result', tool_use_id: 'srv_1', content: [{ url: 'https://a' }] },
      },
      { type: 'extra', block: 6, provider: 'v', value: { type: 'compaction', content: 'abc', more: 1 } },
      { type: 'tool-call', block: 7, id: 'toolu_1', name: 'f' },
      { type: 'tool-input', block: 7, json: '{"a"' },
      { type: 'tool-input', block: 7, json: ':1}' },
      {
        type: 'tool-call',
        block: 8,
        id: 'toolu_msg_1_8',
        name: 'g',
        signature: '{"type":"code_execution","tool_id":"x"}',
      },
      { type: 'tool-call', block: 9, id: 'toolu_3', name: 'h' },
      { type: 'tool-input', block: 9, json: '{"text":1}' },
      {
        type: 'warning',
        warning: {
          code: 'reply',
          message: "The input of the provider's own tool cut cannot be read: not valid JSON at position 4.",
        },
      },
      {
        type: 'extra',
        block: 10,
        provider: 'v',
        value: { type: 'server_tool_use', id: 'srv_2', name: 'cut', input: {} },
      },
      {
        type: 'warning',
        warning: {
          code: 'reply',
          message: 'The provider sent arguments of a tool call that never began; they were left out.',
        },
      },
      { type: 'text', block: 11, text: 'a' },
      { type: 'text', block: 11, text: 'same block' },
      { type: 'reasoning', block: 12, text: 'another' },
      { type: 'tool-input', block: 8, json: '{"whole":1}' },
      {
        type: 'usage',
        usage: usage({
          inputTokens: 15,
          outputTokens: 7,
          cacheReadTokens: 3,
          cacheWriteTokens: 2,
          reasoningTokens: 4,
          tools: { web_search: 2, web_fetch: 0 },
          raw: {
            input_tokens: 10,
            cache_creation_input_tokens: 2,
            cache_read_input_tokens: 3,
            output_tokens: 7,
            server_tool_use: { web_search_requests: 2, web_fetch_requests: 0 },
            output_tokens_details: { thinking_tokens: 4 },
          },
        }),
      },
      {
        type: 'extra',
        provider: 'v',
        value: { own: 1, context_management: { edits: [] }, container: { id: 'c' } },
      },
      { type: 'finish', reason: 'stop', raw: 'end_turn' },
    ]);
  });

  it('as a body', () => {
    expect(
      decoded(anthropicMessagesCodec({ vendor: 'v' }), {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'm',
        content: [
          { type: 'thinking', thinking: 'hm', signature: 's1' },
          {
            type: 'text',
            text: 'Hello',
            citations: [{ type: 'page_location', document_title: 'D', cited_text: 'q' }, null],
          },
          { type: 'tool_use', id: 'toolu_1', name: 'f', input: { a: 1 } },
          { type: 'tool_use', id: 'toolu_2', name: 'g', input: {} },
          { type: 'tool_use', name: 'h', input: [1] },
          { type: 'own', a: 1 },
          null,
        ],
        stop_reason: 'tool_use',
        stop_sequence: 'S',
        usage: {
          input_tokens: 1,
          output_tokens: 2,
          cost: '0.5',
          iterations: [
            {
              type: 'compaction',
              input_tokens: 10,
              output_tokens: 20,
              cache_read_input_tokens: 30,
              cache_creation_input_tokens: 40,
            },
            { type: 'message', input_tokens: 99 },
          ],
        },
      }),
    ).toEqual([
      { type: 'start', id: 'msg_1', model: 'm' },
      { type: 'reasoning', block: 0, text: 'hm', signature: 's1' },
      { type: 'text', block: 1, text: 'Hello' },
      {
        type: 'source',
        block: 1,
        source: {
          kind: 'document',
          title: 'D',
          citedText: 'q',
          raw: { type: 'page_location', document_title: 'D', cited_text: 'q' },
        },
      },
      { type: 'tool-call', block: 2, id: 'toolu_1', name: 'f' },
      { type: 'tool-input', block: 2, json: '{"a":1}' },
      { type: 'tool-call', block: 3, id: 'toolu_2', name: 'g' },
      { type: 'tool-call', block: 4, id: 'toolu_msg_1_4', name: 'h' },
      { type: 'tool-input', block: 4, json: '[1]' },
      { type: 'extra', block: 5, provider: 'v', value: { type: 'own', a: 1 } },
      {
        type: 'usage',
        usage: usage({
          inputTokens: 81,
          outputTokens: 22,
          cacheReadTokens: 30,
          cacheWriteTokens: 40,
          cost: reportedCost(0.5),
          raw: {
            input_tokens: 1,
            output_tokens: 2,
            cost: '0.5',
            iterations: [
              {
                type: 'compaction',
                input_tokens: 10,
                output_tokens: 20,
                cache_read_input_tokens: 30,
                cache_creation_input_tokens: 40,
              },
              { type: 'message', input_tokens: 99 },
            ],
          },
        }),
      },
      { type: 'extra', provider: 'v', value: { stop_sequence: 'S' } },
      { type: 'finish', reason: 'tool-calls', raw: 'tool_use' },
    ]);
  });

  it('as a text alone', () => {
    expect(decoded(anthropicMessagesCodec(), { content: 'plain', stop_reason: 'max_tokens' })).toEqual([
      { type: 'start' },
      { type: 'text', block: 0, text: 'plain' },
      { type: 'finish', reason: 'length', raw: 'max_tokens' },
    ]);
  });

  it('as a body that came as the one event of a stream', () => {
    expect(
      streamed(anthropicMessagesCodec(), [
        {
          type: 'message',
          id: 'msg_2',
          content: [{ type: 'text', text: 'whole' }],
          stop_reason: 'end_turn',
          usage: { input_tokens: 1, output_tokens: 2 },
          provider_metadata: { gateway: { cost: '1e-2' } },
        },
      ]),
    ).toEqual([
      { type: 'start', id: 'msg_2' },
      { type: 'text', block: 0, text: 'whole' },
      {
        type: 'usage',
        usage: usage({
          inputTokens: 1,
          outputTokens: 2,
          cost: reportedCost(0.01),
          raw: { input_tokens: 1, output_tokens: 2 },
        }),
      },
      { type: 'extra', provider: 'anthropic', value: { provider_metadata: { gateway: { cost: '1e-2' } } } },
      { type: 'finish', reason: 'stop', raw: 'end_turn' },
    ]);
  });

  it('without a start, or with two', () => {
    expect(
      streamed(anthropicMessagesCodec(), [
        grow(0, { type: 'text_delta', text: 'no start' }),
        { type: 'message_start', message: { id: 'late', usage: { input_tokens: 1, output_tokens: 0 } } },
        { type: 'message_start', message: { usage: { input_tokens: 9 } } },
        { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
        '[DONE]',
      ]),
    ).toEqual([
      { type: 'text', block: 0, text: 'no start' },
      {
        type: 'usage',
        usage: usage({ inputTokens: 1, outputTokens: 0, raw: { input_tokens: 1, output_tokens: 0 } }),
      },
      { type: 'extra', provider: 'anthropic', value: { id: 'late' } },
      { type: 'finish', reason: 'stop', raw: 'end_turn' },
    ]);
  });
});
