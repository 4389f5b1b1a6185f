// Vectors and scores: replies with everything in them that is read.
import { describe, expect, it } from 'vitest';
import { unknownUsage, usage } from '../../src/core/usage.ts';
import { cohereEmbedCodec } from '../../src/protocols/cohere-embed/codec.ts';
import { cohereRerankCodec } from '../../src/protocols/cohere-rerank/codec.ts';
import { googleEmbedCodec } from '../../src/protocols/google-embed/codec.ts';
import { ollamaEmbedCodec } from '../../src/protocols/ollama-embed/codec.ts';
import { openaiEmbeddingsCodec } from '../../src/protocols/openai-embeddings/codec.ts';
import { titanEmbedCodec } from '../../src/protocols/titan-embed/codec.ts';
import { decoded, failureOf } from '../support/decoded.ts';

const over = { type: 'finish', reason: 'stop' };
const base64 = (...values: number[]): string => btoa(String.fromCharCode(...values));

describe('embeddings', () => {
  it('of OpenAI come in any order, as lists or as floats in base64', () => {
    const wire = { prompt_tokens: 3, total_tokens: 3 };
    const floats = base64(...new Uint8Array(new Float32Array([1, -0.5]).buffer));
    const body = {
      id: 'e1',
      model: 'm',
      provider: 'host',
      data: [
        { index: 1, embedding: floats },
        { index: 0, embedding: [0.25] },
        { index: -1, embedding: [2] },
        { embedding: [3] },
        { index: 1.5, embedding: [4] },
        { index: '1', embedding: [5] },
      ],
      usage: wire,
    };
    expect(decoded(openaiEmbeddingsCodec({ vendor: 'v' }), body)).toEqual([
      { type: 'start', id: 'e1', model: 'm' },
      { type: 'vector', index: 1, values: [1, -0.5] },
      { type: 'vector', index: 0, values: [0.25] },
      { type: 'vector', index: 2, values: [2] },
      { type: 'vector', index: 3, values: [3] },
      { type: 'vector', index: 4, values: [4] },
      { type: 'vector', index: 5, values: [5] },
      { type: 'extra', provider: 'v', value: { provider: 'host' } },
      { type: 'usage', usage: usage({ inputTokens: 3, outputTokens: 0, raw: wire }) },
      over,
    ]);
  });

  it('of Perplexity are signed bytes', () => {
    const chunks = decoded(openaiEmbeddingsCodec({ encoding: 'int8' }), {
      data: [{ embedding: base64(1, 255, 128) }],
    });
    expect(chunks).toEqual([
      { type: 'start' },
      { type: 'vector', index: 0, values: [1, -1, -128] },
      { type: 'usage', usage: unknownUsage },
      over,
    ]);
  });

  it('of Cohere count texts and images', () => {
    const meta = { billed_units: { input_tokens: 2, image_tokens: 5 } };
    const counted = { type: 'usage', usage: usage({ inputTokens: 7, outputTokens: 0, raw: meta }) };
    const codec = cohereEmbedCodec();
    const vectors = [
      { type: 'vector', index: 0, values: [1] },
      { type: 'vector', index: 1, values: [2] },
    ];
    expect(decoded(codec, { id: 'e', embeddings: { int8: [[9]], float: [[1], [2]] }, meta })).toEqual([
      { type: 'start', id: 'e' },
      ...vectors,
      counted,
      over,
    ]);
    expect(decoded(codec, { embeddings: { int8: [[1], [2]] } })).toEqual([
      { type: 'start' },
      ...vectors,
      { type: 'usage', usage: unknownUsage },
      over,
    ]);
    const only = (units: object): unknown =>
      decoded(codec, { embeddings: [[1]], meta: { billed_units: units } }).find(
        ({ type }) => type === 'usage',
      );
    expect(only({ input_tokens: 4 })).toMatchObject({
      usage: { inputTokens: 4, outputTokens: 0, status: 'final' },
    });
    expect(only({ image_tokens: 6 })).toMatchObject({
      usage: { inputTokens: 6, outputTokens: 0, status: 'final' },
    });
  });

  it('of Google say which texts were cut, in all three forms', () => {
    const codec = googleEmbedCodec();
    const vector = (index: number, ...values: number[]): object => ({ type: 'vector', index, values });
    expect(
      decoded(codec, {
        embeddings: [{ values: [1] }, { values: [2] }],
        usageMetadata: { promptTokenCount: 4 },
      }),
    ).toEqual([
      { type: 'start' },
      vector(0, 1),
      vector(1, 2),
      { type: 'usage', usage: usage({ inputTokens: 4, outputTokens: 0, raw: { promptTokenCount: 4 } }) },
      over,
    ]);
    expect(decoded(codec, { embedding: { values: [1] } })).toEqual([
      { type: 'start' },
      vector(0, 1),
      { type: 'usage', usage: unknownUsage },
      over,
    ]);
    const prediction = (tokens: number, truncated: boolean): object => ({
      embeddings: { values: [tokens], statistics: { token_count: tokens, truncated } },
    });
    const setting = 'values[1]';
    const message = 'values[1] is longer than the model takes; the vector is of its beginning.';
    const metadata = { billableCharacterCount: 9 };
    expect(decoded(codec, { predictions: [prediction(2, false), prediction(3, true)], metadata })).toEqual([
      { type: 'start' },
      vector(0, 2),
      vector(1, 3),
      { type: 'warning', warning: { code: 'reply', message, setting } },
      { type: 'usage', usage: usage({ inputTokens: 5, outputTokens: 0, raw: metadata }) },
      over,
    ]);
    expect(decoded(codec, { embeddings: [] })).toEqual([
      { type: 'start' },
      { type: 'usage', usage: unknownUsage },
      over,
    ]);
  });

  it('of Ollama and Titan', () => {
    expect(decoded(ollamaEmbedCodec(), { model: 'm', embeddings: [[1], [2]], prompt_eval_count: 3 })).toEqual(
      [
        { type: 'start', model: 'm' },
        { type: 'vector', index: 0, values: [1] },
        { type: 'vector', index: 1, values: [2] },
        { type: 'usage', usage: usage({ inputTokens: 3, outputTokens: 0 }) },
        over,
      ],
    );
    const uncounted = [
      { type: 'start' },
      { type: 'vector', index: 0, values: [1] },
      { type: 'usage', usage: unknownUsage },
      over,
    ];
    expect(decoded(ollamaEmbedCodec(), { embeddings: [[1]] })).toEqual(uncounted);
    expect(decoded(titanEmbedCodec(), { embedding: [1] })).toEqual(uncounted);
    const counted = { type: 'usage', usage: usage({ inputTokens: 3, outputTokens: 0 }) };
    expect(decoded(titanEmbedCodec(), { embedding: [1], inputTextTokenCount: 3 })).toEqual([
      ...uncounted.slice(0, 2),
      counted,
      over,
    ]);
    expect(
      decoded(titanEmbedCodec(), { embeddings: [{ embedding: [1] }, { embedding: [2] }] }).slice(1, 3),
    ).toEqual([
      { type: 'vector', index: 0, values: [1] },
      { type: 'vector', index: 1, values: [2] },
    ]);
  });

  it.each([
    [openaiEmbeddingsCodec(), {}, 'no `data`'],
    [openaiEmbeddingsCodec(), { data: [{ embedding: [1] }, { embedding: ['a'] }] }, 'the vector at 1'],
    [openaiEmbeddingsCodec(), { data: [{ embedding: '*' }] }, 'the vector at 0'],
    [cohereEmbedCodec(), {}, 'no `embeddings`'],
    [cohereEmbedCodec(), { embeddings: [[1], 'a'] }, 'the vector at 1'],
    [googleEmbedCodec(), {}, 'no embeddings'],
    [googleEmbedCodec(), { embeddings: [{ values: [1] }, {}] }, 'the vector at 1'],
    [ollamaEmbedCodec(), {}, 'no `embeddings`'],
    [ollamaEmbedCodec(), { embeddings: [[1], 7] }, 'the vector at 1'],
    [titanEmbedCodec(), {}, 'no vector'],
  ])('that are none are refused (%#)', (codec, body, words) => {
    const error = failureOf(() => decoded(codec, body));
    expect(error).toMatchObject({ code: 'bad-response', phase: 'decode' });
    expect(error.message).toContain(words);
  });
});

