import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeModel } from '../../testing/fake-model.ts';
import { type Simulator, simulator } from '../../testing/simulator.ts';
import type { HttpRequest, Transport } from '../../http/transport.ts';
import { type Client, createClient } from '../client.ts';

let host: Simulator;
let client: Client;
beforeAll(async () => {
  host = await simulator();
  client = host.client();
});
afterAll(() => host.close());

describe('embed', () => {
  it('gives a vector for each value in their order, over several requests', async () => {
    const values = Array.from({ length: 7 }, (_, at) => `text ${at}`);
    const all = await client.embed('openai:text-embedding-3-small', values, { dimensions: 4 });
    expect(all.embeddings).toHaveLength(7);
    expect(all.embeddings[0]).toHaveLength(4);
    const before = host.requests.length;
    const cut = await client.embed('openai:text-embedding-3-small', values, { dimensions: 4, batchSize: 3 });
    expect(host.requests.length - before).toBe(3);
    expect(cut.embeddings).toEqual(all.embeddings);
    expect(cut.usage.inputTokens).toBe(all.usage.inputTokens);
    expect(cut.attempts).toHaveLength(3);
    expect(cut.usage.cost?.total).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(cut))).toEqual(cut);
  });

  it('refuses what cannot be meant, with what was probably meant', async () => {
    await expect(client.embed('openai:text-embedding-3-small', [])).rejects.toThrow('empty');
    await expect(client.embed('openai:text-embedding-3-small', ['a', ''])).rejects.toThrow('values[1]');
    const wrong = { dimension: 4 } as object;
    await expect(client.embed('openai:text-embedding-3-small', 'a', wrong)).rejects.toThrow('dimensions');
    await expect(client.embed('openai:gpt-4o', 'a')).rejects.toThrow('generateText');
    await expect(client.generateImage('openai:text-embedding-3-small', 'a')).rejects.toThrow('`embed`');
    await expect(client.embed('anthropic:claude-haiku-4-5', 'a')).rejects.toMatchObject({
      code: expect.stringMatching(/config|unsupported/) as string,
    });
  });

  it('tells of a setting that the host does not have, or refuses it', async () => {
    const { warnings } = await client.embed('openai:text-embedding-3-small', 'a', { purpose: 'query' });
    expect(warnings).toMatchObject([{ code: 'dropped', setting: 'purpose' }]);
    const strict = { purpose: 'query', onUnsupported: 'error' } as const;
    await expect(client.embed('openai:text-embedding-3-small', 'a', strict)).rejects.toMatchObject({
      code: 'unsupported',
    });
  });
});

describe('generateImage', () => {
  it('gives images as base64 with their type', async () => {
    const { images, usage } = await client.generateImage('openai:gpt-image-1', 'a cat', { count: 2 });
    expect(images).toMatchObject([{ mediaType: 'image/png' }, { mediaType: 'image/png' }]);
    expect(usage.outputTokens).toBe(200);
  });

  it('sends images to change as a form', async () => {
    const { images } = await client.generateImage('openai:gpt-image-1', 'a cat', { count: 1 });
    const changed = await client.generateImage('openai:gpt-image-1', 'a dog', { images });
    expect(changed.images).toHaveLength(1);
    expect(host.requests.at(-1)).toMatchObject({
      path: '/v1/images/edits',
      body: { model: 'gpt-image-1', prompt: 'a dog' },
    });
  });
});

describe('streamImage', () => {
  const model = 'openai:gpt-image-1';

  it('shows first looks, then the image with what it used', async () => {
    const stream = await client.streamImage(model, 'a cat', { previews: 2 });
    const events: string[] = [];
    for await (const { type, image } of stream) {
      expect(image).toMatchObject({
        mediaType: 'image/png',
        data: expect.stringMatching(/^iVBOR/) as string,
      });
      events.push(type);
    }
    expect(events).toEqual(['preview', 'preview', 'image']);
    const { images, usage } = await stream.response();
    expect([images.length, usage.outputTokens]).toEqual([1, 100]);
    expect(host.requests.at(-1)?.body).toMatchObject({ stream: true, partial_images: 2 });
  });

  it('changes given images too, and is read to the end by who waits for it only', async () => {
    const images = [{ data: 'iVBORw0KGgo=', mediaType: 'image/png' }];
    const stream = await client.streamImage(model, 'a cat', { images, previews: 1 });
    expect((await stream.response()).images).toHaveLength(1);
    expect(host.requests.at(-1)?.path).toMatch(/\/images\/edits$/);
  });

  it('ends the call when its reader leaves, also before the first event', async () => {
    const stream = await client.streamImage(model, 'a cat', { previews: 3 });
    for await (const { type } of stream) {
      expect(type).toBe('preview');
      break;
    }
    await using unread = await client.streamImage(model, 'a cat', { previews: 3 });
    await unread[Symbol.asyncIterator]().return?.();
  });

  it('shows the image alone at hosts and models without first looks, and says so', async () => {
    for (const other of ['google:imagen-4.0-generate-001', 'openai:dall-e-3', 'xai:grok-imagine-image']) {
      const stream = await client.streamImage(other, 'a cat', { previews: 1 });
      const events: string[] = [];
      for await (const { type } of stream) events.push(type);
      expect(events).toEqual(['image']);
      expect((await stream.response()).warnings).toMatchObject([{ code: 'dropped', setting: 'previews' }]);
    }
  });

  it('asks a model that draws in a conversation there, and tells what it says in place of an image', async () => {
    const model = fakeModel([{ text: 'I draw no cats.' }], { as: 'google:gemini-2.5-flash-image' });
    const stream = await client.streamImage(model, 'a cat');
    await expect(stream.response()).rejects.toMatchObject({
      code: 'bad-response',
      message: expect.stringContaining('I draw no cats.') as string,
    });
    expect(model.requests[0]).toMatchObject({ protocol: 'google-generate', call: { stream: true } });
  });

  it('refuses what cannot be drawn', async () => {
    await expect(client.streamImage(model, '')).rejects.toThrow('prompt');
    await expect(client.streamImage(model, 'a', { count: 2 } as object)).rejects.toThrow('count');
    await expect(client.streamImage('openai:text-embedding-3-small', 'a')).rejects.toThrow('`embed`');
  });
});

