// What no answer of a provider can bring about, but a fault of this library would: the scenarios see it too.
import { expect, test } from 'vitest';
import { useSimulators } from '../../../test/support/simulated.ts';
import { models } from '../../catalog/models.ts';
import type { Client } from '../../client/client.ts';
import type { Chunk } from '../../core/chunk.ts';
import { ReqLLMError } from '../../core/error.ts';
import type { ModelResponse } from '../../core/response.ts';
import { reportedCost } from '../../core/usage.ts';
import { scenarioActor } from './actor.ts';
import { scenarios } from './list.ts';
import { runScenario } from './run.ts';

const simulators = useSimulators();

type Broken = (client: Client) => Partial<Record<keyof Client, unknown>>;
type Ask = (...args: readonly unknown[]) => Promise<never>;

type Body = 'generateText' | 'generateObject' | 'embed' | 'rerank' | 'generateImage' | 'speak' | 'transcribe';

/** A client whose whole answers come out otherwise. */
const bodies =
  (name: Body, change: (response: ModelResponse) => object): Broken =>
  (client) => ({
    [name]: async (...args: readonly unknown[]) => {
      const response: ModelResponse = await (client[name] as Ask)(...args);
      return { ...response, ...change(response) };
    },
  });

interface Stream extends AsyncIterable<unknown> {
  response(): Promise<ModelResponse>;
  object(): Promise<unknown>;
}

/** A client whose streams show something else. */
const streams =
  (name: 'streamText' | 'streamObject', show: (stream: Stream) => AsyncIterable<unknown>): Broken =>
  (client) => ({
    [name]: async (...args: readonly unknown[]) => {
      const stream: Stream = await (client[name] as Ask)(...args);
      return {
        [Symbol.asyncIterator]: () => show(stream)[Symbol.asyncIterator](),
        response: () => stream.response(),
        object: () => stream.object(),
      };
    },
  });

async function* each(...values: readonly unknown[]): AsyncGenerator<unknown> {
  for (const value of values) yield await Promise.resolve(value);
}

async function* without(stream: Stream, type: Chunk['type']): AsyncGenerator<unknown> {
  for await (const chunk of stream) if ((chunk as Chunk).type !== type) yield chunk;
}

async function* aborted(
  stream: Stream,
  partial: Partial<ModelResponse> | undefined,
): AsyncGenerator<unknown> {
  for await (const chunk of stream) {
    yield chunk;
    if ((chunk as Chunk).type === 'text') break;
  }
  const facts = { code: 'aborted', phase: 'stream' } as const;
  throw new ReqLLMError(
    'Left.',
    partial === undefined ? facts : { ...facts, partial: partial as ModelResponse },
  );
}

const ada = { name: 'Ada', age: 36, occupation: 'Engineer' };
const object = (value: unknown): Broken => bodies('generateObject', () => ({ object: value }));
const partials = (...values: readonly unknown[]): Broken => streams('streamObject', () => each(...values));
const usage = (change: object): Broken =>
  bodies('generateText', (response) => ({ usage: { ...response.usage, ...change } }));
const span = { kind: 'url', url: 'https://a.example', start: 9, end: 3 };

const table: readonly (readonly [scenario: string, expected: string, broken: Broken])[] = [
  [
    'labels_basic',
    'The labels must be sent',
    bodies('generateText', () => ({ warnings: [{ code: 'dropped', setting: 'metadata', message: 'gone' }] })),
  ],
  ['object_basic', 'The object must be an object', object([])],
  ['object_basic', 'The age must be a whole number above 0', object({ ...ada, age: 0.5 })],
  ['object_basic', 'Nothing else was asked for', object({ ...ada, more: 1 })],
  ['object_streaming', 'Something of the object must have been shown', partials()],
  ['object_streaming', 'The last partial object must be the whole one', partials({ name: 'A' })],
  ['object_streaming', 'A partial object must stay an object', partials({ name: 'A' }, [])],
  ['object_streaming', 'What was shown of "name" must stay', partials({ name: 'Bob' }, { name: 'Ada' })],
  ['object_streaming', 'What was shown of "name" must stay', partials({ name: 'Ada' }, {})],
  [
    'web_search_basic',
    'The span of a source must be one',
    bodies('generateText', () => ({ sources: [span] })),
  ],
  [
    'web_search_streaming',
    'Every source must have been in the stream',
    streams('streamText', (stream) => without(stream, 'source')),
  ],
  ['usage', 'The count must be final', usage({ status: 'partial' })],
  ['usage', 'The provider must have counted tokens', usage({ status: 'unknown' })],
  ['usage', 'A model with a price must have a cost', usage({ cost: null })],
  [
    'usage',
    'The cost must be what the counted tokens cost',
    usage({ cost: reportedCost(0.2, { input: 0.1, output: 0.1, source: 'registry' }) }),
  ],
  [
    'context_append',
    'There must be four turns',
    bodies('generateText', ({ message }) => ({ context: { version: 1, messages: [message] } })),
  ],
  [
    'streaming',
    'A stream must have one finish',
    streams('streamText', (stream) => without(stream, 'finish')),
  ],
  [
    'streaming',
    'The pieces of text must be the text of the response',
    streams('streamText', (stream) => without(stream, 'text')),
  ],
  ['abort', 'What had arrived must be there', streams('streamText', (stream) => aborted(stream, undefined))],
  [
    'abort',
    'The count must not claim to be final',
    streams('streamText', (stream) => aborted(stream, { text: '1', usage: { status: 'final' } as never })),
  ],
];

