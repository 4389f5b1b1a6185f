import { describe, expect, it } from 'vitest';
import { reportedCost, usage } from '../../core/usage.ts';
import { streamed } from '../../../test/support/decoded.ts';
import { openaiChatCodec } from './codec.ts';

const delta = (members: object, more: object = {}): object => ({
  id: 'r1',
  model: 'm',
  choices: [{ index: 0, delta: members, ...more }],
});
const calls = (...list: object[]): object => delta({ tool_calls: list });

describe('a reply with everything in it', () => {
  it('as a stream', () => {
    expect(
      streamed(openaiChatCodec({ vendor: 'v' }), [
        '',
        { id: 'r1', choices: [] },
        delta({ role: 'assistant', content: '' }),
        delta({ reasoning_content: 'hm' }),
        delta(
          { reasoning_content: '', content: 'He' },
          {
            logprobs: {
              content: [
                {
                  token: 'He',
                  logprob: -0.5,
                  bytes: [1],
                  top_logprobs: [{ token: 'Ha', logprob: -1 }, { token: 7 }],
                },
                { token: 'x' },
              ],
              refusal: [{ token: 'r', logprob: -2 }],
            },
          },
        ),
        delta({
          content: 'y',
          annotations: [
            {
              type: 'url_citation',
              url_citation: { url: 'https://a', title: 'A', content: 'q', start_index: 0, end_index: 2 },
            },
            { type: 'url_citation', url: 'https://b', start_index: 0, end_index: 0 },
            { type: 'file', file: { hash: 'h' } },
            7,
          ],
        }),
        delta({ annotations: [{ type: 'file', file: { hash: 'h2' } }] }),
        delta({ refusal: 'No' }),
        delta({ content: 'again' }),
        delta({ audio: { id: 'a1', transcript: 'said' } }),
        delta({ audio: { data: 'UklGRgAA' } }),
        delta({ audio: { id: 'a2', data: btoa('\x01\x02'), expires_at: 1 } }),
        delta({
          images: [
            { type: 'image_url', image_url: { url: `data:image/png;base64,${btoa('\x01')}` } },
            { image_url: { url: 'blob://not.data' } },
          ],
        }),
        calls({
          index: 0,
          id: 'c1',
          type: 'function',
          function: { name: 'f', arguments: '' },
          extra_content: { google: { thought_signature: 's1' } },
        }),
        calls(
          { index: 0, function: { arguments: '{"a"' } },
          { index: 1, id: 'c2', function: { name: 'g', arguments: '{"b":' } },
        ),
        calls({ index: 0, function: { arguments: ':1}' } }, { index: 1, function: { arguments: '2}' } }),
        calls({ index: 2, function: { arguments: '{"late' } }),
        calls({ index: 2, function: { name: 'late', arguments: '":1}' } }),
        calls({ index: 3, id: 'c4', function: { arguments: { o: 1 } } }),
        delta({ function_call: { name: 'old', arguments: '{}' } }),
        delta({
          reasoning_details: [{ type: 'reasoning.encrypted', data: 'e', index: 0 }],
          own: { a: 1 },
          scalar: 1,
          extra_content: { x: 1 },
        }),
        {
          id: 'r1',
          choices: [{ index: 1, delta: { content: 'other' } }],
          system_fingerprint: 'fp',
          service_tier: 'default',
          created: 1,
          object: 'o',
          empty: {},
          nothing: null,
        },
        delta({}, { finish_reason: 'stop', content_filter_results: { hate: 1 }, stop_reason: '' }),
        {
          id: 'r1',
          choices: [],
          citations: ['https://c', 'https://c', { url: 'https://d', title: 'D' }, ''],
          search_results: [
            { url: 'https://s', title: 'S', snippet: 'q' },
            { title: 'own', content: 'w', date: 'd' },
          ],
          usage: {
            prompt_tokens: 10,
            completion_tokens: 5,
            total_tokens: 15,
            prompt_tokens_details: { cached_tokens: 4, audio_tokens: 1, cache_write_tokens: 2 },
            completion_tokens_details: { reasoning_tokens: 3, audio_tokens: 2 },
            cost: 0.5,
            is_byok: true,
            num_search_queries: 2,
          },
        },
        '[DONE]',
        delta({ content: 'behind' }),
      ]),
    ).toEqual([
      { type: 'start', id: 'r1' },
      { type: 'reasoning', block: 0, text: 'hm' },
      { type: 'text', block: 1, text: 'He' },
      {
        type: 'logprobs',
        logprobs: [
          { token: 'He', logprob: -0.5, top: [{ token: 'Ha', logprob: -1 }] },
          { token: 'r', logprob: -2 },
        ],
      },
      { type: 'text', block: 1, text: 'y' },
      {
        type: 'source',
        block: 1,
        source: { kind: 'url', url: 'https://a', title: 'A', citedText: 'q', start: 0, end: 2 },
      },
      { type: 'source', block: 1, source: { kind: 'url', url: 'https://b' } },
      { type: 'refusal', block: 2, text: 'No' },
      { type: 'text', block: 3, text: 'again' },
      { type: 'text', block: 3, text: 'said' },
      { type: 'media', block: 4, mediaType: 'audio/wav', data: new Uint8Array([82, 73, 70, 70, 0, 0]) },
      { type: 'media', block: 4, mediaType: 'audio/wav', data: new Uint8Array([1, 2]) },
      { type: 'media', block: 5, mediaType: 'image/png', data: new Uint8Array([1]) },
      { type: 'tool-call', block: 6, id: 'c1', name: 'f', signature: 's1' },
      { type: 'tool-input', block: 6, json: '{"a"' },
      { type: 'tool-call', block: 7, id: 'c2', name: 'g' },
      { type: 'tool-input', block: 7, json: '{"b":' },
      { type: 'tool-input', block: 6, json: ':1}' },
      { type: 'tool-input', block: 7, json: '2}' },
      { type: 'tool-call', block: 8, id: 'call_rLcPRKynskYCHPEzPX7t2C1a', name: 'late' },
      { type: 'tool-input', block: 8, json: '{"late":1}' },
      { type: 'tool-call', block: 10, id: 'call_OsapQtWEmFrOePMQQu7YOWS7', name: 'old' },
      { type: 'tool-input', block: 10, json: '{}' },
      { type: 'tool-call', block: 9, id: 'c4', name: '' },
      { type: 'tool-input', block: 9, json: '{"o":1}' },
      {
        type: 'extra',
        block: 11,
        provider: 'v',
        value: {
          annotations: [{ type: 'file', file: { hash: 'h' } }, 7, { type: 'file', file: { hash: 'h2' } }],
          images: [{ image_url: { url: 'blob://not.data' } }],
          extra_content: { x: 1 },
          reasoning_details: [{ type: 'reasoning.encrypted', data: 'e', index: 0 }],
          audio: { id: 'a2' },
        },
      },
      { type: 'source', source: { kind: 'url', url: 'https://s', title: 'S', citedText: 'q' } },
      {
        type: 'source',
        source: {
          kind: 'document',
          title: 'own',
          citedText: 'w',
          raw: { title: 'own', content: 'w', date: 'd' },
        },
      },
      { type: 'source', source: { kind: 'url', url: 'https://c' } },
      { type: 'source', source: { kind: 'url', url: 'https://d', title: 'D' } },
      {
        type: 'extra',
        provider: 'v',
        value: {
          own: { a: 1 },
          system_fingerprint: 'fp',
          service_tier: 'default',
          content_filter_results: { hate: 1 },
        },
      },
      {
        type: 'warning',
        warning: {
          code: 'reply',
          message:
            'The provider sent more than one choice; only the first was read. Make one call for each answer.',
          setting: 'n',
        },
      },
      {
        type: 'usage',
        usage: usage({
          inputTokens: 10,
          outputTokens: 5,
          cacheReadTokens: 4,
          cacheWriteTokens: 2,
          reasoningTokens: 3,
          inputAudioTokens: 1,
          outputAudioTokens: 2,
          cost: reportedCost(0.5, { complete: false }),
          tools: { web_search: 2 },
          raw: {
            prompt_tokens: 10,
            completion_tokens: 5,
            total_tokens: 15,
            prompt_tokens_details: { cached_tokens: 4, audio_tokens: 1, cache_write_tokens: 2 },
            completion_tokens_details: { reasoning_tokens: 3, audio_tokens: 2 },
            cost: 0.5,
            is_byok: true,
            num_search_queries: 2,
          },
        }),
      },
      { type: 'finish', reason: 'tool-calls', raw: 'stop' },
    ]);
  });
});
