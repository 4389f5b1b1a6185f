// What watching costs: whole calls without a network, with nobody who listens, with a journal and with OpenTelemetry; and
// the layer of the observers alone, which every call has, as a share of such a call.
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, context, type ContextManager, ROOT_CONTEXT } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { type Client, type ClientOptions, createClient } from '../src/client/client.ts';
import { compose } from '../src/client/compose.ts';
import { createSight } from '../src/client/sight/sight.ts';
import type { Call, Middleware, Next, Reply } from '../src/core/call.ts';
import type { Chunk } from '../src/core/chunk.ts';
import { ChunkStream } from '../src/core/chunk-stream.ts';
import { modelOf } from '../src/core/model.ts';
import { usage } from '../src/core/usage.ts';
import type { Transport } from '../src/http/transport.ts';
import { otel } from '../src/otel/observer.ts';
import { compare, print, printMachine } from './measure.ts';
import { endpoints, streamOf } from './streams.ts';

const deltas = 2_000;
const [endpoint] = endpoints;
if (endpoint === undefined) throw new Error('no endpoint');
const reads = await streamOf(endpoint, deltas, 1_400);
const whole = new TextEncoder().encode(
  JSON.stringify({
    id: 'x',
    object: 'chat.completion',
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hello there' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
  }),
);

printMachine();
context.setGlobalContextManager(contexts());
const tracer = new BasicTracerProvider().getTracer('bench');
const meter = new MeterProvider().getMeter('bench');
const watched: readonly (readonly [string, ClientOptions])[] = [
  ['nobody listens', {}],
  ['a journal', { journal: () => {} }],
  ['otel, SDK without an exporter', { telemetry: [otel({ tracer, meter })] }],
];

const calls = 1_000;
const short = await compare(
  watched.map(([name, options]) => ({ name, run: () => repeat(clientOf(options), calls) })),
  calls,
  9,
);
print('one short call, no network', short, 'µs a call');
const long = await compare(
  watched.map(([name, options]) => ({ name, run: () => read(clientOf(options)) })),
  deltas,
  9,
);
print(`a stream of ${deltas} deltas, no network`, long, 'µs a delta');
await share(
  'one short call',
  [{ type: 'text', block: 0, text: 'Hello' }],
  1,
  short.get('nobody listens') ?? 0,
);
const texts = Array.from({ length: deltas }, (): Chunk => ({ type: 'text', block: 0, text: ' word' }));
await share(`a stream of ${deltas} deltas`, texts, deltas, long.get('nobody listens') ?? 0);

/** The layer alone around replies that are there already, against no layer at all. */
async function share(title: string, chunks: readonly Chunk[], units: number, call: number): Promise<void> {
  const rounds = Math.ceil(10_000 / units);
  const whereTo = (layers: readonly Middleware[]): Next =>
    compose(layers, (asked) => Promise.resolve(replyOf(asked as Call, chunks)));
  const bare = whereTo([]);
  const seen = whereTo([createSight(undefined).layer]);
  const times = await compare(
    [
      { name: 'no layer', run: () => drain(bare, rounds) },
      { name: 'the layer, nobody listens', run: () => drain(seen, rounds) },
    ],
    rounds * units,
    9,
  );
  const [without = 0, withIt = 0] = times.values();
  const cost = withIt - without;
  console.log(
    `\nthe observers' layer in ${title}: ${cost.toFixed(3)} µs, ${(call / (call - cost)).toFixed(3)}× of a call without it`,
  );
}

async function drain(next: Next, rounds: number): Promise<number> {
  const call = { model: modelOf({ provider: 'bench', id: 'm' }), messages: [], stream: true } as const;
  const control = { startedAt: Date.now() } as Call['control'];
  let seen = 0;
  for (let round = 0; round < rounds; round += 1) {
    const reply = await next({ ...call, operation: 'text', control } as Call);
    for (let batch = await reply.chunks.batch(); batch !== undefined; batch = await reply.chunks.batch())
      seen += batch.length;
  }
  return seen;
}

function replyOf(call: Call, chunks: readonly Chunk[]): Reply {
  const all: Chunk[] = [
    { type: 'start', id: 'x' },
    ...chunks,
    { type: 'usage', usage: usage({ inputTokens: 1, outputTokens: 2 }) },
    { type: 'finish', reason: 'stop' },
  ];
  return {
    chunks: ChunkStream.of(all),
    model: call.model,
    attempts: [],
    startedAt: Date.now(),
  } as unknown as Reply;
}

function clientOf(options: ClientOptions): Client {
  return createClient({ env: {}, transport: canned(), ...options });
}

async function repeat(client: Client, times: number): Promise<number> {
  const options = { baseUrl: 'http://127.0.0.1:9/v1', apiKey: 'bench-key' };
  let length = 0;
  for (let index = 0; index < times; index += 1)
    length += (await client.generateText('openai-compatible:m', 'Go', options)).text.length;
  return length;
}

async function read(client: Client): Promise<number> {
  const options = { baseUrl: 'http://127.0.0.1:9/v1', apiKey: 'bench-key' };
  let length = 0;
  for await (const chunk of await client.streamText('openai-compatible:m', 'Go', options))
    if (chunk.type === 'text') length += chunk.text.length;
  return length;
}

function canned(): Transport {
  return (request) => {
    const isStream = String(request.body).includes('"stream":true');
    let at = 0;
    const pieces = isStream ? reads : [whole];
    const body = { read: () => Promise.resolve(pieces[at++]), close: () => {} };
    const headers = { 'content-type': isStream ? 'text/event-stream' : 'application/json' };
    return Promise.resolve({ status: 200, headers, body });
  };
}

function contexts(): ContextManager {
  const storage = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, run, thisArg, ...args) => storage.run(active, () => run.call(thisArg as never, ...args)),
    bind: (_active, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  return manager;
}