const vectors = (...embeddings: number[][]): Broken => bodies('embed', () => ({ embeddings }));
const ranking = (...entries: readonly (readonly [index: number, score: number])[]): Broken =>
  bodies('rerank', () => ({ ranking: entries.map(([index, score]) => ({ index, score, document: '' })) }));
const drawn = (...images: object[]): Broken => bodies('generateImage', () => ({ images }));
const spoken = (data: string, mediaType: string): Broken =>
  bodies('speak', () => ({ audio: { data, mediaType } }));
const heard = (found: object): Broken => bodies('transcribe', () => found);
const png = `iVBORw0KGgo${'A'.repeat(29)}`;
const late = { startSeconds: 3, endSeconds: 9, text: 'late' };

const otherTable: typeof table = [
  ['embed_basic', 'There must be 1 vectors', vectors()],
  ['embed_basic', 'All vectors must have one length', vectors([])],
  ['embed_basic', 'A vector must be made of numbers', vectors([1, Number.NaN])],
  ['embed_basic', 'A vector must not be all zeros', vectors([0, 0])],
  [
    'embed_basic',
    'Where tokens are counted, there must be some',
    bodies('embed', ({ usage: used }) => ({ usage: { ...used, inputTokens: 0 } })),
  ],
  [
    'embed_basic',
    'Counted tokens of a model with a price must have a cost',
    bodies('embed', ({ usage: used }) => ({ usage: { ...used, cost: null } })),
  ],
  ['embed_batch', 'All vectors must have one length', vectors([1, 2], [1], [2])],
  ['embed_batch', 'Each text must have a vector of its own', vectors([1], [2], [1])],
  ['rerank_basic', 'There must be a place for 3 documents', ranking([1, 0.9], [0, 0.1])],
  ['rerank_basic', 'Each document must be ranked once', ranking([1, 0.9], [1, 0.5], [0, 0.1])],
  ['rerank_basic', 'A score must be a number', ranking([1, Number.NaN], [2, 0.5], [0, 0.1])],
  ['rerank_basic', 'Some documents must fit better than others', ranking([1, 0], [2, 0], [0, 0])],
  ['rerank_basic', 'The answer must come first', ranking([0, 0.9], [1, 0.5], [2, 0.1])],
  ['image_basic', 'There must be 1 images', drawn()],
  ['image_basic', 'The image must have an address', drawn({ url: 'nowhere' })],
  ['image_basic', 'There must be a file', drawn({ data: 'YWJj', mediaType: 'image/png' })],
  ['image_basic', 'There must be a file', drawn({ data: '?', mediaType: 'image/png' })],
  ['image_basic', 'The type of a file must be one that is known', drawn({ data: png, mediaType: 'a/b' })],
  ['image_basic', 'A file must be what its type says', drawn({ data: png, mediaType: 'image/jpeg' })],
  ['speech_basic', 'Speech must be a sound', spoken(png, 'image/png')],
  ['speech_basic', 'A file must be what its type says', spoken(png, 'audio/mpeg')],
  ['speech_basic', 'There must be a file', spoken('', 'audio/pcm')],
  ['transcription_basic', 'There must be words', heard({ text: ' 42 ' })],
  ['transcription_basic', 'The number that is said is forty-two', heard({ text: 'It is forty.' })],
  ['transcription_basic', 'A recording must last some time', heard({ durationSeconds: 0 })],
  [
    'transcription_basic',
    'What is said must be within the recording',
    heard({ durationSeconds: 1, segments: [late] }),
  ],
];

const modelOf = (id: string): string => {
  if (id.startsWith('web_')) return 'openai:gpt-5-mini';
  if (id.startsWith('embed')) return 'openai:text-embedding-3-small';
  if (id.startsWith('rerank')) return 'openrouter:voyageai/rerank-2.5-lite';
  if (id === 'image_basic') return 'openai:gpt-image-1';
  if (id.startsWith('speech')) return 'openai:gpt-4o-mini-tts';
  return id.startsWith('transcription') ? 'openai:whisper-1' : 'openai:gpt-4o-mini';
};

test.each([...table, ...otherTable])('%s: %s', async (id, expected, broken) => {
  const simulator = await simulators.start({ turns: scenarioActor });
  const client = simulator.client();
  const scenario = scenarios.find((each) => each.id === id);
  if (scenario === undefined) throw new TypeError(`No scenario ${id}.`);
  const model = modelOf(id);
  const result = await runScenario(
    { ...scenario, applies: () => true },
    { client: { ...client, ...broken(client) } as Client, model, facts: models.get(model) },
  );
  expect(result).toMatchObject({ outcome: 'fail', layer: 'assertion' });
  expect(result.reason).toContain(expected);
});
