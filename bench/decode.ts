// Decoding alone, without a network: what each layer above JSON.parse costs.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createClient } from '../src/client/client.ts';
import { createFold } from '../src/core/response.ts';
import type { ByteStream, Transport } from '../src/http/transport.ts';
import type { Endpoint } from '../src/protocols/protocol.ts';
import { createFramer } from '../src/wire/framing.ts';
import { compare, print, printMachine } from './measure.ts';
import { bareClient, endpoints, streamOf } from './streams.ts';

const deltas = 20_000;
const providers: Readonly<Record<string, string>> = {
  'openai-chat': 'openai',
  'anthropic-messages': 'anthropic',
  'google-generate': 'google',
};

const wanted = process.argv[2];
if (wanted === undefined) {
  printMachine();
  // A process each: what the compiler learns from one protocol must not slow down the next.
  for (const { protocol } of endpoints)
    spawnSync(process.execPath, [fileURLToPath(import.meta.url), protocol], { stdio: 'inherit' });
} else {
  const endpoint = endpoints.find(({ protocol }) => protocol === wanted);
  if (endpoint === undefined) throw new Error(`no protocol ${wanted}`);
  for (const readBytes of [1_400, 16_384]) await measure(endpoint, readBytes);
}

async function measure(endpoint: Endpoint, readBytes: number): Promise<void> {
  const reads = await streamOf(endpoint, deltas, readBytes);
  const codec = await endpoint.load();
  const client = createClient({
    transport: transportOf(reads),
    keys: { openai: 'bench', anthropic: 'bench', google: 'bench' },
  });
  const spec = `${providers[endpoint.protocol]}:bench-model`;

  const bare = (): number => {
    const floor = bareClient(endpoint.protocol);
    for (const bytes of reads) floor.push(bytes);
    return floor.text().length;
  };
  const decode = (): number => {
    const framer = createFramer(codec.framing);
    const reader = codec.open();
    const fold = createFold();
    for (const bytes of reads) framer.push(bytes, (event) => void reader.read(event, fold.add));
    return fold.result().text.length;
  };
  const each = async (): Promise<number> => {
    let length = 0;
    for await (const chunk of await client.streamText(spec, 'Go'))
      if (chunk.type === 'text') length += chunk.text.length;
    return length;
  };
  const batches = async (): Promise<number> => {
    let length = 0;
    for await (const batch of (await client.streamText(spec, 'Go')).batches())
      for (const chunk of batch) if (chunk.type === 'text') length += chunk.text.length;
    return length;
  };
  const response = async (): Promise<number> =>
    (await (await client.streamText(spec, 'Go')).response()).text.length;

  const times = await compare(
    [
      { name: 'floor: split, JSON.parse, concat', run: bare },
      { name: 'framer, reader and fold', run: decode },
      { name: 'client, for await of chunks', run: each },
      { name: 'client, batches()', run: batches },
      { name: 'client, response()', run: response },
    ],
    deltas,
  );
  print(`${endpoint.protocol}, ${deltas} deltas, reads of ${readBytes} bytes`, times, 'µs a delta');
}

function transportOf(reads: readonly Uint8Array[]): Transport {
  return () => {
    let at = 0;
    const body: ByteStream = { read: () => Promise.resolve(reads[at++]), close: () => {} };
    return Promise.resolve({ status: 200, headers: { 'content-type': 'text/event-stream' }, body });
  };
}
