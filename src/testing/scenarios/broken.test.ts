// What no answer of a provider can bring about, but a fault of this library would: the scenarios see it too.
import { expect, test } from 'vitest';
import { useSimulators } from '../../../test/support/simulated.ts';
import { models } from '../../catalog/models.ts';
import type { Client } from '../../client/client.ts';
import type { Chunk } from '../../core/chunk.ts';
import { ReqLLMError } from '../../core/error.ts';
import type { ModelResponse } from '../../core/response.ts';
import { scenarioActor } from './actor.ts';
import { scenarios } from './list.ts';
import { runScenario } from './run.ts';

const simulators = useSimulators();

type Broken = (client: Client) => Partial<Record<keyof Client, unknown>>;
type Ask = (...args: readonly unknown[]) => Promise<never>;

/** A client whose whole answers come out otherwise. */
const bodies =
  (name: 'generateText' | 'generateObject' | 'embed', change: (response: ModelResponse) => object): Broken =>
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

const vectorTable: typeof table = [
  ['embed_basic', 'There must be 1 vectors', vectors()],
  ['embed_basic', 'All vectors must have one length', vectors([])],
  ['embed_basic', 'A vector must be made of numbers', vectors([1, Number.NaN])],
  ['embed_basic', 'A vector must not be all zeros', vectors([0, 0])],
  [
    'embed_basic',
    'Where tokens are counted, there must be some',
    bodies('embed', ({ usage: used }) => ({ usage: { ...used, inputTokens: 0 } })),
  ],
  ['embed_batch', 'All vectors must have one length', vectors([1, 2], [1], [2])],
  ['embed_batch', 'Each text must have a vector of its own', vectors([1], [2], [1])],
];

test.each([...table, ...vectorTable])('%s: %s', async (id, expected, broken) => {
  const simulator = await simulators.start({ turns: scenarioActor });
  const client = simulator.client();
  const scenario = scenarios.find((each) => each.id === id);
  if (scenario === undefined) throw new TypeError(`No scenario ${id}.`);
  const model = id.startsWith('web_')
    ? 'openai:gpt-5-mini'
    : id.startsWith('embed')
      ? 'openai:text-embedding-3-small'
      : 'openai:gpt-4o-mini';
  const result = await runScenario(
    { ...scenario, applies: () => true },
    { client: { ...client, ...broken(client) } as Client, model, facts: models.get(model) },
  );
  expect(result).toMatchObject({ outcome: 'fail', layer: 'assertion' });
  expect(result.reason).toContain(expected);
});
