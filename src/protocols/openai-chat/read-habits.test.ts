import { describe, expect, it } from 'vitest';
import { usage } from '../../core/usage.ts';
import { decoded, streamed } from '../../../test/support/decoded.ts';
import { openaiChatCodec } from './codec.ts';

const delta = (members: object, more: object = {}): object => ({
  id: 'r1',
  model: 'm',
  choices: [{ index: 0, delta: members, ...more }],
});
const calls = (...list: object[]): object => delta({ tool_calls: list });

describe('a reply', () => {
  it('with its content in parts', () => {
    expect(
      decoded(openaiChatCodec({ vendor: 'v', reasoningFields: ['reasoning', 'reasoning_content'] }), {
        id: 'r1',
        model: 'm',
        choices: [
          {
            message: {
              content: [
                'plain',
                7,
                { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }, 'text'], signature: 's1' },
                { type: 'reasoning', summary: [{ text: 'sum', signature: 's2' }] },
                { type: 'thinking', text: 'short' },
                { type: 'text', text: 'Hello' },
                { type: 'reference', reference_ids: [1] },
                { type: 'refusal', refusal: 'No' },
                { type: 'image_url', image_url: `data:image/gif;base64,${btoa('\x01')}` },
                { type: 'own', text: 'text of its own' },
              ],
              reasoning: '',
              reasoning_content: 'field',
              tool_calls: [
                { id: 'c1', function: { name: 'f', arguments: '{}' } },
                { function: { name: 'f', arguments: '{}' } },
                { function: {} },
                7,
              ],
              executed_tools: [
                { index: 0, search_results: { results: [{ url: 'https://e', title: 'E', content: 'w' }] } },
              ],
            },
            finish_reason: 'tool_calls',
            usage: { prompt_tokens: 1 },
          },
        ],
      }),
    ).toEqual([
      { type: 'start', id: 'r1', model: 'm' },
      { type: 'reasoning', block: 0, text: 'field' },
      { type: 'text', block: 1, text: 'plain' },
      { type: 'reasoning', block: 2, text: 'hm' },
      { type: 'reasoning', block: 2, text: 'text' },
      { type: 'reasoning', block: 2, text: '', signature: 's1' },
      { type: 'reasoning', block: 2, text: 'sum', signature: 's2' },
      { type: 'reasoning', block: 2, text: 'short' },
      { type: 'text', block: 3, text: 'Hello' },
      { type: 'source', block: 3, source: { kind: 'other', raw: { type: 'reference', reference_ids: [1] } } },
      { type: 'refusal', block: 4, text: 'No' },
      { type: 'media', block: 5, mediaType: 'image/gif', data: new Uint8Array([1]) },
      { type: 'text', block: 6, text: 'text of its own' },
      { type: 'tool-call', block: 7, id: 'c1', name: 'f' },
      { type: 'tool-input', block: 7, json: '{}' },
      { type: 'tool-call', block: 8, id: 'call_omtnMp67wSdGk3wbzQCn5zvj', name: 'f' },
      { type: 'tool-input', block: 8, json: '{}' },
      {
        type: 'source',
        source: {
          kind: 'url',
          url: 'https://e',
          title: 'E',
          citedText: 'w',
          raw: { url: 'https://e', title: 'E', content: 'w' },
        },
      },
      {
        type: 'extra',
        provider: 'v',
        value: {
          executed_tools: [
            { index: 0, search_results: { results: [{ url: 'https://e', title: 'E', content: 'w' }] } },
          ],
        },
      },
      { type: 'usage', usage: usage({ inputTokens: 1, raw: { prompt_tokens: 1 } }) },
      { type: 'finish', reason: 'tool-calls', raw: 'tool_calls' },
    ]);
  });

  it('with a reference before its text', () => {
    expect(
      decoded(openaiChatCodec(), {
        choices: [
          {
            message: {
              content: [
                { type: 'reference', reference_ids: [1] },
                { type: 'text', text: 'a' },
              ],
            },
            finish_reason: 'stop',
          },
        ],
      }),
    ).toEqual([
      { type: 'start' },
      { type: 'source', source: { kind: 'other', raw: { type: 'reference', reference_ids: [1] } } },
      { type: 'text', block: 0, text: 'a' },
      { type: 'finish', reason: 'stop', raw: 'stop' },
    ]);
  });

  it('with details of its thoughts', () => {
    expect(
      streamed(openaiChatCodec({ vendor: 'v' }), [
        delta({ reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'h', id: null }] }),
        delta({
          reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'm', signature: 's', format: 'f' }],
        }),
        delta({ reasoning_details: [{ type: 'reasoning.summary', index: 1, summary: 's1', id: 'x' }] }),
        delta({
          reasoning_details: [
            { type: 'reasoning.summary', index: 1, summary: 's2', id: 'x' },
            { type: 'reasoning.summary', index: 1, summary: 'other', id: 'y' },
            { type: 'reasoning.encrypted', index: 1, data: 'd1' },
            { type: 'reasoning.encrypted', index: 1, data: 'd2' },
            7,
          ],
        }),
        delta({ content: 'a' }, { finish_reason: 'stop' }),
        '[DONE]',
      ]),
    ).toEqual([
      { type: 'start', id: 'r1', model: 'm' },
      { type: 'reasoning', block: 0, text: 'h' },
      { type: 'reasoning', block: 0, text: 'm' },
      { type: 'reasoning', block: 0, text: 's1' },
      { type: 'reasoning', block: 0, text: 's2other' },
      { type: 'text', block: 1, text: 'a' },
      {
        type: 'extra',
        block: 2,
        provider: 'v',
        value: {
          reasoning_details: [
            { type: 'reasoning.text', index: 0, text: 'hm', id: null, signature: 's', format: 'f' },
            { type: 'reasoning.summary', index: 1, summary: 's1s2', id: 'x' },
            { type: 'reasoning.summary', index: 1, summary: 'other', id: 'y' },
            { type: 'reasoning.encrypted', index: 1, data: 'd1' },
            { type: 'reasoning.encrypted', index: 1, data: 'd2' },
          ],
        },
      },
      { type: 'finish', reason: 'stop', raw: 'stop' },
    ]);
  });

  it('with tools that the host ran', () => {
    expect(
      streamed(openaiChatCodec({ vendor: 'v' }), [
        delta({ executed_tools: [{ index: 0, type: 'search', arguments: '{}' }] }),
        delta({
          content: 'a',
          executed_tools: [
            {
              index: 0,
              type: 'search',
              output: 'o',
              search_results: { results: [{ url: 'https://e', title: 'E', content: 'w', score: 1 }] },
            },
            { index: 1, type: 'code' },
          ],
        }),
        {
          ...delta({}, { finish_reason: 'stop' }),
          x_groq: { id: 'g', usage: { prompt_tokens: 1, completion_tokens: 2 } },
        },
        '[DONE]',
      ]),
    ).toEqual([
      { type: 'start', id: 'r1', model: 'm' },
      { type: 'text', block: 0, text: 'a' },
      {
        type: 'source',
        source: {
          kind: 'url',
          url: 'https://e',
          title: 'E',
          citedText: 'w',
          raw: { url: 'https://e', title: 'E', content: 'w', score: 1 },
        },
      },
      {
        type: 'extra',
        provider: 'v',
        value: {
          executed_tools: [
            {
              index: 0,
              type: 'search',
              output: 'o',
              search_results: { results: [{ url: 'https://e', title: 'E', content: 'w', score: 1 }] },
            },
            { index: 1, type: 'code' },
          ],
          x_groq: { id: 'g', usage: { prompt_tokens: 1, completion_tokens: 2 } },
        },
      },
      {
        type: 'usage',
        usage: usage({ inputTokens: 1, outputTokens: 2, raw: { prompt_tokens: 1, completion_tokens: 2 } }),
      },
      { type: 'finish', reason: 'stop', raw: 'stop' },
    ]);
  });

  it('with the message so far in place of deltas', () => {
    expect(
      streamed(openaiChatCodec(), [
        { choices: [{ message: { content: 'whole' } }] },
        { choices: [{ message: { content: 'whole again' }, finish_reason: '' }] },
        { choices: [{ index: 0, finish_reason: 'stop', usage: { prompt_tokens: 1, completion_tokens: 2 } }] },
      ]),
    ).toEqual([
      { type: 'start' },
      { type: 'text', block: 0, text: 'whole' },
      {
        type: 'usage',
        usage: usage({ inputTokens: 1, outputTokens: 2, raw: { prompt_tokens: 1, completion_tokens: 2 } }),
      },
      { type: 'finish', reason: 'stop', raw: 'stop' },
    ]);
  });

  it('with thoughts between tags', () => {
    expect(
      streamed(openaiChatCodec({ thinkTags: true }), [
        delta({ content: '<thi' }),
        delta({ content: 'nk>hm</th' }),
        delta({ content: 'ink>\n\n' }),
        delta({ content: ' a <think> b' }),
        delta({}, { finish_reason: 'length' }),
        '[DONE]',
      ]),
    ).toEqual([
      { type: 'start', id: 'r1', model: 'm' },
      { type: 'reasoning', block: 0, text: 'hm' },
      { type: 'text', block: 1, text: 'a <think> b' },
      { type: 'finish', reason: 'length', raw: 'length' },
    ]);
  });

  it('with thoughts that are cut', () => {
    expect(
      streamed(openaiChatCodec({ thinkTags: true }), [
        delta({ content: '<think>hm</' }),
        delta({}, { finish_reason: 'length' }),
        '[DONE]',
      ]),
    ).toEqual([
      { type: 'start', id: 'r1', model: 'm' },
      { type: 'reasoning', block: 0, text: 'hm' },
      { type: 'reasoning', block: 0, text: '</' },
      { type: 'finish', reason: 'length', raw: 'length' },
    ]);
  });

  it('with calls as hosts send them', () => {
    expect(
      streamed(openaiChatCodec(), [
        calls({ id: 'a', function: { name: 'f', arguments: '' } }),
        calls({ function: { arguments: '{"x":1}' } }),
        calls({ id: 'b', function: { name: 'f', arguments: '{}' } }),
        calls({ id: 'b', function: { name: 'f', arguments: '{}' } }),
        calls({ index: -1, id: 'a', function: { arguments: ' ' } }),
        calls({ function: { name: 'f', arguments: '{"y":1}' } }),
        calls({ index: 5, function: { name: 'g', arguments: '{"z":' } }),
        calls({ index: 5, function: { name: 'g', arguments: '1}' } }),
        calls({ index: 5, function: { name: 'g', arguments: '{}' } }),
        calls({ index: 6, id: 'n1', function: { arguments: '{"never' } }),
        delta({}, { finish_reason: '' }),
        '[DONE]',
      ]),
    ).toEqual([
      { type: 'start', id: 'r1', model: 'm' },
      { type: 'tool-call', block: 0, id: 'a', name: 'f' },
      { type: 'tool-input', block: 0, json: '{"x":1}' },
      { type: 'tool-call', block: 1, id: 'b', name: 'f' },
      { type: 'tool-input', block: 1, json: '{}' },
      { type: 'tool-input', block: 0, json: ' ' },
      { type: 'tool-call', block: 2, id: 'call_rLcPRKynskYCHPEzPX7t2C1a', name: 'f' },
      { type: 'tool-input', block: 2, json: '{"y":1}' },
      { type: 'tool-call', block: 3, id: 'call_pRAwrbrobd0VhoI4SX2ovdD1', name: 'g' },
      { type: 'tool-input', block: 3, json: '{"z":' },
      { type: 'tool-input', block: 3, json: '1}' },
      { type: 'tool-call', block: 4, id: 'call_OsapQtWEmFrOePMQQu7YOWS7', name: 'g' },
      { type: 'tool-input', block: 4, json: '{}' },
      { type: 'tool-call', block: 5, id: 'n1', name: '' },
      { type: 'tool-input', block: 5, json: '{"never' },
      { type: 'finish', reason: 'tool-calls', raw: '' },
    ]);
  });

  it('with a name that comes behind all arguments', () => {
    const late = [
      calls({ index: 0, function: { arguments: '{}' } }),
      calls({ index: 0, function: { name: 'late' } }),
      delta({}, { finish_reason: 'stop' }),
      '[DONE]',
    ];
    expect(streamed(openaiChatCodec(), late).slice(1, -1)).toMatchObject([
      { type: 'tool-call', block: 0, name: 'late' },
      { type: 'tool-input', block: 0, json: '{}' },
    ]);
  });

  it('with details of two kinds at one index, and one that is no text', () => {
    const details = (item: object): object => delta({ reasoning_details: [item] });
    const chunks = streamed(openaiChatCodec(), [
      details({ type: 'a', index: 0, text: '1' }),
      details({ type: 'b', index: 0, text: '2' }),
      details({ type: 'a', index: 0, text: '3', none: null, empty: '', format: 'f' }),
      details({ type: 'b', index: 0, text: { x: 1 }, format: 'g' }),
      details({ type: 'b', index: 0, format: 'h' }),
      delta({}, { finish_reason: 'stop' }),
      '[DONE]',
    ]);
    expect(chunks.find(({ type }) => type === 'extra')).toMatchObject({
      value: {
        reasoning_details: [
          { type: 'a', index: 0, text: '13', format: 'f' },
          { type: 'b', index: 0, text: { x: 1 }, format: 'h' },
        ],
      },
    });
  });

  it('with a call of the old form beside one of the new', () => {
    const chunks = streamed(openaiChatCodec(), [
      delta({ function_call: { name: 'old', arguments: '{"a"' } }),
      calls({ index: 1, id: 'c1', function: { name: 'f', arguments: '{}' } }),
      delta({ function_call: { arguments: ':1}' } }),
      delta({}, { finish_reason: 'function_call' }),
      '[DONE]',
    ]);
    expect(
      chunks.flatMap((chunk) => (chunk.type === 'tool-input' ? [[chunk.block, chunk.json]] : [])),
    ).toEqual([
      [0, '{"a"'],
      [1, '{}'],
      [0, ':1}'],
    ]);
  });

  it('with thoughts that a later frame repeats as details', () => {
    const chunks = streamed(openaiChatCodec(), [
      delta({ reasoning_content: 'hm' }),
      delta({ reasoning_details: [{ type: 'reasoning.text', text: 'hm' }] }),
      delta({}, { finish_reason: 'stop' }),
      '[DONE]',
    ]);
    expect(chunks.filter(({ type }) => type === 'reasoning')).toHaveLength(1);
  });

  it('with tools that the host ran and did not number', () => {
    const [, extra] = decoded(openaiChatCodec(), {
      choices: [{ message: { executed_tools: [{ type: 'a' }, { type: 'b' }] }, finish_reason: 'stop' }],
    });
    expect(extra).toMatchObject({ value: { executed_tools: [{ type: 'a' }, { type: 'b' }] } });
  });

  it.each([
    [{ start_index: '0', end_index: '5' }, {}],
    [{ start_index: -1, end_index: 5 }, {}],
    [{ start_index: 5, end_index: 5 }, {}],
    [
      { start_index: 0, end_index: 1 },
      { start: 0, end: 1 },
    ],
  ])('with the span %o is at %o', (span, place) => {
    const annotations = [{ type: 'url_citation', url: 'https://a', ...span }];
    const chunks = decoded(openaiChatCodec(), {
      choices: [{ message: { content: 'text', annotations }, finish_reason: 'stop' }],
    });
    expect(chunks[2]).toEqual({
      type: 'source',
      block: 0,
      source: { kind: 'url', url: 'https://a', ...place },
    });
  });
});
