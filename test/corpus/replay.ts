import {
  type Chunk,
  type Client,
  createClient,
  type ModelObject,
  type ModelResponse,
  type Provider,
  type Transport,
} from 'reqllm';
import { sliced } from '../../src/testing/conformance/slicing.ts';
import { hostFor, providerIdOf } from './hosts.ts';
import { piecesOf, type Recording, textOf } from './recordings.ts';

export interface Replayed {
  readonly response?: ModelResponse;
  /** For a body: what `streamText` made of it, as hosts may answer so even when asked to stream. */
  readonly streamed?: ModelResponse;
  readonly chunks: readonly Chunk[];
  readonly error?: unknown;
}

const withoutLimits = { connectMs: 0, headersMs: 0, firstChunkMs: 0, idleMs: 0, totalMs: 0 };

/** Plays recordings to the public client, at its transport seam. */
export async function createReplayer(
  recordings: readonly Recording[],
): Promise<(recording: Recording, pieces?: readonly Uint8Array[]) => Promise<Replayed>> {
  let answer: { recording: Recording; pieces: readonly Uint8Array[] } | undefined;
  const transport: Transport = () => {
    const { recording, pieces } = answer ?? {};
    if (recording === undefined || pieces === undefined) throw new TypeError('Nothing to replay.');
    let next = 0;
    const read = (): Promise<Uint8Array | undefined> => Promise.resolve(pieces[next++]);
    const { status } = recording.response;
    return Promise.resolve({ status, headers: headersOf(recording), body: { read, close: () => {} } });
  };
  const client = await clientFor(recordings, transport);

  return async (recording, pieces = piecesOf(recording)) => {
    answer = { recording, pieces };
    const chunks: Chunk[] = [];
    try {
      const response = await readStream(client, recording, chunks);
      if (recording.stream) return { response, chunks };
      answer = { recording, pieces };
      return { response: await readBody(client, recording), chunks, streamed: response };
    } catch (error) {
      return { chunks, error };
    }
  };
}

/** The body cut at positions that depend on the seed alone. */
export function recut(recording: Recording, seed: number): Uint8Array[] {
  const bytes = new Uint8Array(Buffer.concat(piecesOf(recording)));
  const random = randomOf(seed);
  const cuts = Array.from({ length: 1 + Math.floor(random() * 20) }, () =>
    Math.floor(random() * (bytes.length + 1)),
  );
  return sliced(bytes, cuts);
}

/** The body without its end, cut off where the seed says. */
export function cutOff(recording: Recording, seed: number): Uint8Array[] {
  const pieces = recut(recording, seed);
  const bytes = new Uint8Array(Buffer.concat(pieces));
  return [bytes.subarray(0, Math.floor(randomOf(seed + 1_000)() * bytes.length))];
}

async function readStream(client: Client, recording: Recording, chunks: Chunk[]): Promise<ModelResponse> {
  const stream = await client.streamText(modelFor(recording), 'Hello', { retry: 0, timeout: withoutLimits });
  for await (const batch of stream.batches()) chunks.push(...batch);
  return stream.response();
}

function readBody(client: Client, recording: Recording): Promise<ModelResponse> {
  return client.generateText(modelFor(recording), 'Hello', { retry: 0, timeout: withoutLimits });
}

async function clientFor(recordings: readonly Recording[], transport: Transport): Promise<Client> {
  const hosts = new Map<string, Provider>();
  const keys: Record<string, string> = {};
  for (const recording of recordings) {
    const id = providerIdOf(recording);
    if (Object.hasOwn(keys, id)) continue;
    keys[id] = 'recorded-key-of-nobody';
    hosts.set(id, await hostFor(recording));
  }
  return createClient({ transport, keys, providers: [...hosts.values()], env: {} });
}

function modelFor(recording: Recording): ModelObject {
  // Some recordings name no model, or a path.
  const { model } = recording;
  const id = typeof model === 'string' && /^[A-Za-z0-9][\w.:@/+-]*$/.test(model) ? model : 'recorded-model';
  return { provider: providerIdOf(recording), id };
}

function headersOf(recording: Recording): Readonly<Record<string, string>> {
  const { headers } = recording.response;
  // Where the recorder kept the body alone, its content type is a guess: two JSON arrays were taken for event streams.
  const isGuess = recording.source.notes.some((note) => note.includes('content-type assumed'));
  const isEvents = headers['content-type']?.startsWith('text/event-stream') === true;
  if (isGuess && isEvents && /^\s*[[{]/.test(textOf(recording)))
    return { ...headers, 'content-type': 'application/json' };
  return headers;
}

// mulberry32: small, and the same everywhere.
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
