import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { operationCall } from '../../testing/operation-call.ts';
import { openaiModerationsCodec } from './codec.ts';
import { openaiModerationsServer } from './server.ts';

const codec = openaiModerationsCodec();
const image = { url: 'https://example.com/a.png' };

function asked(...values: Parameters<typeof operationCall<'moderation'>>[2]['values'][number][]): unknown {
  return codec.encode(operationCall('moderation', 'openai:omni-moderation-latest', { values })).body;
}

function verdicts(body: unknown, its = codec): Chunk[] {
  const chunks: Chunk[] = [];
  its.decode(body, (chunk) => chunks.push(chunk));
  return chunks.filter(({ type }) => type === 'verdict');
}

describe('encodeCall', () => {
  it('asks about one text, several, or the parts of one value', () => {
    expect(asked('a')).toEqual({ model: 'omni-moderation-latest', input: 'a' });
    expect(asked('a', 'b')).toMatchObject({ input: ['a', 'b'] });
    expect(asked(image)).toMatchObject({ input: [{ type: 'image_url', image_url: image }] });
    expect(asked(['a', { data: 'AA==', mediaType: 'image/png' }])).toMatchObject({
      input: [
        { type: 'text', text: 'a' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
      ],
    });
  });

  it('refuses what one request cannot ask', () => {
    expect(() => asked(image, 'a')).toThrow('parts of one value');
    const texts = openaiModerationsCodec({ images: false });
    const call = operationCall('moderation', 'mistral:mistral-moderation-latest', { values: [image] });
    expect(() => texts.encode(call)).toThrow('mistral judges texts only');
  });
});

describe('readBody', () => {
  it('tells the whole of a reply', () => {
    const chunks: Chunk[] = [];
    const usage = { prompt_tokens: 4, total_tokens: 4 };
    const results = [{ flagged: false, categories: {} }];
    codec.decode({ id: 'modr-1', model: 'served', results, usage }, (chunk) => chunks.push(chunk));
    expect(chunks).toMatchObject([
      { type: 'start', id: 'modr-1', model: 'served' },
      { type: 'verdict', index: 0, flagged: false, categories: {} },
      { type: 'usage', usage: { inputTokens: 4 } },
      { type: 'finish', reason: 'stop' },
    ]);
  });

  it('makes no score up where two names that mean the same have none', () => {
    const named = openaiModerationsCodec({ names: { dangerous: 'illicit', criminal: 'illicit' } });
    const judged = { categories: { dangerous: true, criminal: false } };
    expect(verdicts({ results: [judged] }, named)).toEqual([
      { type: 'verdict', index: 0, flagged: true, categories: { illicit: { flagged: true } } },
    ]);
  });

  it('reads flags and scores, under portable names', () => {
    const judged = {
      categories: { selfharm: true, pii: false },
      category_scores: { selfharm: 0.8, pii: 0.1 },
    };
    const named = openaiModerationsCodec({ names: { selfharm: 'self-harm' } });
    expect(verdicts({ results: [judged] }, named)).toEqual([
      {
        type: 'verdict',
        index: 0,
        flagged: true,
        categories: { 'self-harm': { flagged: true, score: 0.8 }, pii: { flagged: false, score: 0.1 } },
      },
    ]);
  });

  it('believes the host about the whole, and takes null for no verdict', () => {
    const judged = { flagged: true, categories: { violence: false, illicit: null }, category_scores: {} };
    expect(verdicts({ results: [judged] })).toMatchObject([
      { flagged: true, categories: { violence: { flagged: false } } },
    ]);
    expect(verdicts({ results: [judged] })).not.toMatchObject([{ categories: { illicit: {} } }]);
  });

  it('keeps both of two names that mean the same: what either flags is flagged', () => {
    const named = openaiModerationsCodec({ names: { dangerous: 'illicit', criminal: 'illicit' } });
    const judged = {
      categories: { dangerous: true, criminal: false },
      category_scores: { dangerous: 0.9, criminal: 0.2 },
    };
    expect(verdicts({ results: [judged] }, named)).toMatchObject([
      { flagged: true, categories: { illicit: { flagged: true, score: 0.9 } } },
    ]);
  });

  it('refuses what judges nothing', () => {
    expect(() => verdicts({ results: 'none' })).toThrow('no `results`');
    expect(() => verdicts({ results: [{}] })).toThrow('judges nothing');
    expect(() => verdicts({ error: { message: 'out of order', type: 'server_error' } })).toThrow(
      'out of order',
    );
  });
});

describe('openaiModerationsServer', () => {
  it('refuses what the host would', () => {
    const server = openaiModerationsServer({ images: false });
    const parse = (input: unknown): unknown =>
      server.parse({ path: '/moderations', headers: {}, body: { model: 'm', input } as never });
    expect(() => parse([])).toThrow('input');
    expect(() => parse([{ type: 'image_url', image_url: image }])).toThrow('texts');
    expect(() =>
      openaiModerationsServer().parse({
        path: '/moderations',
        headers: {},
        body: { model: 'm', input: [{ type: 'sound' }] },
      }),
    ).toThrow('a text or an image');
  });
});