describe('rerank', () => {
  it('gives the documents back in their order, the best first', async () => {
    const documents = ['Berlin is in Germany', 'What is the capital of France?', 'Paris'] as const;
    const query = 'the capital of France';
    const { ranking, usage } = await client.rerank('cohere:rerank-v3.5', { query, documents }, { topN: 2 });
    expect(ranking.map(({ index }) => index)).toEqual([1, 0]);
    expect(ranking[0]?.document).toBe(documents[1]);
    expect(usage.units).toEqual({ searches: 1 });
    const nothing = { query, documents: [] };
    await expect(client.rerank('cohere:rerank-v3.5', nothing)).rejects.toThrow('something in it');
  });
});

describe('speak and transcribe', () => {
  it('carry sound out and back', async () => {
    const { audio, usage } = await client.speak('openai:tts-1', 'Hello', { voice: 'coral' });
    expect(audio.mediaType).toBe('audio/wav');
    expect(Buffer.from(audio.data, 'base64').toString('latin1', 0, 4)).toBe('RIFF');
    expect(usage.units).toEqual({ characters: 5 });
    const heard = await client.transcribe('groq:whisper-large-v3', audio, { timestamps: 'word' });
    expect(heard.text).toContain(`${Buffer.from(audio.data, 'base64').length} bytes`);
    expect(heard).toMatchObject({ language: 'en', words: [{ text: 'Simulated', startSeconds: 0 }] });
    const bytes = { data: Uint8Array.of(1, 2, 3), mediaType: 'audio/mpeg' };
    expect((await client.transcribe('mistral:voxtral-mini-latest', bytes)).text).toContain('3 bytes');
  });
});

describe('moderate', () => {
  const model = 'openai:omni-moderation-latest';
  const image = { data: 'AA==', mediaType: 'image/png' };

  it('judges each value, texts together and what holds an image by itself', async () => {
    const before = host.requests.length;
    const { flagged, results, attempts } = await client.moderate(model, [
      'a walk',
      'pure violence',
      image,
      ['hate', image],
      'a walk',
    ]);
    expect(flagged).toBe(true);
    expect(results.map((each) => each.flagged)).toEqual([false, true, false, true, false]);
    expect(results[1]?.categories).toMatchObject({ violence: { flagged: true, score: 0.9 } });
    expect(results[3]?.categories.hate?.flagged).toBe(true);
    expect([host.requests.length - before, attempts.length]).toEqual([4, 4]);
    expect((await client.moderate(model, 'a walk')).flagged).toBe(false);
  });

  it('names kinds of harm alike at Mistral, which judges texts only', async () => {
    const { results } = await client.moderate('mistral:mistral-moderation-latest', ['about self-harm']);
    expect(results).toMatchObject([{ flagged: true, categories: { 'self-harm': { flagged: true } } }]);
    expect(host.requests.at(-1)).toMatchObject({ path: expect.stringMatching(/\/moderations$/) as string });
    await expect(client.moderate('mistral:mistral-moderation-latest', image)).rejects.toMatchObject({
      code: 'unsupported',
    });
  });

  it('refuses what cannot be judged', async () => {
    await expect(client.moderate(model, [])).rejects.toThrow('empty');
    await expect(client.moderate(model, ['a', []])).rejects.toThrow('values[1]');
    await expect(client.moderate('openai:gpt-4o', 'a')).rejects.toThrow('generateText');
  });
});

