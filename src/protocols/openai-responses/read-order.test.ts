import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { decoded, failureOf, streamed } from '../../../test/support/decoded.ts';
import { annotationOf } from './annotations.ts';
import { openaiResponsesCodec } from './codec.ts';
import { reasoningPartOf } from './reasoning.ts';
import { openaiResponsesSocketCodec } from './socket.ts';

const codec = openaiResponsesCodec();
const item = (type: 'added' | 'done', index: number | undefined, value: object): object => ({
  type: `response.output_item.${type}`,
  ...(index === undefined ? {} : { output_index: index }),
  item: value,
});
const call = (id: string, more: object = {}): object => ({
  type: 'function_call',
  id,
  call_id: `call_${id}`,
  name: 'f',
  ...more,
});
const argument = (place: object, delta: string): object => ({
  type: 'response.function_call_arguments.delta',
  ...place,
  delta,
});
const completed = (output: object[] = []): object => ({ type: 'response.completed', response: { output } });
const told = (...frames: object[]): Chunk[] => streamed(codec, [...frames, completed()]);
const begun = (chunks: readonly Chunk[]): unknown[] =>
  chunks.flatMap((chunk) => (chunk.type === 'tool-call' ? [chunk.id] : []));
const grown = (chunks: readonly Chunk[]): unknown[] =>
  chunks.flatMap((chunk) => (chunk.type === 'tool-input' ? [[chunk.block, chunk.json]] : []));

describe('items', () => {
  it('that are announced twice by their ids begin once', () => {
    const twice = [
      item('added', undefined, call('a')),
      item('added', undefined, call('b')),
      item('added', undefined, call('a')),
    ];
    expect(begun(told(...twice))).toEqual(['call_a', 'call_b']);
  });
  it('that are announced twice at their place begin once', () => {
    expect(begun(told(item('added', 0, call('a')), item('added', 0, call('a'))))).toEqual(['call_a']);
    expect(begun(told(item('added', 0, call('a')), item('added', 0, call('b'))))).toEqual([
      'call_a',
      'call_b',
    ]);
  });
  it('of one id at two places are two', () => {
    const frames = [item('added', 0, call('a')), argument({ output_index: 1, item_id: 'a' }, 'x')];
    expect(grown(told(...frames))).toEqual([]);
  });
  it('without a place and an id are known by their order', () => {
    const delta = { type: 'response.output_text.delta', delta: 'he' };
    const message = { type: 'message', content: [{ type: 'output_text', text: 'hey' }] };
    const texts = streamed(codec, [delta, completed([message])]).filter(({ type }) => type === 'text');
    expect(texts).toEqual([
      { type: 'text', block: 0, text: 'he' },
      { type: 'text', block: 0, text: 'y' },
    ]);
  });
  it('that begin again when they are done are others', () => {
    const frames = [
      item('added', 0, call('a')),
      item('done', 0, call('a', { arguments: '{}' })),
      item('added', 0, call('a')),
    ];
    expect(begun(told(...frames))).toEqual(['call_a', 'call_a']);
  });
  it('that are done twice are told once', () => {
    const done = item('done', 0, call('a', { arguments: '{}' }));
    expect(begun(told(done, done))).toEqual(['call_a']);
    expect(begun(told(done, item('done', 0, call('b', { arguments: '{}' }))))).toEqual(['call_a', 'call_b']);
  });
  it('grow by their index or by their id, while they are open', () => {
    const both = [item('added', 0, call('a')), item('added', 1, call('b'))];
    expect(
      grown(
        told(
          ...both,
          argument({ output_index: 0 }, '1'),
          argument({ item_id: 'a' }, '2'),
          argument({ output_index: 1 }, '3'),
        ),
      ),
    ).toEqual([
      [0, '1'],
      [0, '2'],
      [1, '3'],
    ]);
    expect(grown(told(argument({ output_index: 7 }, 'nobody’s')))).toEqual([]);
    expect(
      grown(told(item('done', 0, call('a', { arguments: '{}' })), argument({ output_index: 0 }, 'late'))),
    ).toEqual([[0, '{}']]);
  });
  it('that were never done wait for the caller all the same', () => {
    expect(told(item('added', 0, call('a'))).at(-1)).toEqual({
      type: 'finish',
      reason: 'tool-calls',
      raw: 'completed',
    });
    expect(told().at(-1)).toEqual({ type: 'finish', reason: 'stop', raw: 'completed' });
  });
  it('of the whole response are those of the stream by their place, or by their id', () => {
    const message = (id: string, text: string): object => ({
      type: 'message',
      id,
      content: [{ type: 'output_text', text }],
    });
    const delta = { type: 'response.output_text.delta', output_index: 1, item_id: 'b', delta: 'he' };
    const texts = (output: object[]): unknown[] =>
      streamed(codec, [item('added', 1, message('b', '')), delta, completed(output)]).flatMap((chunk) =>
        chunk.type === 'text' ? [[chunk.block, chunk.text]] : [],
      );
    expect(texts([message('b', 'hey')])).toEqual([
      [0, 'he'],
      [0, 'y'],
    ]);
    expect(texts([message('a', 'A'), message('c', 'hey')])).toEqual([
      [0, 'he'],
      [1, 'A'],
      [0, 'y'],
    ]);
  });
});

