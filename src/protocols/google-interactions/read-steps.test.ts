import { expect, it } from 'vitest';
import { decoded, type Frame, streamed } from '../../../test/support/decoded.ts';
import type { Chunk } from '../../core/chunk.ts';
import { googleInteractionsCodec } from './codec.ts';

const codec = googleInteractionsCodec();
const begun = { type: 'start' };
const ended = { type: 'finish', reason: 'stop', raw: 'completed' };
const completed = { event_type: 'interaction.completed', interaction: { status: 'completed' } };
const start = (index: number | undefined, step: object): object => ({
  event_type: 'step.start',
  index,
  step,
});
const grow = (index: number | undefined, delta: object): object => ({
  event_type: 'step.delta',
  index,
  delta,
});
const stop = (index?: number): object => ({ event_type: 'step.stop', index });
const picture = { type: 'image', data: 'AAAA', mime_type: 'image/png' };
const bytes = new Uint8Array(3);

/** What is told between the start and the end. */
function told(...frames: readonly Frame[]): readonly Chunk[] {
  return streamed(codec, [...frames, completed]).slice(1, -1);
}

it('a stream without its first event begins with its first step, and once', () => {
  const text = grow(0, { type: 'text', text: 'a' });
  const chunks = streamed(codec, [text, text, completed]);
  const said = { type: 'text', block: 0, text: 'a' };
  expect(chunks).toEqual([begun, said, said, ended]);
});

it('blocks are counted in the order in which they begin, whatever the kind', () => {
  const chunks = told(
    start(0, { type: 'thought' }),
    start(1, { type: 'own' }),
    grow(0, { type: 'thought_summary', content: { type: 'text', text: 'hm' } }),
    grow(0, { type: 'thought_signature', signature: 's' }),
    stop(1),
    start(2, { type: 'model_output' }),
    grow(2, { type: 'text', text: 'a' }),
    grow(2, { type: 'text_annotation_delta', annotations: [{ type: 'url_citation', url: 'u' }] }),
    grow(2, picture),
    grow(2, { type: 'text', text: 'b' }),
    grow(2, { type: 'document', uri: 'v' }),
    start(3, { type: 'function_call', id: 'c', name: 'n' }),
    grow(3, { type: 'arguments_delta', arguments: '{}' }),
    start(4, { type: 'function_call', name: 'n', arguments: { a: 1 } }),
  );
  const source = { kind: 'url', url: 'u', raw: { type: 'url_citation', url: 'u' } };
  expect(chunks).toEqual([
    { type: 'reasoning', block: 1, text: 'hm' },
    { type: 'reasoning', block: 1, text: '', signature: 's' },
    { type: 'extra', block: 0, provider: 'google', value: { type: 'own' } },
    { type: 'text', block: 2, text: 'a' },
    { type: 'source', block: 2, source },
    { type: 'media', block: 3, mediaType: 'image/png', data: bytes },
    { type: 'text', block: 4, text: 'b' },
    { type: 'media-url', block: 5, url: 'v' },
    { type: 'tool-call', block: 6, id: 'c', name: 'n' },
    { type: 'tool-input', block: 6, json: '{}' },
    { type: 'tool-call', block: 7, id: 'call_7', name: 'n' },
    { type: 'tool-input', block: 7, json: '{"a":1}' },
  ]);
});

it('steps without an index are counted from zero, and what has none is of the last one', () => {
  const call = { type: 'function_call', id: 'c', name: 'n' };
  const chunks = told(
    start(undefined, call),
    grow(undefined, { type: 'arguments_delta', arguments: '{"a":' }),
    start(undefined, { type: 'model_output' }),
    grow(undefined, { type: 'text', text: 'a' }),
    grow(0, { type: 'arguments_delta', arguments: '1}' }),
    start(5, { ...call, id: 'd' }),
    start(undefined, { ...call, id: 'e' }),
    grow(6, { type: 'arguments_delta', arguments: '{"e":1}' }),
    stop(),
  );
  expect(chunks.filter(({ type }) => type === 'text' || type === 'tool-input')).toEqual([
    { type: 'tool-input', block: 0, json: '{"a":' },
    { type: 'text', block: 1, text: 'a' },
    { type: 'tool-input', block: 0, json: '1}' },
    { type: 'tool-input', block: 3, json: '{"e":1}' },
    { type: 'tool-input', block: 2, json: '{}' },
  ]);
});

it('a call that is told again, as the one of before May 2026, is one call', () => {
  const call = { type: 'function_call', id: 'c', name: 'n', signature: 's' };
  expect(told(start(0, call), grow(0, { ...call, arguments: { a: 1 } }), stop(0), stop(0))).toEqual([
    { type: 'tool-call', block: 0, id: 'c', name: 'n', signature: 's' },
    { type: 'tool-input', block: 0, json: '{"a":1}' },
  ]);
});

