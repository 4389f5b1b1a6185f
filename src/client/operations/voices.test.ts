// ElevenLabs and Deepgram, over real HTTP to the simulator that speaks their formats.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../http/transport.ts';
import { type Simulator, simulator } from '../../testing/simulator.ts';
import { type Client, createClient } from '../client.ts';

let host: Simulator;
let client: Client;
beforeAll(async () => {
  host = await simulator({ keys: ['good-key'] });
  client = createClient({
    baseUrls: host.baseUrls,
    keys: { elevenlabs: 'good-key', deepgram: 'good-key' },
  });
});
afterAll(() => host.close());

const recording = { data: Uint8Array.of(1, 2, 3), mediaType: 'audio/wav' };
const last = (): string => host.requests.at(-1)?.path ?? '';

describe('speak', () => {
  it.each([
    ['elevenlabs:eleven_flash_v2_5', 'JBFqnCBsd6RMkjVDRZzb', '/v1/text-to-speech/JBFqnCBsd6RMkjVDRZzb'],
    ['deepgram:aura-2', 'zeus', '/v1/speak?model=aura-2-zeus-en'],
  ])('%s says it in the voice that was asked for', async (model, voice, path) => {
    const { audio, usage, warnings } = await client.speak(model, 'Hello', { voice });
    expect(last()).toBe(path);
    expect(Buffer.from(audio.data, 'base64').toString('latin1', 0, 4)).toBe('RIFF');
    expect(usage).toMatchObject({ units: { characters: 5 }, cost: null });
    expect(usage.costUnknown).toContain('characters');
    expect(warnings).toEqual([]);
  });

  it.each(['elevenlabs:eleven_multilingual_v2', 'deepgram:aura-2-thalia-en'])(
    '%s warns of what it has no word for, or refuses it',
    async (model) => {
      const options = { voice: 'v', instructions: 'softly' };
      const { warnings } = await client.speak(model, 'Hello', options);
      expect(warnings).toMatchObject([{ code: 'dropped', setting: 'instructions' }]);
      const before = host.requests.length;
      await expect(
        client.speak(model, 'Hello', { ...options, onUnsupported: 'error' }),
      ).rejects.toMatchObject({ code: 'unsupported' });
      expect(host.requests).toHaveLength(before);
    },
  );
});

describe('transcribe', () => {
  it.each([
    ['elevenlabs:scribe_v1', '/v1/speech-to-text'],
    ['deepgram:nova-3', '/v1/listen?model=nova-3&language=en&smart_format=true'],
  ])('%s hears bytes, words and the length', async (model, path) => {
    const heard = await client.transcribe(model, recording, { language: 'en', timestamps: 'word' });
    expect(last()).toBe(path);
    expect(heard.text).toContain('3 bytes');
    expect(heard).toMatchObject({
      words: [{ text: 'Simulated', startSeconds: 0, endSeconds: 1 }],
      durationSeconds: 1,
      usage: { units: { audioSeconds: 1 }, cost: null },
    });
  });

  it('deepgram hears sentences too, and what stands at an address', async () => {
    const heard = await client.transcribe('deepgram:nova-3', recording, { timestamps: 'segment' });
    expect(heard).toMatchObject({ segments: [{ startSeconds: 0 }], language: 'en' });
    const url = 'https://example.com/a.wav';
    expect((await client.transcribe('deepgram:nova-3', { url })).text).toContain('0 bytes');
    expect(host.requests.at(-1)?.body).toEqual({ url });
  });

  it('deepgram gets the caller’s words as they are, several of one name', async () => {
    const keyterm = ['{model}', 'a&b=c', 'Grüße'];
    await client.transcribe('deepgram:nova-3', recording, {
      language: 'en',
      providerOptions: { deepgram: { keyterm } },
    });
    expect(new URL(last(), 'http://host').searchParams.getAll('keyterm')).toEqual(keyterm);
  });

  it.each(['elevenlabs:scribe_v1', 'deepgram:nova-3'])(
    '%s takes recordings of any type, also of nothing',
    async (model) => {
      const plain = { data: new Uint8Array(), mediaType: 'application/octet-stream' };
      expect((await client.transcribe(model, plain)).text).toContain('0 bytes');
      await expect(client.transcribe(model, { fileId: 'f' })).rejects.toMatchObject({ code: 'unsupported' });
      const broken = { data: '*', mediaType: 'audio/wav' };
      await expect(client.transcribe(model, broken)).rejects.toMatchObject({ code: 'invalid-request' });
    },
  );

  it('counts what a price is known for', async () => {
    const price = { audio_second: '0.0001' };
    const models = { models: { 'deepgram:nova-3': { price }, 'elevenlabs:scribe_v1': { price } } };
    const paying = createClient({
      baseUrls: host.baseUrls,
      keys: { elevenlabs: 'good-key', deepgram: 'good-key' },
      models,
    });
    for (const model of Object.keys(models.models)) {
      const { usage } = await paying.transcribe(model, recording);
      expect(usage.cost?.total).toBeCloseTo(0.0001, 12);
      const long = { data: new Uint8Array(320_000), mediaType: 'audio/wav' };
      await expect(paying.transcribe(model, long, { maxCost: 0.0002 })).rejects.toMatchObject({
        code: 'budget',
      });
    }
  });
});

