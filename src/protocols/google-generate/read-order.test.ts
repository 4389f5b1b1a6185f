import { describe, expect, it } from 'vitest';
import { decoded, failureOf, streamed } from '../../../test/support/decoded.ts';
import { googleGenerateCodec } from './codec.ts';
import { isPlainGrounding } from './grounding.ts';
import { usageOf } from './usage.ts';

const codec = googleGenerateCodec();
const parts = (...list: object[]): object => ({ candidates: [{ content: { parts: list } }] });
const end = { candidates: [{ finishReason: 'STOP' }] };
const told = (...list: object[]): object[] =>
  streamed(codec, [...list.map((part) => parts(part)), end]).slice(1, -1);

describe('calls', () => {
  const piece = { jsonPath: '$.a', numberValue: 1 };
  it('go on under an empty name', () => {
    expect(
      told(
        { functionCall: { name: 'f', willContinue: true } },
        { functionCall: { name: '', partialArgs: [piece] } },
      ),
    ).toEqual([
      { type: 'tool-call', block: 0, id: 'call_0', name: 'f' },
      { type: 'tool-input', block: 0, json: '{"a":1}' },
    ]);
  });
  it('without a name are told of, if anything is said of them', () => {
    const call = (id: string): object => ({ type: 'tool-call', block: 0, id, name: '' });
    expect(told({ functionCall: { args: { a: 1 } } })).toEqual([
      call('call_0'),
      { type: 'tool-input', block: 0, json: '{"a":1}' },
    ]);
    expect(told({ functionCall: { id: 'c' } })).toEqual([
      call('c'),
      { type: 'tool-input', block: 0, json: '{}' },
    ]);
    expect(told({ functionCall: {} })).toEqual([]);
  });
  it('that begin in another are two, the first of them cut', () => {
    const begun = (name: string): object => ({ functionCall: { name, willContinue: true } });
    expect(told(begun('f'), begun('g'))).toMatchObject([
      { name: 'f' },
      { json: '{' },
      { name: 'g' },
      { json: '{' },
    ]);
  });
});

it('samples go on with their block; a picture does not', () => {
  const file = (mimeType: string): object => ({ inlineData: { mimeType, data: btoa('a') } });
  expect(
    told(file('audio/pcm'), file('audio/L16'), file('image/png'), file('image/png'), file('audio/pcm')),
  ).toMatchObject([0, 0, 1, 2, 3].map((block) => ({ block })));
});

describe('grounding', () => {
  it('that a later frame tells less of is kept', () => {
    const ground = (groundingMetadata: object): object => ({ candidates: [{ groundingMetadata }] });
    const web = (uri: string): object => ({ web: { uri, domain: 'd' } });
    const frames = [
      parts({ text: 'a' }),
      ground({ webSearchQueries: ['q', 'r'], groundingChunks: [web('https://a')] }),
      ground({ groundingChunks: [web('https://a'), web('https://b')] }),
      ground({ webSearchQueries: ['q'], searchEntryPoint: { renderedContent: '<p>' } }),
      ground({}),
      end,
    ];
    expect(streamed(codec, frames).find(({ type }) => type === 'extra')).toEqual({
      type: 'extra',
      provider: 'google',
      value: {
        groundingMetadata: {
          webSearchQueries: ['q', 'r'],
          groundingChunks: [web('https://a'), web('https://b')],
          searchEntryPoint: { renderedContent: '<p>' },
        },
      },
    });
  });
});

describe('errors', () => {
  it('inside a frame are none when they are null', () => {
    expect(streamed(codec, [{ ...parts({ text: 'a' }), error: null }, end])).toHaveLength(3);
    expect(failureOf(() => streamed(codec, [{ error: { code: 503, message: 'busy' } }])).message).toContain(
      'busy',
    );
  });
  it('of a blocked prompt say why', () => {
    const blocked = (promptFeedback: object): string =>
      failureOf(() => decoded(codec, { promptFeedback })).message;
    expect(blocked({ blockReason: 'SAFETY', blockReasonMessage: 'Too wild.' })).toBe(
      'Google blocked the prompt (SAFETY). Too wild. Change the prompt or the safety settings.',
    );
    expect(blocked({ blockReason: 'SAFETY' })).toBe(
      'Google blocked the prompt (SAFETY). Change the prompt or the safety settings.',
    );
  });
  it('tell a body that is none from a frame that is none', () => {
    expect(failureOf(() => decoded(codec, 'text')).message).toBe(
      'Google sent a body that is no JSON object: text',
    );
    expect(failureOf(() => decoded(codec, [7])).message).toBe('Google sent a frame that is no object: 7');
  });
});

it('the total is what Google says', () => {
  const context = { status: 'final', searches: 0, costPath: [] } as const;
  expect(
    usageOf({ promptTokenCount: 1, candidatesTokenCount: 2, totalTokenCount: 20 }, context).totalTokens,
  ).toBe(20);
  expect(usageOf({ promptTokenCount: 1, candidatesTokenCount: 2 }, context).totalTokens).toBe(3);
});

it.each([
  [{ groundingChunks: [{ web: { uri: 'u', title: 't' } }] }, true],
  [{ groundingChunks: [] }, true],
  [{ groundingChunks: [{ web: { uri: 'u', domain: 'd' } }] }, false],
  [{ groundingChunks: [{ web: { uri: 'u' }, own: 1 }] }, false],
  [{ groundingChunks: [{ maps: { uri: 'u' } }] }, false],
  [{ groundingChunks: [7] }, false],
  [{ groundingChunks: [null] }, false],
  [{ groundingChunks: [], own: 1 }, false],
  [{}, false],
])('grounding %o says no more than its sources: %s', (grounding, isPlain) => {
  expect(isPlainGrounding(grounding)).toBe(isPlain);
});