describe('scores', () => {
  const results = [
    { index: 2, relevance_score: 0.5 },
    { index: 0, relevance_score: 0.25 },
  ];
  const scores = [
    { type: 'score', index: 2, score: 0.5 },
    { type: 'score', index: 0, score: 0.25 },
  ];
  it('are billed by the search, or by the token', () => {
    const meta = { billed_units: { search_units: 1 } };
    expect(decoded(cohereRerankCodec(), { id: 'i', model: 'm', results, meta })).toEqual([
      { type: 'start', id: 'i', model: 'm' },
      ...scores,
      { type: 'usage', usage: { ...usage({}), units: { searches: 1 } } },
      over,
    ]);
    const counted = { total_tokens: 8 };
    expect(decoded(cohereRerankCodec({ listField: 'data' }), { data: results, usage: counted })).toEqual([
      { type: 'start' },
      ...scores,
      { type: 'usage', usage: usage({ inputTokens: 8, outputTokens: 0, raw: counted }) },
      over,
    ]);
  });
  it('are found under the name of another host', () => {
    const codec = cohereRerankCodec({ listField: 'scores' });
    for (const name of ['scores', 'results', 'data'])
      expect(decoded(codec, { [name]: results }).slice(1, 3)).toEqual(scores);
  });
  it.each([
    [{}, 'no `results`'],
    [{ error: 'too busy' }, 'too busy'],
    [{ results: [results[0], { index: 1 }] }, 'the result at 1'],
    [{ results: [{ relevance_score: 1 }] }, 'the result at 0'],
  ])('are refused in %o', (body, words) => {
    expect(failureOf(() => decoded(cohereRerankCodec(), body)).message).toContain(words);
  });
});
