import { describe, expect, it } from 'vitest';
import { usage } from '../../core/usage.ts';
import { decoded, streamed } from '../../../test/support/decoded.ts';
import { googleGenerateCodec } from './codec.ts';

const parts = (...list: object[]): object => ({ candidates: [{ content: { role: 'model', parts: list } }] });

describe('a reply', () => {
  it('as a body', () => {
    expect(
      decoded(googleGenerateCodec({ vendor: 'v' }), {
        responseId: 'r1',
        candidates: [
          {
            content: {
              parts: [
                { text: 'a' },
                { functionCall: { name: 'f', args: '{"text":1}' } },
                { functionCall: { name: 'cut', willContinue: true } },
              ],
            },
            groundingMetadata: { groundingChunks: [{ web: { uri: 'https://w', title: 'W' } }] },
          },
        ],
        usageMetadata: { candidatesTokenCount: 2 },
        promptFeedback: { x: 1 },
      }),
    ).toEqual([
      { type: 'start', id: 'r1' },
      { type: 'text', block: 0, text: 'a' },
      { type: 'tool-call', block: 1, id: 'call_r1_0', name: 'f' },
      { type: 'tool-input', block: 1, json: '{"text":1}' },
      { type: 'tool-call', block: 2, id: 'call_r1_1', name: 'cut' },
      { type: 'tool-input', block: 2, json: '{' },
      {
        type: 'warning',
        warning: { code: 'reply', message: 'The reply has no finish reason; it is taken as complete.' },
      },
      { type: 'source', source: { kind: 'url', url: 'https://w', title: 'W' } },
      { type: 'extra', provider: 'v', value: { promptFeedback: { x: 1 } } },
      { type: 'usage', usage: usage({ status: 'unknown', raw: { candidatesTokenCount: 2 } }) },
      { type: 'finish', reason: 'tool-calls' },
    ]);
  });

  it('as a list of frames', () => {
    expect(
      decoded(googleGenerateCodec(), [
        parts({ text: 'a' }),
        {
          candidates: [{ finishReason: 'TOO_MANY_TOOL_CALLS' }],
          usageMetadata: { promptTokenCount: 1, promptTokensDetails: [{ modality: 'TEXT', tokenCount: 1 }] },
        },
      ]),
    ).toEqual([
      { type: 'start' },
      { type: 'text', block: 0, text: 'a' },
      {
        type: 'warning',
        warning: {
          code: 'reply',
          message: 'The model called too many tools in a row (TOO_MANY_TOOL_CALLS).',
        },
      },
      {
        type: 'usage',
        usage: usage({
          inputTokens: 1,
          outputTokens: 0,
          cacheReadTokens: 0,
          cacheWriteTokens: 0,
          reasoningTokens: 0,
          inputAudioTokens: 0,
          raw: { promptTokenCount: 1, promptTokensDetails: [{ modality: 'TEXT', tokenCount: 1 }] },
        }),
      },
      { type: 'finish', reason: 'other', raw: 'TOO_MANY_TOOL_CALLS' },
    ]);
  });

  it('when the prompt is blocked behind its first words', () => {
    expect(
      streamed(googleGenerateCodec(), [
        parts({ text: 'a' }),
        { promptFeedback: { blockReason: 'SAFETY' } },
        '[DONE]',
      ]),
    ).toEqual([
      { type: 'start' },
      { type: 'text', block: 0, text: 'a' },
      { type: 'extra', provider: 'google', value: { promptFeedback: { blockReason: 'SAFETY' } } },
      { type: 'finish', reason: 'content-filter', raw: 'SAFETY' },
    ]);
  });
});