describe('texts', () => {
  const text = (content_index: number, more: object): object => ({
    type: 'response.output_text.delta',
    output_index: 0,
    content_index,
    ...more,
  });
  it('have the likelihood of each token', () => {
    expect(told(text(0, { delta: 'a', logprobs: [{ token: 'a', logprob: -1 }] }))).toContainEqual({
      type: 'logprobs',
      logprobs: [{ token: 'a', logprob: -1 }],
    });
    expect(told(text(0, { delta: 'a', logprobs: [] })).some(({ type }) => type === 'logprobs')).toBe(false);
  });
  it('are cited in their own part', () => {
    const annotation = { type: 'url_citation', url: 'https://a' };
    const cited = text(1, { type: 'response.output_text.annotation.added', annotation });
    expect(told(text(0, { delta: 'a' }), text(1, { delta: 'b' }), cited)).toContainEqual({
      type: 'source',
      block: 1,
      source: { kind: 'url', url: 'https://a', raw: annotation },
    });
  });
  it('that refuse may stand in either member', () => {
    const done = (more: object): object => ({ type: 'response.refusal.done', output_index: 0, ...more });
    for (const more of [{ refusal: 'No' }, { text: 'No' }])
      expect(told(done(more))).toContainEqual({ type: 'refusal', block: 0, text: 'No' });
  });
});

it('thoughts without a place are the first of their list', () => {
  const delta = { type: 'response.reasoning_summary_text.delta', output_index: 0, item_id: 'r', delta: 'hm' };
  const thoughts = { type: 'reasoning', id: 'r', summary: [{ type: 'summary_text', text: 'hm' }] };
  expect(told(delta, item('done', 0, thoughts))).toContainEqual({
    type: 'reasoning',
    block: 0,
    text: '',
    signature: '\n{"summary":[2]}',
  });
  expect(reasoningPartOf(thoughts)).toEqual({
    type: 'reasoning',
    text: 'hm',
    signature: '{"id":"r"}\n{"summary":[2]}',
  });
});

it('a socket has nothing that goes on in the background', () => {
  const socket = openaiResponsesSocketCodec();
  expect(Object.keys(codec)).toEqual(expect.arrayContaining(['resume', 'keepsMs']));
  expect(Object.keys(socket)).not.toContain('resume');
  expect(Object.keys(socket)).not.toContain('keepsMs');
});

describe('errors and answers that are not ready', () => {
  it('are told from what is no answer', () => {
    expect(failureOf(() => streamed(codec, ['{"error":{}}']))).toMatchObject({ phase: 'stream' });
    expect(failureOf(() => streamed(codec, ['nope']))).toMatchObject({ code: 'bad-response' });
    expect(failureOf(() => decoded(codec, { error: { message: 'broken' }, output: [] }))).toMatchObject({
      message: 'broken',
      phase: 'decode',
    });
    const said = (body: unknown): string =>
      failureOf(() => decoded(codec, body)).message.replace(/^.*output: /, '');
    expect([said('text'), said({ a: 1, b: 2 })]).toEqual(['"text".', 'members a, b.']);
  });
  it('without a type are errors all the same', () => {
    expect(failureOf(() => told({ error: { message: 'broken' } }))).toMatchObject({
      message: 'broken',
      phase: 'stream',
    });
    expect(told({ own: 1 })).toHaveLength(2);
    expect(told({ type: 'new', error: { message: 'of something else' } })).toHaveLength(2);
  });
  it.each(['queued', 'in_progress'])('%s is a warning', (status) => {
    expect(decoded(codec, { status, output: [] })).toMatchObject([
      { type: 'start' },
      { type: 'warning', warning: { code: 'reply' } },
      { type: 'finish', reason: 'other', raw: status },
    ]);
  });
});

it.each([
  [
    { kind: 'url', url: 'https://a' },
    { title: 'https://a', start_index: 0, end_index: 0 },
  ],
  [
    { kind: 'url', url: 'https://a', title: 'A', start: 2 },
    { title: 'A', start_index: 2, end_index: 2 },
  ],
  [
    { kind: 'url', url: 'https://a', start: 2, end: 5 },
    { title: 'https://a', start_index: 2, end_index: 5 },
  ],
] as const)('the source %o is written as a citation', (source, expected) => {
  expect(annotationOf(source)).toEqual({ type: 'url_citation', url: 'https://a', ...expected });
});

it('sources that the format has no place for are none', () => {
  const own = { type: 'file_citation', file_id: 'f' };
  expect(annotationOf({ kind: 'document', raw: own })).toBe(own);
  expect(annotationOf({ kind: 'document', raw: { type: 'new' } })).toBeUndefined();
  expect(annotationOf({ kind: 'document', title: 'A' })).toBeUndefined();
});

it('the total is what the host says', () => {
  const counted = (usage: object): unknown =>
    decoded(codec, { status: 'completed', output: [], usage }).at(-2);
  expect(counted({ input_tokens: 1, output_tokens: 2, total_tokens: 9 })).toMatchObject({
    usage: { totalTokens: 9 },
  });
  expect(counted({ input_tokens: 1, output_tokens: 2 })).toMatchObject({ usage: { totalTokens: 3 } });
});