describe('ocr', () => {
  const model = 'mistral:mistral-ocr-latest';
  const pdf = { data: new Uint8Array([37, 80, 68, 70]), mediaType: 'application/pdf' };

  it('gives pages as Markdown with their pictures, and counts them', async () => {
    const answer = await client.ocr(model, pdf, { pages: [0, 2], images: true });
    expect(answer.pages.map(({ index }) => index)).toEqual([0, 2]);
    expect(answer.pages[0]).toMatchObject({
      markdown: expect.stringContaining('has 4 bytes') as string,
      images: [{ id: 'img-0.png', source: { mediaType: 'image/png' }, place: { right: 1 } }],
      size: { width: 800, height: 1_000 },
    });
    expect(answer.markdown).toBe(answer.pages.map(({ markdown }) => markdown).join('\n\n---\n\n'));
    expect(answer.usage.units).toEqual({ pages: 2 });
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
    const bare = await client.ocr(model, { url: 'https://example.com/a.pdf' });
    expect(bare.pages[0]?.images[0]?.source).toBeUndefined();
  });

  it('costs what a page does, where that is known, and keeps to maxima by it', async () => {
    expect((await client.ocr(model, pdf)).usage).toMatchObject({
      cost: null,
      costUnknown: expect.stringContaining('pages') as string,
    });
    const priced = host.client({ models: { models: { [model]: { price: { page: '0.002' } } } } });
    expect((await priced.ocr(model, pdf, { pages: [0, 1, 2] })).usage.cost?.total).toBe(0.006);
  });

  it('is asked for at Vertex AI in its place there', async () => {
    const credentials = { 'google-vertex': 'a-token' };
    const vertex = host.client({ credentials, env: { GOOGLE_CLOUD_PROJECT: 'p' } });
    const { pages } = await vertex.ocr('google-vertex:mistral-ocr-2505', pdf);
    expect(pages).toHaveLength(1);
    expect(host.requests.at(-1)).toMatchObject({
      protocol: 'mistral-ocr',
      path: expect.stringContaining('/publishers/mistralai/models/mistral-ocr-2505:rawPredict') as string,
    });
  });

  it('refuses what is no document, and pages that are none', async () => {
    await expect(client.ocr(model, 'a.pdf' as never)).rejects.toThrow('document');
    await expect(client.ocr(model, pdf, { pages: [-1] })).rejects.toThrow('page numbers');
    await expect(client.ocr('openai:gpt-4o', pdf)).rejects.toMatchObject({ code: 'unsupported' });
  });
});

describe('every provider with an endpoint', () => {
  it.for([
    'cohere:embed-v4.0',
    'google:gemini-embedding-001',
    'mistral:mistral-embed',
    'voyage:voyage-3.5',
    'jina:jina-embeddings-v3',
    'openrouter:openai/text-embedding-3-small',
    'togetherai:made-up-embedding',
    'ollama:all-minilm',
    'vllm:made-up-embedding',
  ])('embeds with %s', async (spec) => {
    const { embeddings, usage } = await client.embed(spec, ['one', 'two'], { purpose: 'document' });
    expect(embeddings).toHaveLength(2);
    expect(embeddings[0]).not.toEqual(embeddings[1]);
    expect(usage.inputTokens).toBe(2);
  });

  it('draws with Imagen', async () => {
    const { images } = await client.generateImage('google:imagen-4.0-generate-001', 'a cat', { count: 2 });
    expect(images).toHaveLength(2);
  });

  it('repeats what failed for a while, and tells of what failed for good', async () => {
    await using failing = await simulator({
      turns: [{ fault: { type: 'status', status: 503 } }, {}, { fault: { type: 'status', status: 401 } }],
    });
    const own = failing.client();
    const options = { retry: { baseMs: 1 } };
    const { attempts } = await own.embed('openai:text-embedding-3-small', 'a', options);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['error', 'ok']);
    await expect(own.embed('openai:text-embedding-3-small', 'a')).rejects.toMatchObject({ code: 'auth' });
  });
});

describe('a model that draws in a conversation', () => {
  it('is asked there, and what a conversation cannot say is told', async () => {
    const sent: HttpRequest[] = [];
    const inlineData = { mimeType: 'image/png', data: 'iVBORw0KGgo=' };
    const reply = {
      candidates: [
        { content: { role: 'model', parts: [{ text: 'Here.' }, { inlineData }] }, finishReason: 'STOP' },
      ],
      usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 1290, totalTokenCount: 1295 },
    };
    const bytes = [new TextEncoder().encode(JSON.stringify(reply))];
    const transport: Transport = (request) => {
      sent.push(request);
      const body = { read: () => Promise.resolve(bytes.shift()), close: () => {} };
      return Promise.resolve({ status: 200, headers: { 'content-type': 'application/json' }, body });
    };
    const own = createClient({ transport, env: {}, keys: { google: 'key-of-nobody' } });
    const options = { images: [{ data: 'AAEC', mediaType: 'image/png' }], size: '1024x1024' };
    const answer = await own.generateImage('google:gemini-2.5-flash-image', 'a cat', options);
    expect(answer.images).toEqual([{ data: 'iVBORw0KGgo=', mediaType: 'image/png' }]);
    expect(answer.text).toBe('Here.');
    expect(answer.warnings).toMatchObject([{ code: 'dropped', setting: 'size' }]);
    expect(sent[0]?.url).toContain('gemini-2.5-flash-image:generateContent');
    expect(String(sent[0]?.body)).toContain('AAEC');
  });
});
