// The laws of the formats besides text: what a host's encoder writes is what its server reads, what its server renders is
// what its reader reads, and no body makes a reader throw anything but a ReqLLMError.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadProvider } from '../../src/client/provider-names.ts';
import type { Chunk } from '../../src/core/chunk.ts';
import { isReqLLMError } from '../../src/core/error.ts';
import type { Json } from '../../src/core/json.ts';
import type { AnyCall, Operation } from '../../src/core/operation.ts';
import { endpointUrl } from '../../src/http/url.ts';
import type { AnyEndpoint, Codec, ServerCodec } from '../../src/protocols/protocol.ts';
import { operationCall } from '../../src/testing/operation-call.ts';
import { operationChunks } from '../../src/testing/operation-reply.ts';
import { readOperation } from '../../src/testing/operations.ts';
import { encodeForm } from '../../src/wire/form.ts';

type Kinds = Exclude<Operation, 'text'>;
type Server = ServerCodec<Parameters<typeof operationChunks>[0]>;

const hosts = [
  'openai',
  'cohere',
  'deepgram',
  'elevenlabs',
  'google',
  'mistral',
  'voyage',
  'jina',
  'groq',
  'ollama',
  'openrouter',
  'togetherai',
  'xai',
];
const endpoints: (readonly [name: string, host: string, endpoint: AnyEndpoint])[] = [];
for (const host of hosts)
  for (const endpoint of (await loadProvider(host))?.endpoints ?? [])
    if (endpoint.operation !== 'text')
      endpoints.push([`${host} ${endpoint.protocol} (${endpoint.operation})`, host, endpoint]);

const word = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.trim() !== '');
const sometimes = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(some, { nil: undefined });
const sound = fc.constant({ data: 'UklGRgAAAABXQVZF', mediaType: 'audio/wav' });

const bodies: Readonly<Record<Kinds, fc.Arbitrary<Readonly<Record<string, unknown>>>>> = {
  embed: fc.record({
    values: fc.array(word, { minLength: 1, maxLength: 4 }),
    dimensions: sometimes(fc.integer({ min: 1, max: 2_000 })),
    purpose: sometimes(fc.constantFrom('query', 'document', 'classification', 'clustering', 'similarity')),
  }),
  rerank: fc.record({
    query: word,
    documents: fc.array(word, { minLength: 1, maxLength: 4 }),
    topN: sometimes(fc.integer({ min: 1, max: 4 })),
  }),
  image: fc.record({
    prompt: word,
    count: sometimes(fc.integer({ min: 1, max: 4 })),
    size: sometimes(fc.constantFrom('1024x1024', '1536x1024')),
    seed: sometimes(fc.integer({ min: 0, max: 9_999 })),
  }),
  video: fc.record({
    prompt: word,
    firstFrame: sometimes(fc.constant({ data: 'AAAA', mediaType: 'image/png' })),
    lastFrame: sometimes(fc.constant({ data: 'BBBB', mediaType: 'image/jpeg' })),
    count: sometimes(fc.integer({ min: 2, max: 4 })),
    durationSeconds: sometimes(fc.integer({ min: 1, max: 15 })),
    aspectRatio: sometimes(fc.constantFrom('16:9', '9:16')),
    resolution: sometimes(fc.constantFrom('720p', '1280x720')),
    negativePrompt: sometimes(word),
    audio: sometimes(fc.boolean()),
    seed: sometimes(fc.nat(9_999)),
  }),
  speech: fc.record({
    text: word,
    voice: sometimes(fc.constant('coral')),
    speed: sometimes(fc.constantFrom(0.5, 1.5)),
  }),
  transcription: fc.record({
    audio: sound,
    language: sometimes(fc.constantFrom('en', 'de')),
    prompt: sometimes(word),
    temperature: sometimes(fc.constantFrom(0, 0.5)),
  }),
  ocr: fc.record({
    document: fc.constantFrom(
      { url: 'https://example.com/a.pdf' },
      { url: 'https://example.com/a.png' },
      { data: 'AAAA', mediaType: 'application/pdf' },
      { data: 'AAAA', mediaType: 'image/png' },
      { fileId: 'file-1' },
    ),
    pages: sometimes(fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 3 })),
    images: sometimes(fc.boolean()),
  }),
  moderation: fc.record({ values: fc.array(word, { minLength: 1, maxLength: 4 }) }),
};

function callsOf(host: string, { operation, models }: AnyEndpoint): fc.Arbitrary<AnyCall> {
  // Some hosts choose the endpoint by the model's name.
  const id = models?.[0]?.replaceAll('*', 'made-up') ?? 'made-up';
  return bodies[operation as Kinds].map((body) => {
    const said = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
    return operationCall(operation as Kinds, `${host}:${id}`, said as never);
  });
}

