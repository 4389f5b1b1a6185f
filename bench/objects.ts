// Looking at every partial of an object. The floor puts the text together and parses it once, at the end.
import { parse as jsonriver } from 'jsonriver';
import { createClient } from '../src/client/client.ts';
import type { CallBody } from '../src/core/call.ts';
import type { Chunk } from '../src/core/chunk.ts';
import { modelOf } from '../src/core/model.ts';
import type { Json } from '../src/core/json.ts';
import type { ByteStream, Transport } from '../src/http/transport.ts';
import { openaiChat } from '../src/protocols/openai-chat/endpoint.ts';
import { renderStream } from '../src/protocols/protocol.ts';
import { createPartialJson } from '../src/schema/partial-json.ts';
import { createFrameEncoder } from '../src/wire/framing.ts';
import { compare, print, printMachine } from './measure.ts';

const deltaLength = 8;
const ours = 'ours, every partial looked at';

printMachine();
await partials('one long text', JSON.stringify({ text: 'word '.repeat(13_100) }));
await partials('a list of 1,150 objects', JSON.stringify({ items: items(1_150) }));
await partials(
  'an object of 3,000 members',
  JSON.stringify(Object.fromEntries(items(3_000).map(({ id, name }) => [name, id]))),
);
await growth();
for (const size of [1_000, 2_000, 4_000]) await calls(size);

async function partials(title: string, text: string): Promise<void> {
  const deltas = cut(text);
  const times = await compare(
    [
      {
        name: 'floor: concatenate, JSON.parse once',
        run: () => weightOf(JSON.parse(deltas.join('')) as Json),
      },
      { name: ours, run: () => weightOf(everyPartial(deltas)) },
      { name: 'jsonriver (one value, changed in place)', run: async () => weightOf(await river(deltas)) },
    ],
    deltas.length,
  );
  print(`${title}, ${text.length} characters in ${deltas.length} deltas`, times, 'µs a delta');
  console.log(`  ${ours}: ${(((times.get(ours) ?? 0) * deltas.length) / 1_000).toFixed(1)} ms in all`);
}

async function growth(): Promise<void> {
  console.log('\nevery partial of a list, by its length');
  let before: number | undefined;
  for (const size of [500, 1_000, 2_000, 4_000, 8_000]) {
    const deltas = cut(JSON.stringify({ items: items(size) }));
    const times = await compare([{ name: ours, run: () => weightOf(everyPartial(deltas)) }], 1_000);
    const [ms = 0] = times.values();
    const factor = before === undefined ? '' : `  ${(ms / before).toFixed(2)}× the half`;
    console.log(`  ${String(size).padStart(6)} items ${ms.toFixed(2).padStart(9)} ms${factor}`);
    before = ms;
  }
}

/** The same through the client: HTTP bytes in, partial objects out, the object held to its schema at the end. */
async function calls(size: number): Promise<void> {
  const value = { items: items(size) };
  const deltas = cut(JSON.stringify(value));
  const client = createClient({ transport: await transportOf(deltas), keys: { openai: 'bench' } });
  const schema = {
    type: 'object',
    properties: {
      id: { type: 'integer' },
      name: { type: 'string' },
      words: { type: 'array', items: { type: 'string' } },
    },
    required: ['id', 'name', 'words'],
    additionalProperties: false,
  };
  const text = async (): Promise<number> => {
    const stream = await client.streamText('openai:bench-model', 'Go');
    let said = '';
    for await (const chunk of stream) if (chunk.type === 'text') said += chunk.text;
    return (JSON.parse(said) as typeof value).items.length;
  };
  const start = () =>
    client.streamObject('openai:bench-model', 'Go', { schema, shape: 'array', mode: 'native' });
  const every = async (): Promise<number> => {
    let length = 0;
    for await (const part of await start()) length = part.length;
    return length;
  };
  const elements = async (): Promise<number> => {
    let length = 0;
    for await (const _ of (await start()).elementStream()) length += 1;
    return length;
  };
  const times = await compare(
    [
      { name: 'streamText, JSON.parse once', run: text },
      { name: 'streamObject, every partial', run: every },
      { name: 'streamObject, elements, each checked', run: elements },
      {
        name: 'streamObject, the object alone',
        run: async () => ((await (await start()).object()) as Json[]).length,
      },
    ],
    deltas.length,
    9,
  );
  print(`through the client: ${size} items in ${deltas.length} deltas`, times, 'µs a delta');
}

function everyPartial(deltas: readonly string[]): Json {
  const partial = createPartialJson();
  let last: Json | undefined;
  for (const delta of deltas) {
    partial.push(delta);
    last = partial.value;
  }
  return last as Json;
}

async function river(deltas: readonly string[]): Promise<Json> {
  let last: unknown;
  for await (const value of jsonriver(streamOf(deltas))) last = value;
  return last as Json;
}

async function* streamOf(deltas: readonly string[]): AsyncIterable<string> {
  for (const delta of deltas) yield await Promise.resolve(delta);
}

/** Something that depends on the whole value and costs little beside it. */
function weightOf(value: Json): number {
  const [first] = Object.values(value as object) as readonly unknown[];
  const size = Array.isArray(first) || typeof first === 'string' ? first.length : 0;
  return Object.keys(value as object).length + size;
}

function items(size: number): { id: number; name: string; words: string[] }[] {
  return Array.from({ length: size }, (_, id) => ({ id, name: `item ${id}`, words: ['some', 'more'] }));
}

function cut(text: string): string[] {
  return Array.from({ length: Math.ceil(text.length / deltaLength) }, (_, index) =>
    text.slice(index * deltaLength, (index + 1) * deltaLength),
  );
}

async function transportOf(deltas: readonly string[]): Promise<Transport> {
  const call: CallBody = {
    model: modelOf({ provider: 'openai', id: 'bench-model' }),
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Go' }] }],
    stream: true,
  };
  const chunks: Chunk[] = [
    { type: 'start', id: 'bench-1', model: 'bench-model' },
    ...deltas.map((text): Chunk => ({ type: 'text', block: 0, text })),
    { type: 'finish', reason: 'stop' },
  ];
  const server = await openaiChat().loadServer();
  const encoder = createFrameEncoder(server.framing);
  const frames = renderStream(server, chunks, call).map((event) => encoder.encode(event));
  const bytes = new TextEncoder().encode(frames.join('') + encoder.end());
  return () => {
    let at = 0;
    const body: ByteStream = {
      read: () => {
        const read = at < bytes.length ? bytes.slice(at, (at += 1_400)) : undefined;
        return Promise.resolve(read);
      },
      close: () => {},
    };
    return Promise.resolve({ status: 200, headers: { 'content-type': 'text/event-stream' }, body });
  };
}
