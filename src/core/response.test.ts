import { describe, expect, it } from 'vitest';
import type { Chunk } from './chunk.ts';
import { foldChunks } from './response.ts';
import type { Origin } from './message.ts';
import type { RecoveryEvent } from './recovery.ts';
import { unknownUsage, usage } from './usage.ts';

describe('the fold', () => {
  it('keeps the order of parts and joins the pieces of each', () => {
    const folded = foldChunks([
      { type: 'start', id: 'r1', model: 'm' },
      { type: 'reasoning', block: 0, text: 'hm', signature: 's1' },
      { type: 'text', block: 1, text: 'Hel' },
      { type: 'text', block: 1, text: 'lo' },
      { type: 'tool-call', block: 2, id: 'c1', name: 'add' },
      { type: 'tool-call', block: 3, id: 'c2', name: 'sub' },
      { type: 'tool-input', block: 3, json: '{"b":' },
      { type: 'tool-input', block: 2, json: '{"a":1}' },
      { type: 'tool-input', block: 3, json: '2}' },
      { type: 'usage', usage: usage({ inputTokens: 3, outputTokens: 4 }) },
      { type: 'finish', reason: 'tool-calls', raw: 'tool_calls' },
    ]);
    expect(folded.message.content).toEqual([
      { type: 'reasoning', text: 'hm', signature: 's1' },
      { type: 'text', text: 'Hello' },
      { type: 'tool-call', id: 'c1', name: 'add', input: { a: 1 } },
      { type: 'tool-call', id: 'c2', name: 'sub', input: { b: 2 } },
    ]);
    expect(folded.usage.totalTokens).toBe(7);
    expect(folded.finishReason).toBe('tool-calls');
    expect(folded.rawFinishReason).toBe('tool_calls');
    expect(JSON.parse(JSON.stringify(folded))).toEqual(folded);
  });

  it.each([
    ['', { input: {} }],
    ['{"__proto__":{"x":1}}', { input: JSON.parse('{"__proto__":{"x":1}}') }],
    [
      '{"city":"Par',
      { input: null, raw: '{"city":"Par', invalid: expect.stringContaining('not valid JSON') },
    ],
    ['[1]', { input: null, raw: '[1]', invalid: 'the arguments are not a JSON object' }],
    [
      `{"a":${'['.repeat(600)}${']'.repeat(600)}}`,
      { input: null, invalid: expect.stringContaining('nested deeper') },
    ],
  ])('parses tool arguments strictly: %.30s', (json, expected) => {
    const chunks: Chunk[] = [
      { type: 'tool-call', block: 0, id: 'c', name: 't' },
      { type: 'tool-input', block: 0, json },
    ];
    expect(foldChunks(chunks).toolCalls[0]).toMatchObject(expected);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  it('turns media pieces into one base64 part', () => {
    const bytes = Uint8Array.from([1, 2, 3, 4, 5]);
    const folded = foldChunks([
      { type: 'media', block: 0, mediaType: 'image/png', data: bytes.subarray(0, 2) },
      { type: 'media', block: 0, mediaType: 'image/png', data: bytes.subarray(2) },
    ]);
    expect(folded.files).toEqual([
      { type: 'image', source: { data: Buffer.from(bytes).toString('base64'), mediaType: 'image/png' } },
    ]);
  });

  it('gathers citations on their text and sources of the whole', () => {
    const source = { kind: 'url' as const, url: 'https://example.com' };
    const folded = foldChunks([
      { type: 'text', block: 0, text: 'a' },
      { type: 'source', block: 0, source },
      { type: 'source', source },
    ]);
    expect(folded.sources).toHaveLength(2);
    expect(folded.message.content).toEqual([{ type: 'text', text: 'a', citations: [source] }]);
  });

  it('has no finish reason when none was seen, and unknown usage stays unknown', () => {
    const folded = foldChunks([{ type: 'text', block: 0, text: 'a' }]);
    expect(folded.finishReason).toBeUndefined();
    expect(folded.usage).toMatchObject({ status: 'unknown', inputTokens: null, outputTokens: null });
  });

  it('refuses a block that changes its kind: that is a bug of a codec', () => {
    expect(() =>
      foldChunks([
        { type: 'text', block: 0, text: 'a' },
        { type: 'reasoning', block: 0, text: 'b' },
      ]),
    ).toThrow(TypeError);
  });
});

it('takes the log probabilities of an answer of any length', () => {
  // A whole body gives them in one chunk; a model writes 128,000 tokens and more.
  const logprobs = Array.from({ length: 300_000 }, () => ({ token: 'a', logprob: -1 }));
  expect(foldChunks([{ type: 'logprobs', logprobs }]).logprobs).toHaveLength(300_000);
});

describe('an answer that broke off', () => {
  const said = [
    { type: 'start', id: 'r1', model: 'm' },
    { type: 'text', block: 0, text: 'a' },
    { type: 'usage', usage: usage({ inputTokens: 1, outputTokens: 2 }) },
  ] as const;
  const writer = { provider: 'p', model: 'm', protocol: 'x' } as Origin;
  const other = { provider: 'q', model: 'n', protocol: 'y' } as Origin;
  const recovery = (event: object): Chunk => ({ type: 'recovery', event: event as RecoveryEvent });

  it('has the counts of the request that goes on', () => {
    expect(foldChunks([...said, recovery({ phase: 'ok' })]).usage).toEqual(unknownUsage);
    expect(foldChunks([...said, recovery({ phase: 'start' })]).usage.totalTokens).toBe(3);
  });

  it('that is taken back leaves nothing, and may be written by another', () => {
    const event = { phase: 'retract', origin: other };
    const done: Chunk = { type: 'finish', reason: 'stop', raw: 'x' };
    const folded = foldChunks(
      [...said, done, recovery(event), { type: 'text', block: 0, text: 'b' }],
      writer,
    );
    expect(folded).toMatchObject({ id: null, text: 'b', message: { origin: other } });
    for (const name of ['served', 'finishReason', 'rawFinishReason']) expect(folded).not.toHaveProperty(name);
    expect(foldChunks([...said, recovery({ phase: 'retract' })], writer)).toMatchObject({
      text: '',
      message: { origin: writer, content: [] },
    });
  });
});

it('parts of every kind, and all that stands beside them', () => {
  const source = { kind: 'url', url: 'https://a' } as const;
  const folded = foldChunks([
    { type: 'start', id: 'r1' },
    { type: 'start', model: 'm' },
    { type: 'text', block: 0, text: 'a', signature: 's1' },
    { type: 'text', block: 0, text: 'b', signature: 's2' },
    { type: 'source', block: 0, source },
    { type: 'source', source: { kind: 'document' } },
    { type: 'reasoning', block: 1, text: 'hm' },
    { type: 'refusal', block: 2, text: 'No' },
    { type: 'tool-call', block: 3, id: 'c', name: 'f', signature: 's3' },
    { type: 'media', block: 4, mediaType: 'image/png', data: new Uint8Array([0]), preview: true },
    { type: 'media', block: 4, mediaType: 'image/png', data: new Uint8Array([1]), signature: 's4' },
    { type: 'media', block: 4, mediaType: 'image/png', data: new Uint8Array([2]) },
    { type: 'media', block: 5, mediaType: 'audio/wav', data: new Uint8Array([3]) },
    { type: 'media-url', block: 6, url: 'https://b', mediaType: 'video/mp4' },
    { type: 'media-url', block: 7, url: 'https://c' },
    { type: 'extra', block: 8, provider: 'p', value: { own: 1 } },
    { type: 'extra', provider: 'p', value: { one: 1, two: 1 } },
    { type: 'extra', provider: 'p', value: { two: 2 } },
    { type: 'extra', provider: 'q', value: { three: 3 } },
    { type: 'logprobs', logprobs: [{ token: 'a', logprob: -1 }] },
    { type: 'warning', warning: { code: 'reply', message: 'w' } },
  ]);
  const image = { type: 'image', source: { data: 'AQI=', mediaType: 'image/png' }, signature: 's4' };
  const files = [
    image,
    { type: 'file', source: { data: 'Aw==', mediaType: 'audio/wav' } },
    { type: 'file', source: { url: 'https://b', mediaType: 'video/mp4' } },
    { type: 'image', source: { url: 'https://c' } },
  ];
  const call = { type: 'tool-call', id: 'c', name: 'f', input: {}, signature: 's3' };
  expect(folded).toEqual({
    id: 'r1',
    served: 'm',
    message: {
      role: 'assistant',
      content: [
        { type: 'text', text: 'ab', citations: [source], signature: 's1s2' },
        { type: 'reasoning', text: 'hm' },
        { type: 'refusal', text: 'No' },
        call,
        ...files,
        { type: 'extra', provider: 'p', value: { own: 1 } },
      ],
    },
    text: 'ab',
    reasoning: 'hm',
    toolCalls: [call],
    files,
    sources: [source, { kind: 'document' }],
    logprobs: [{ token: 'a', logprob: -1 }],
    usage: unknownUsage,
    warnings: [{ code: 'reply', message: 'w' }],
    providerMetadata: { p: { one: 1, two: 2 }, q: { three: 3 } },
  });
  expect(foldChunks([])).toEqual({
    id: null,
    message: { role: 'assistant', content: [] },
    text: '',
    toolCalls: [],
    files: [],
    sources: [],
    usage: unknownUsage,
    warnings: [],
  });
});