it('a recording grows while nothing comes between its pieces', () => {
  const piece = { type: 'audio', data: 'AAAA', mime_type: 'audio/l16' };
  const bare = { type: 'audio', data: 'AAAA' };
  const other = { ...piece, mime_type: 'audio/wav' };
  const chunks = told(
    start(0, { type: 'own' }),
    grow(1, bare),
    grow(1, piece),
    grow(1, bare),
    grow(1, { ...bare, data: '' }),
    grow(1, other),
    grow(1, picture),
    grow(1, other),
    grow(1, { type: 'text', text: 'a' }),
    grow(1, other),
    grow(1, { ...other, data: '', uri: 'u' }),
    grow(1, other),
  );
  const places = chunks.map((chunk) => [
    'block' in chunk ? chunk.block : undefined,
    'mediaType' in chunk ? chunk.mediaType : chunk.type,
  ]);
  expect(places).toEqual([
    [1, 'audio/wav'],
    [2, 'audio/l16'],
    [2, 'audio/l16'],
    [3, 'audio/wav'],
    [4, 'image/png'],
    [5, 'audio/wav'],
    [6, 'text'],
    [7, 'audio/wav'],
    [8, 'audio/wav'],
    [9, 'audio/wav'],
    [0, 'extra'],
  ]);
});

it('a step that never began is what its delta says', () => {
  expect(told(grow(0, { type: 'own', a: 1 }), grow(0, { type: 'own', b: 2 }))).toEqual([
    { type: 'extra', block: 0, provider: 'google', value: { type: 'own', a: 1, b: 2 } },
  ]);
  expect(told(grow(0, { type: 'thought_signature', signature: 's' }))).toEqual([
    { type: 'reasoning', block: 0, text: '', signature: 's' },
  ]);
});

it('arguments of a tool of Google that cannot be read are told of', () => {
  const step = { type: 'own', id: 'o' };
  const json = (text: string): object => grow(0, { type: 'arguments_delta', arguments: text });
  const value = (chunks: readonly Chunk[]): unknown => chunks.find(({ type }) => type === 'extra');
  const extra = { type: 'extra', block: 0, provider: 'google' };
  expect(told(start(0, step), stop(0))).toEqual([{ ...extra, value: step }]);
  expect(told(start(0, step), json('[1]'))).toEqual([{ ...extra, value: { ...step, arguments: [1] } }]);
  for (const text of ['{"q":', `${'['.repeat(2_000)}${']'.repeat(2_000)}`]) {
    const chunks = told(start(0, step), json(text));
    expect(value(chunks)).toEqual({ ...extra, value: step });
    expect(chunks[0]).toMatchObject({ type: 'warning', warning: { code: 'reply' } });
    const said = chunks[0]?.type === 'warning' ? chunks[0].warning.message : '';
    expect(said).toMatch(/^The arguments of "own" were left out: (?:not valid JSON|nested deeper)/);
  }
});

it('a picture among the thoughts is left out, and that is said', () => {
  const thought = { type: 'thought', summary: [{ type: 'text', text: 'hm' }, picture], signature: 's' };
  expect(decoded(codec, { status: 'completed', steps: [thought] }).slice(1, -1)).toEqual([
    { type: 'reasoning', block: 0, text: 'hm' },
    { type: 'warning', warning: { code: 'reply', message: 'A picture among the thoughts was left out.' } },
    { type: 'reasoning', block: 0, text: '', signature: 's' },
  ]);
});

it('a body tells all of its steps', () => {
  const said = (text: string): object => ({ type: 'model_output', content: [{ type: 'text', text }] });
  expect(decoded(codec, { agent: 'x', status: 'completed', steps: ['a', 'b', 'c'].map(said) })).toEqual([
    { type: 'start', model: 'x' },
    { type: 'text', block: 0, text: 'a' },
    { type: 'text', block: 1, text: 'b' },
    { type: 'text', block: 2, text: 'c' },
    ended,
  ]);
});

it('a body that is refused tells nothing before', () => {
  const chunks: Chunk[] = [];
  const deep = JSON.parse(`${'['.repeat(2_000)}${']'.repeat(2_000)}`) as unknown;
  const body = { status: 'completed', steps: [{ type: 'text', text: 'a' }], x: deep };
  expect(() => codec.decode(body, (chunk) => void chunks.push(chunk))).toThrow('nested too deeply');
  expect(chunks).toEqual([]);
});

it('counts come with an update, a delta and the end of a step, each once', () => {
  const counts = (total: number): object => ({ total_input_tokens: total, total_tokens: total });
  const update = { event_type: 'interaction.status_update', interaction_id: 'v1_a', usage: counts(1) };
  const delta = {
    ...grow(0, { type: 'text', text: 'a' }),
    metadata: { total_usage: counts(2) },
  };
  const chunks = streamed(codec, [update, delta, { ...stop(0), usage: counts(3) }, completed]);
  const usages = chunks.flatMap((chunk) => (chunk.type === 'usage' ? [chunk.usage] : []));
  expect(usages).toMatchObject([1, 2, 3].map((totalTokens) => ({ totalTokens, status: 'partial' })));
  expect(chunks[0]).toEqual({ type: 'start', id: 'v1_a' });
});

it('a stream that broke off is over, if it cannot be read on', () => {
  const reader = codec.open();
  const chunks: Chunk[] = [];
  const emit = (chunk: Chunk): void => void chunks.push(chunk);
  expect(() => reader.end(emit)).toThrow('ended before');
  expect(() => reader.end(emit)).not.toThrow();
  expect(reader.read({ data: JSON.stringify(completed) }, emit)).toBe('done');
  expect(chunks).toEqual([]);
});
