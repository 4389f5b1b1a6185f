import { describe, expect, it } from 'vitest';
import { usage } from '../../core/usage.ts';
import { decoded, streamed } from '../../../test/support/decoded.ts';
import { ollamaChatCodec } from './codec.ts';

describe('a reply with everything in it', () => {
  it('as a stream', () => {
    expect(
      streamed(ollamaChatCodec({ vendor: 'v' }), [
        {
          model: 'm',
          created_at: '2025-01-02T03:04:05.6Z',
          message: { role: 'assistant', thinking: 'hm' },
          done: false,
        },
        { message: { content: '', thinking: 'm' } },
        {
          message: { content: 'He' },
          logprobs: [
            { token: 'He', logprob: -0.5, bytes: [1], top_logprobs: [{ token: 'Ha', logprob: -1 }, {}] },
            {},
          ],
        },
        { message: { content: 'y' } },
        { message: { images: [btoa('\x89PNG\r\n\x1a\n'), '*'] } },
        { message: { content: '!' } },
        {
          message: {
            tool_calls: [
              { id: 'c1', function: { name: 'f', arguments: { a: 1 } } },
              { function: { name: 'g', arguments: '{"b":' } },
              { function: {} },
              7,
            ],
          },
        },
        {
          message: { content: 'end' },
          done: true,
          done_reason: 'stop',
          total_duration: 5,
          created_at: 'later',
          prompt_eval_count: 3,
          eval_count: 4,
        },
      ]),
    ).toEqual([
      { type: 'start', model: 'm' },
      { type: 'reasoning', block: 0, text: 'hm' },
      { type: 'reasoning', block: 0, text: 'm' },
      { type: 'text', block: 1, text: 'He' },
      {
        type: 'logprobs',
        logprobs: [
          {
            token: 'He',
            logprob: -0.5,
            top: [
              { token: 'Ha', logprob: -1 },
              { token: '', logprob: 0 },
            ],
          },
          { token: '', logprob: 0 },
        ],
      },
      { type: 'text', block: 1, text: 'y' },
      {
        type: 'media',
        block: 2,
        mediaType: 'image/png',
        data: new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]),
      },
      {
        type: 'warning',
        warning: { code: 'reply', message: 'An image in the reply is not base64 and was left out.' },
      },
      { type: 'text', block: 3, text: '!' },
      { type: 'tool-call', block: 4, id: 'c1', name: 'f' },
      { type: 'tool-input', block: 4, json: '{"a":1}' },
      { type: 'tool-call', block: 5, id: 'call_202501020304056_2', name: 'g' },
      { type: 'tool-input', block: 5, json: '{"b":' },
      { type: 'tool-call', block: 6, id: 'call_202501020304056_3', name: '' },
      { type: 'tool-input', block: 6, json: '{}' },
      { type: 'text', block: 7, text: 'end' },
      { type: 'extra', provider: 'v', value: { total_duration: 5, created_at: 'later' } },
      {
        type: 'usage',
        usage: usage({ inputTokens: 3, outputTokens: 4, raw: { prompt_eval_count: 3, eval_count: 4 } }),
      },
      { type: 'finish', reason: 'tool-calls', raw: 'stop' },
    ]);
  });

  it('as a body that is not done', () => {
    expect(
      decoded(ollamaChatCodec({ vendor: 'v' }), {
        model: 'm',
        message: { content: 'a' },
        prompt_eval_count: 3,
      }),
    ).toEqual([
      { type: 'start', model: 'm' },
      { type: 'text', block: 0, text: 'a' },
      {
        type: 'warning',
        warning: {
          code: 'reply',
          message: 'The reply does not say that it is done; it is taken as complete.',
        },
      },
      { type: 'usage', usage: usage({ inputTokens: 3, raw: { prompt_eval_count: 3 } }) },
      { type: 'finish', reason: 'stop' },
    ]);
  });

  it('as calls without a time to make ids of', () => {
    expect(
      decoded(ollamaChatCodec(), {
        message: { tool_calls: [{ function: { name: 'f' } }] },
        done: true,
        eval_count: 1,
      }),
    ).toEqual([
      { type: 'start' },
      { type: 'tool-call', block: 0, id: 'call_1', name: 'f' },
      { type: 'tool-input', block: 0, json: '{}' },
      { type: 'usage', usage: usage({ outputTokens: 1, raw: { eval_count: 1 } }) },
      { type: 'finish', reason: 'tool-calls' },
    ]);
  });
});