/** A request as its server gets it: forms and JSON over the wire and back. */
function received(codec: Codec<AnyCall>, call: AnyCall, server: Server): ReturnType<Server['parse']> {
  const { method, path, query, body, files } = codec.encode(call);
  const url = endpointUrl('https://host.example', path, query);
  expect(server.matches(method, path)).toBe(true);
  const about = { path: url.slice('https://host.example'.length), headers: {} };
  if (files === undefined) return server.parse({ ...about, body: JSON.parse(JSON.stringify(body)) as Json });
  const { contentType, bytes } = encodeForm(body, files);
  const form = readOperation({ 'content-type': contentType }, bytes);
  return server.parse({ ...about, ...form });
}

function decoded(codec: Codec<AnyCall>, body: unknown): Chunk[] {
  const chunks: Chunk[] = [];
  codec.decode(body, (chunk) => void chunks.push(chunk));
  return chunks;
}

describe.each(endpoints)('%s', (_name, host, endpoint) => {
  const load = async (): Promise<{ codec: Codec<AnyCall>; server: Server }> => ({
    codec: (await endpoint.load()) as unknown as Codec<AnyCall>,
    server: (await endpoint.loadServer()) as unknown as Server,
  });

  it('reads what it was asked, but for what it was told of, and asks the same twice', async () => {
    const { codec, server } = await load();
    fc.assert(
      fc.property(callsOf(host, endpoint), (call) => {
        const { changes } = codec.encode(call);
        expect(codec.encode(call)).toEqual(codec.encode(call));
        const told = new Set(changes.map(({ setting }) => setting));
        const parsed = received(codec, call, server) as unknown as Readonly<Record<string, unknown>>;
        for (const [name, value] of Object.entries(call))
          if (!['model', 'control', 'stream', 'audio'].includes(name) && !told.has(name))
            expect(parsed[name], name).toEqual(value);
      }),
      { numRuns: 25 },
    );
  });

  it('reads what is rendered: the same answer and the same counts', async () => {
    const { codec, server } = await load();
    fc.assert(
      fc.property(callsOf(host, endpoint), fc.nat(100), (call, number) => {
        const asked = received(codec, call, server);
        const said = operationChunks(asked, number);
        if (server.renderBytes?.(said, asked) !== undefined) return;
        const read = decoded(codec, JSON.parse(JSON.stringify(server.renderBody(said, asked))));
        const kinds = ['vector', 'score', 'media', 'media-url', 'verdict', 'page'];
        const answer = (chunks: readonly Chunk[]): Chunk[] =>
          chunks.filter(({ type }) => kinds.includes(type));
        expect(answer(read).length).toBe(answer(said).length);
        expect(read.at(-1)?.type).toBe('finish');
        const used = (chunks: readonly Chunk[]): Chunk | undefined =>
          chunks.findLast(({ type }) => type === 'usage');
        const [told, seen] = [used(said), used(read)];
        if (told?.type !== 'usage' || seen?.type !== 'usage') throw new Error('no count');
        const { inputTokens, outputTokens, totalTokens } = seen.usage;
        if (inputTokens !== null) expect(inputTokens).toBe(told.usage.inputTokens);
        if (inputTokens !== null && outputTokens !== null && totalTokens !== null)
          expect(totalTokens).toBe(inputTokens + outputTokens);
      }),
      { numRuns: 15 },
    );
  });

  it('says what is wrong with any other body, in its own error', async () => {
    const { codec, server } = await load();
    const [call] = fc.sample(callsOf(host, endpoint), { numRuns: 1, seed: 7 });
    if (call === undefined) throw new Error('no call');
    const asked = received(codec, call, server);
    const sound = server.renderBody(operationChunks(asked, 1), asked);
    const names =
      sound !== null && typeof sound === 'object' && !Array.isArray(sound) ? Object.keys(sound) : ['data'];
    const close = fc.dictionary(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 2 }));
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue({ maxDepth: 3 }), close), (body) => {
        try {
          decoded(codec, body);
        } catch (error) {
          expect(isReqLLMError(error), String(error)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe.each(endpoints.filter(([, , { operation }]) => operation === 'video'))(
  '%s',
  (_name, host, endpoint) => {
    it('follows a job by the name that it was told', async () => {
      const codec = (await endpoint.load()) as unknown as Codec<AnyCall>;
      const server = (await endpoint.loadServer()) as unknown as Server;
      fc.assert(
        fc.property(callsOf(host, endpoint), fc.stringMatching(/^[\w-]{1,40}$/), (call, name) => {
          const asked = received(codec, call, server);
          const taken = decoded(codec, JSON.parse(JSON.stringify(server.jobs?.working(name, asked, true))));
          const job = taken.find((chunk) => chunk.type === 'job');
          const { protocol } = codec;
          const token = {
            version: 1,
            provider: host,
            protocol,
            model: call.model.id,
            id: job?.id ?? '',
          } as const;
          const look = codec.resume?.(token, { stream: false });
          expect(server.jobs?.asked(look?.method ?? '', look?.path ?? '')?.id).toBe(name);
          const stands = decoded(codec, JSON.parse(JSON.stringify(server.jobs?.working(name, asked, false))));
          expect(stands.map(({ type }) => type)).toEqual(['start', 'job']);
        }),
        { numRuns: 25 },
      );
    });
  },
);