describe('a wrong key', () => {
  it.each(['elevenlabs:scribe_v1', 'deepgram:nova-3'])('is refused by %s', async (model) => {
    await expect(client.transcribe(model, recording, { apiKey: 'wrong-key' })).rejects.toMatchObject({
      code: 'auth',
      status: 401,
      model,
    });
  });
});

describe('what is sent', () => {
  it.each([
    ['elevenlabs:scribe_v1', 'ELEVENLABS_API_KEY', 'xi-api-key', 'env-key'],
    ['deepgram:nova-3', 'DEEPGRAM_API_KEY', 'authorization', 'Token env-key'],
  ])('%s: the key of the environment, and the request has a name', async (model, variable, header, value) => {
    const sent: HttpRequest[] = [];
    const own = createClient({
      env: { [variable]: 'env-key' },
      transport: (request) => {
        sent.push(request);
        const headers = { 'dg-request-id': 'r-1', 'request-id': 'r-1', 'content-type': 'application/json' };
        const body = { read: async () => undefined, close: () => {} };
        return Promise.resolve({ status: 400, headers, body });
      },
    });
    const failure = await own.transcribe(model, recording).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'invalid-request', requestId: 'r-1' });
    expect(sent[0]?.headers[header]).toBe(value);
    expect(sent[0]?.url).toMatch(/^https:\/\/api\.(elevenlabs\.io|deepgram\.com)\/v1\//);
    // A recording is Deepgram's whole body.
    const type = sent[0]?.headers['content-type'];
    expect(type).toMatch(model.startsWith('deepgram') ? /^audio\/wav$/ : /^multipart\/form-data; boundary=/);
  });
});

describe('faults', () => {
  const models = [
    'elevenlabs:scribe_v1',
    'deepgram:nova-3',
    'elevenlabs:eleven_v3',
    'deepgram:aura-2-thalia-en',
  ];
  const ask = (
    own: Client,
    model: string,
    retry: { readonly max?: number; readonly baseMs?: number },
  ): Promise<{ readonly attempts: readonly unknown[] }> =>
    /scribe|nova/.test(model)
      ? own.transcribe(model, recording, { retry })
      : own.speak(model, 'Hello', { retry, voice: 'v' });

  it.each(models)('%s: what passes is tried again, with the same bytes', async (model) => {
    const busy = await simulator({ turns: [{ fault: { type: 'status', status: 429 } }, { text: '' }] });
    try {
      expect((await ask(busy.client(), model, { baseMs: 1 })).attempts).toHaveLength(2);
      expect(busy.requests).toHaveLength(2);
      expect(busy.requests[1]?.path).toBe(busy.requests[0]?.path);
    } finally {
      await busy.close();
    }
  });

  it.each(models)('%s: a page, half a reply and nothing are failures', async (model) => {
    const replies: readonly (readonly [type: string, text: string])[] = [
      ['text/html', '<!doctype html><title>Sign in</title>'],
      ['application/json', '{"results":{"channels":[{"alterna'],
      ['application/json', '{}'],
      [/scribe|nova/.test(model) ? 'application/json' : 'audio/mpeg', ''],
    ];
    for (const [type, text] of replies) {
      const failure = await ask(answering(type, text), model, { max: 0 }).catch((error: unknown) => error);
      expect(failure, `${type} ${text}`).toMatchObject({
        name: 'ReqLLMError',
        code: expect.stringMatching(/^(?:bad-response|truncated)$/) as string,
        model,
      });
    }
  });

  function answering(type: string, text: string): Client {
    return createClient({
      keys: { elevenlabs: 'k', deepgram: 'k' },
      transport: () => {
        const pieces = text === '' ? [] : [new TextEncoder().encode(text)];
        const body = { read: async () => pieces.shift(), close: () => {} };
        return Promise.resolve({ status: 200, headers: { 'content-type': type }, body });
      },
    });
  }
});
