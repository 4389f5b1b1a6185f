import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createClient } from '../../src/client/client.ts';
import { loadProvider } from '../../src/client/provider-names.ts';
import { safe } from '../../src/client/safe.ts';
import type { ReqLLMError } from '../../src/core/error.ts';
import type { Json } from '../../src/core/json.ts';
import { modelOf } from '../../src/core/model.ts';
import { renderStream, type ServerCodec } from '../../src/protocols/protocol.ts';
import { callFor } from '../../src/testing/call-for.ts';
import { mutate, mutateJson, type Mutation, mutations } from '../../src/testing/conformance/mutation.ts';
import { chunksOfTurn, type Turn } from '../../src/testing/turn.ts';
import type { WireEvent } from '../../src/wire/event.ts';
import { bytesOfEvents, contentTypeOf } from '../../src/wire/framing.ts';
import { endpointsOf } from '../../src/providers/provider.ts';
import { type Protocol, protocols, unpack } from '../faults/protocols.ts';
import { fuzzAsyncProperty } from './fuzz.ts';
import {
  type Envelope,
  envelopes,
  isSound,
  type ScriptedHost,
  scriptedHost,
  scriptOf,
} from './loopback-host.ts';

// Target 10 of the reliability plan: whole calls over loopback, from a server that gets HTTP, frames and words wrong. What
// must hold: an answer or one typed error, soon; no success without its end; no key shown; no connection kept.

const key = 'kanarie+Vogel/geel 123=';
const words = 'Eins, zwei, drei – größer als vier 😀 und fünf.';
const turns: readonly Turn[] = [
  { text: words },
  { text: words, reasoning: 'Well.', toolCalls: [{ name: 'add', input: { a: 1, b: 'zwei' } }] },
];

interface Scenario {
  readonly protocol: Protocol;
  readonly turn: number;
  readonly stream: boolean;
  readonly changes: readonly Mutation[];
  readonly envelope: Envelope;
}

const scenarios: fc.Arbitrary<Scenario> = fc.record({
  protocol: fc.constantFrom(...protocols),
  turn: fc.nat({ max: turns.length - 1 }),
  stream: fc.boolean(),
  changes: fc.oneof(fc.constant([]), mutations(fc)),
  envelope: envelopes,
});

// Together, as a case that hangs waits for its limit.
const together = 30;

describe('whole calls', () => {
  let host: ScriptedHost;
  let client: Client;
  let codecs: Codecs;
  beforeAll(async () => {
    host = await scriptedHost();
    const keys = Object.fromEntries(protocols.map(({ model }) => [model.provider, key]));
    client = createClient({ env: {}, keys });
    codecs = await loadCodecs();
  });
  afterAll(() => host[Symbol.asyncDispose]());

  fuzzAsyncProperty(
    { target: 10, title: 'from a server that gets it wrong', share: 1, casesPerRun: together },
    fc.array(scenarios, { minLength: together, maxLength: together }),
    async (all) => {
      const problems = await Promise.all(all.map((scenario) => tryCall(scenario, { host, client, codecs })));
      expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
    },
  );

  it('leave no connection behind', async () => {
    await client.close();
    await expect.poll(() => host.sockets).toBe(0);
  });
});

type Codecs = ReadonlyMap<string, ServerCodec>;

interface Stage {
  readonly host: ScriptedHost;
  readonly client: Client;
  readonly codecs: Codecs;
}

async function loadCodecs(): Promise<Codecs> {
  const found = new Map<string, ServerCodec>();
  for (const { name, model } of protocols) {
    const provider = await loadProvider(model.provider);
    const endpoints = provider === undefined ? [] : endpointsOf(provider, 'text');
    const endpoint = endpoints.find((each) => each.protocol === (model.protocol ?? name));
    if (endpoint !== undefined) found.set(name, await endpoint.loadServer());
  }
  return found;
}

const limits = { connectMs: 2_000, headersMs: 250, firstChunkMs: 250, idleMs: 120, totalMs: 2_500 };

async function tryCall(scenario: Scenario, { host, client, codecs }: Stage): Promise<string | undefined> {
  const { protocol, stream, envelope, changes } = scenario;
  const codec = codecs.get(protocol.name);
  if (codec === undefined) return `no codec for ${protocol.name}`;
  const { body, type, frames } = replyOf(scenario, codec);
  const baseUrl = host.play(scriptOf(body, type, envelope));
  const options = { baseUrl, retry: 0, timeout: limits, tools: [{ name: 'add', inputSchema: {} }] };
  const tried = await safe(
    (async () => {
      if (!stream) return client.generateText(protocol.model, 'Go.', options);
      return (await client.streamText(protocol.model, 'Go.', options)).response();
    })(),
  );
  if (!tried.ok) return isShown(tried.error) ? `${protocol.name}: the key is shown` : undefined;
  if (stream && frames.length > 0 && !frames.some(holdsFinish))
    return `${protocol.name}: a success without a finish in the frames`;
  const isAsSent = changes.length === 0 && isSound(envelope);
  return isAsSent && tried.value.text !== words
    ? `${protocol.name}: ${JSON.stringify(tried.value.text)} passes for the answer`
    : undefined;
}

interface Rendered {
  readonly body: Uint8Array;
  readonly type: string;
  readonly frames: readonly WireEvent[];
}

/** What the server says, spoiled as the scenario has it. */
function replyOf({ protocol, turn, stream, changes, envelope }: Scenario, codec: ServerCodec): Rendered {
  if (envelope.kind === 'other-status' && envelope.number % 2 === 1)
    return { body: encode(JSON.stringify(echoOfKey)), type: 'application/json', frames: [] };
  const call = callFor({ model: modelOf(protocol.model), messages: [], stream });
  const chunks = chunksOfTurn(turns[turn] ?? {}, call, 1);
  if (!stream) {
    const whole = codec.renderBody(chunks, call);
    const body = changes.length === 0 ? whole : mutateJson(whole, changes);
    return { body: encode(JSON.stringify(body)), type: 'application/json', frames: [] };
  }
  const sound = renderStream(codec, chunks, call);
  const frames = changes.length === 0 ? sound : mutate(sound, changes);
  return { body: bytesOfEvents(codec.framing, frames), type: contentTypeOf(codec.framing), frames };
}

const forms = [key, encodeURIComponent(key), Buffer.from(key).toString('base64').replace(/=+$/, '')];
const echoOfKey: Json = {
  error: { message: `Wrong key: ${forms.join(' ')}`, code: key, type: forms[2] ?? '' },
};

function isShown(error: ReqLLMError): boolean {
  const surfaces = [error.message, String(error.stack), JSON.stringify(error), inspect(error, { depth: 9 })];
  return surfaces.some((surface) => forms.some((form) => surface.includes(form)));
}

// Loose on purpose: any frame that could mean the end of the answer.
function holdsFinish({ data, event = '' }: WireEvent): boolean {
  const said =
    /finish_?reason|stop_?reason|blockReason|\[DONE\]|message[-_]?(?:stop|end)|"done"|(?:response|interaction)\.(?:complete|incomplete|cancelled|done)/i;
  return said.test(unpack(data)) || said.test(event);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
