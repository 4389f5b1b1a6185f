import { describe, expect, it } from 'vitest';
import { reportedCost, usage } from '../../core/usage.ts';
import { streamed } from '../../../test/support/decoded.ts';
import { googleGenerateCodec } from './codec.ts';

const parts = (...list: object[]): object => ({ candidates: [{ content: { role: 'model', parts: list } }] });

// The last frame tells less of it, which takes nothing away.
const grounding = {
  webSearchQueries: ['a', 'b'],
  groundingChunks: [
    { web: { uri: 'https://w', title: 'W' } },
    { retrievedContext: { uri: 'gs://r', title: 'R', text: 'q' } },
    { image: { sourceUri: 'https://s', uri: 'https://i', title: 'I' } },
    { image: { uri: 'https://i2' } },
    { maps: { uri: 'https://m', title: 'M', text: 't' } },
    { new: {} },
  ],
  groundingSupports: [
    { segment: { text: 'Hello', startIndex: 0 }, groundingChunkIndices: [0, 1, 9] },
    { segment: { text: 'after' }, groundingChunkIndices: [0] },
    { segment: { text: 'nowhere' }, groundingChunkIndices: [2] },
    { segment: {} },
    null,
  ],
};

describe('a reply with everything in it', () => {
  it('as a stream', () => {
    expect(
      streamed(googleGenerateCodec({ vendor: 'v', costPath: ['gateway', 'cost'] }), [
        {
          responseId: 'r1',
          modelVersion: 'm',
          usageMetadata: { promptTokenCount: 5 },
          ...parts({ text: 'hm', thought: true }, { text: 'm', thought: true }),
        },
        parts({ text: 'He' }, { text: '' }, { text: 'llo', thoughtSignature: 's1' }, { text: ' after' }),
        parts(
          { text: '', thoughtSignature: 's2' },
          { thoughtSignature: 's3' },
          { thought: true, thoughtSignature: 's4' },
        ),
        parts(
          { functionCall: { id: 'c1', name: 'f', args: { a: 1 } }, thoughtSignature: 's5' },
          { functionCall: { name: 'g' } },
        ),
        parts({ functionCall: { name: 'h', willContinue: true } }),
        parts({
          functionCall: { partialArgs: [{ jsonPath: '$.city', stringValue: 'Pa' }], willContinue: true },
        }),
        parts({
          functionCall: {
            partialArgs: [
              { jsonPath: '$.city', stringValue: 'ris' },
              { jsonPath: '$.n', numberValue: 2 },
              { jsonPath: '$.b', boolValue: false },
              { jsonPath: '$.z', nullValue: null },
            ],
            willContinue: true,
          },
        }),
        parts({ functionCall: {} }),
        parts({ functionCall: { name: 'cut', args: { x: 1 }, willContinue: true } }),
        parts({ functionCall: { name: 'i', partialArgs: [{ jsonPath: 'bad' }] } }),
        parts(
          { inlineData: { mimeType: 'image/png', data: btoa('\x01') }, thoughtSignature: 's6' },
          { inlineData: { data: btoa('\x02') } },
        ),
        parts({ inlineData: { mimeType: 'audio/L16;rate=24000', data: btoa('\x01') } }),
        parts({ inlineData: { mimeType: 'audio/L16;rate=24000', data: btoa('\x02') } }),
        parts(
          { inlineData: { mimeType: 'image/png', data: '*' } },
          { inlineData: { mimeType: 'image/png', data: btoa('\x03') }, thought: true },
        ),
        parts({ executableCode: { code: '1' } }, { codeExecutionResult: { output: '1' } }),
        { candidates: [{ index: 1, content: { parts: [{ text: 'other candidate' }] } }], own: 1 },
        {
          candidates: [
            {
              index: 0,
              finishReason: 'FINISH_REASON_UNSPECIFIED',
              safetyRatings: [],
              avgLogprobs: -1,
              logprobsResult: {
                chosenCandidates: [{ token: 'H', logProbability: -0.5 }, { token: 'e' }],
                topCandidates: [
                  {
                    candidates: [
                      { token: 'H', logProbability: -0.5 },
                      { token: 'J', logProbability: -2 },
                    ],
                  },
                ],
              },
              groundingMetadata: grounding,
            },
          ],
        },
        {
          candidates: [{ finishReason: 'STOP', groundingMetadata: { webSearchQueries: ['a'] } }],
          usageMetadata: {
            promptTokenCount: 5,
            toolUsePromptTokenCount: 2,
            candidatesTokenCount: 7,
            thoughtsTokenCount: 3,
            cachedContentTokenCount: 1,
            totalTokenCount: 17,
            promptTokensDetails: [
              { modality: 'TEXT', tokenCount: 3 },
              { modality: 'AUDIO', tokenCount: 2 },
            ],
            toolUsePromptTokensDetails: [{ modality: 'AUDIO', tokenCount: 1 }],
            candidatesTokensDetails: [{ modality: 'AUDIO', tokenCount: 4 }, { modality: 'AUDIO' }],
            gateway: { cost: 0.5 },
          },
        },
        { candidates: [{ content: { parts: [{ text: 'behind the finish' }] } }] },
      ]),
    ).toEqual([
      { type: 'start', id: 'r1', model: 'm' },
      { type: 'reasoning', block: 0, text: 'hm' },
      { type: 'reasoning', block: 0, text: 'm' },
      {
        type: 'usage',
        usage: usage({
          inputTokens: 5,
          outputTokens: 0,
          cacheReadTokens: 0,
          cacheWriteTokens: 0,
          reasoningTokens: 0,
          status: 'partial',
          raw: { promptTokenCount: 5 },
        }),
      },
      { type: 'text', block: 1, text: 'He' },
      { type: 'text', block: 1, text: 'llo', signature: 's1' },
      { type: 'text', block: 2, text: ' after' },
      { type: 'text', block: 2, text: '', signature: 's2' },
      { type: 'text', block: 3, text: '', signature: 's3' },
      { type: 'reasoning', block: 4, text: '', signature: 's4' },
      { type: 'tool-call', block: 5, id: 'c1', name: 'f', signature: 's5' },
      { type: 'tool-input', block: 5, json: '{"a":1}' },
      { type: 'tool-call', block: 6, id: 'call_r1_1', name: 'g' },
      { type: 'tool-input', block: 6, json: '{}' },
      { type: 'tool-call', block: 7, id: 'call_r1_2', name: 'h' },
      { type: 'tool-input', block: 7, json: '{"city":"Paris","n":2,"b":false,"z":null}' },
      { type: 'tool-call', block: 8, id: 'call_r1_3', name: 'cut' },
      { type: 'tool-input', block: 8, json: '{"x":1' },
      { type: 'tool-call', block: 9, id: 'call_r1_4', name: 'i' },
      {
        type: 'warning',
        warning: {
          code: 'reply',
          message: 'A piece of a tool call had no place in its arguments and was left out.',
        },
      },
      { type: 'tool-input', block: 9, json: '{' },
      { type: 'media', block: 10, mediaType: 'image/png', data: new Uint8Array([1]), signature: 's6' },
      { type: 'media', block: 11, mediaType: 'application/octet-stream', data: new Uint8Array([2]) },
      { type: 'media', block: 12, mediaType: 'audio/L16;rate=24000', data: new Uint8Array([1]) },
      { type: 'media', block: 12, mediaType: 'audio/L16;rate=24000', data: new Uint8Array([2]) },
      {
        type: 'warning',
        warning: { code: 'reply', message: 'A file in the reply is not base64; it is kept as it came.' },
      },
      {
        type: 'extra',
        block: 13,
        provider: 'v',
        value: { inlineData: { mimeType: 'image/png', data: '*' } },
      },
      {
        type: 'extra',
        block: 14,
        provider: 'v',
        value: { inlineData: { mimeType: 'image/png', data: 'Aw==' }, thought: true },
      },
      { type: 'extra', block: 15, provider: 'v', value: { executableCode: { code: '1' } } },
      { type: 'extra', block: 16, provider: 'v', value: { codeExecutionResult: { output: '1' } } },
      {
        type: 'logprobs',
        logprobs: [
          {
            token: 'H',
            logprob: -0.5,
            top: [
              { token: 'H', logprob: -0.5 },
              { token: 'J', logprob: -2 },
            ],
          },
          { token: 'e', logprob: 0 },
        ],
      },
      { type: 'text', block: 17, text: 'behind the finish' },
      {
        type: 'warning',
        warning: { code: 'reply', message: 'The reply has several candidates; only the first was read.' },
      },
      { type: 'source', source: { kind: 'url', url: 'https://w', title: 'W', start: 0, end: 5 } },
      { type: 'source', source: { kind: 'url', url: 'https://w', title: 'W', start: 6, end: 11 } },
      {
        type: 'source',
        source: { kind: 'document', url: 'gs://r', title: 'R', citedText: 'q', start: 0, end: 5 },
      },
      { type: 'source', source: { kind: 'url', url: 'https://s', title: 'I' } },
      { type: 'source', source: { kind: 'url', url: 'https://i2' } },
      { type: 'source', source: { kind: 'url', url: 'https://m', title: 'M' } },
      {
        type: 'extra',
        provider: 'v',
        value: { own: 1, safetyRatings: [], avgLogprobs: -1, groundingMetadata: grounding },
      },
      {
        type: 'usage',
        usage: usage({
          inputTokens: 7,
          outputTokens: 10,
          cacheReadTokens: 1,
          cacheWriteTokens: 0,
          reasoningTokens: 3,
          inputAudioTokens: 3,
          outputAudioTokens: 4,
          cost: reportedCost(0.5),
          tools: { googleSearch: 2 },
          raw: {
            promptTokenCount: 5,
            toolUsePromptTokenCount: 2,
            candidatesTokenCount: 7,
            thoughtsTokenCount: 3,
            cachedContentTokenCount: 1,
            totalTokenCount: 17,
            promptTokensDetails: [
              { modality: 'TEXT', tokenCount: 3 },
              { modality: 'AUDIO', tokenCount: 2 },
            ],
            toolUsePromptTokensDetails: [{ modality: 'AUDIO', tokenCount: 1 }],
            candidatesTokensDetails: [{ modality: 'AUDIO', tokenCount: 4 }, { modality: 'AUDIO' }],
            gateway: { cost: 0.5 },
          },
        }),
      },
      { type: 'finish', reason: 'tool-calls', raw: 'STOP' },
    ]);
  });
});
