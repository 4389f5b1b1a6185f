import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { ResumeToken } from '../../core/recovery.ts';
import type { HttpRequest, HttpResponse, Transport } from '../../http/transport.ts';
import { fakeModel } from '../../testing/fake-model.ts';
import { type Simulator, simulator } from '../../testing/simulator.ts';
import { type Client, createClient } from '../client.ts';

const poll = { everyMs: 1 };
const spec = 'xai:grok-imagine-video';
const veo = 'google:veo-3.1-lite-generate-preview';

let simulated: Simulator;
let client: Client;
beforeAll(async () => {
  simulated = await simulator();
  client = simulated.client();
});
afterAll(() => simulated.close());

describe.each([spec, veo, 'openrouter:x-ai/grok-imagine-video'])('%s', (model) => {
  it('makes a video, which is fetched with the key where it is behind it', async () => {
    const before = simulated.requests.length;
    const made = await client.generateVideo(model, 'a calm ocean', { durationSeconds: 4, poll });
    expect(made.videos).toHaveLength(1);
    const [video] = made.videos;
    expect(video).toMatchObject({ mediaType: 'video/mp4' });
    if (video === undefined || !('data' in video)) throw new Error('no data');
    expect(Buffer.from(video.data, 'base64').toString('latin1', 4, 8)).toBe('ftyp');
    expect(made).toMatchObject({ warnings: [], attempts: [{ outcome: 'ok' }] });
    expect(JSON.parse(JSON.stringify(made))).toEqual(made);
    // One request, and two looks.
    expect(simulated.requests.length - before).toBe(3);
    const again = await client.resumeVideo(made.job as ResumeToken, { poll, download: false });
    expect(again.videos).toEqual([
      { url: expect.stringContaining(simulated.url) as string, mediaType: 'video/mp4' },
    ]);
    expect(again.job).toEqual(made.job);
    // Nothing was handed in again.
    expect(simulated.requests.length - before).toBe(4);
  });
});

test('a fake model makes videos too, without a key', async () => {
  for (const as of [spec, veo]) {
    const model = fakeModel(undefined, { as });
    const { videos } = await createClient({ env: {} }).generateVideo(model, 'a', { poll });
    expect(videos).toMatchObject([{ data: expect.any(String) as string }]);
    expect(model.requests).toHaveLength(3);
  }
});

const bodyOf = (text: string | Uint8Array): HttpResponse['body'] => {
  let isRead = false;
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return {
    read: async () => (isRead ? undefined : ((isRead = true), bytes)),
    close: () => {},
  } as HttpResponse['body'];
};
const reply = (status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: bodyOf(body instanceof Uint8Array ? body : JSON.stringify(body)),
});
const over = (...replies: (HttpResponse | (() => HttpResponse) | Error)[]) => {
  const sent: HttpRequest[] = [];
  const transport: Transport = async (request) => {
    sent.push(request);
    const next = replies[Math.min(sent.length, replies.length) - 1];
    if (next instanceof Error) throw next;
    return typeof next === 'function' ? next() : (next as HttpResponse);
  };
  const keys = { xai: 'xai-secret-1234567', google: 'g-secret-1234567', openrouter: 'or-secret-1234567' };
  return { client: createClient({ transport, keys }), sent };
};

const pending = () => reply(202, { status: 'pending', progress: 1 });
const done = () =>
  reply(200, {
    status: 'done',
    video: { url: 'https://vidgen.x.ai/bucket/v.mp4', duration: 1, respect_moderation: true },
    usage: { cost_in_usd_ticks: 500_000_000 },
    progress: 100,
  });
const taken = () => reply(200, { request_id: 'job-1' });
const mp4 = new Uint8Array([0, 0, 0, 8, 102, 116, 121, 112]);

test('a video at another host comes as its address, with what xAI says that it cost', async () => {
  const { client: xai, sent } = over(taken(), pending(), done());
  const { videos, usage, timing, raw } = await xai.generateVideo(spec, 'a', { poll, include: ['raw'] });
  expect(raw).toMatchObject([{ request_id: 'job-1' }, { status: 'pending' }, { status: 'done' }]);
  expect(videos).toEqual([{ url: 'https://vidgen.x.ai/bucket/v.mp4', mediaType: 'video/mp4' }]);
  expect(usage).toMatchObject({ units: { videoSeconds: 1 }, cost: { total: 0.05, source: 'provider' } });
  expect(timing.totalMs).toBeGreaterThanOrEqual(0);
  expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST https://api.x.ai/v1/videos/generations',
    'GET https://api.x.ai/v1/videos/job-1',
    'GET https://api.x.ai/v1/videos/job-1',
  ]);
});

test('a video at another host is fetched without the key', async () => {
  const { client: xai, sent } = over(taken(), done(), reply(200, mp4, { 'content-type': 'video/mp4' }));
  const { videos } = await xai.generateVideo(spec, 'a', { poll, download: true });
  expect(videos).toEqual([{ data: Buffer.from(mp4).toString('base64'), mediaType: 'video/mp4' }]);
  expect(sent[1]?.headers).toMatchObject({ authorization: 'Bearer xai-secret-1234567' });
  expect(JSON.stringify(sent[2]?.headers)).not.toContain('secret');
});

describe('a video behind the key', () => {
  const name = 'models/veo-3.1-lite-generate-preview/operations/op-1';
  const uri = 'https://generativelanguage.googleapis.com/v1beta/files/v1:download?alt=media';
  const ready = () =>
    reply(200, {
      name,
      done: true,
      response: { generateVideoResponse: { generatedSamples: [{ video: { uri } }] } },
    });
  const file = () => reply(200, mp4, { 'content-type': 'video/mp4' });

  it('is fetched, also where it was moved, with the key at Google alone', async () => {
    const inside = 'https://generativelanguage.googleapis.com/download/v1beta/files/v1:download?alt=media';
    const outside = 'https://storage.example/v1.mp4';
    const moved = (location: string) => () => reply(302, '', { location });
    const { client: google, sent } = over(reply(200, { name }), ready, moved(inside), moved(outside), file);
    const { videos, usage } = await google.generateVideo(veo, 'a', { poll, durationSeconds: 4 });
    expect(videos).toMatchObject([{ mediaType: 'video/mp4' }]);
    expect(usage).toMatchObject({ units: { videoSeconds: 4 }, cost: null });
    expect(usage.costUnknown).toContain('videoSeconds');
    expect(sent.slice(2).map(({ url, headers }) => [url, headers['x-goog-api-key']])).toEqual([
      [uri, 'g-secret-1234567'],
      [inside, 'g-secret-1234567'],
      [outside, undefined],
    ]);
  });

  it('is not lost when it cannot be fetched', async () => {
    const refused = () => reply(403, { error: { message: 'No.' } });
    const { client: google, sent } = over(reply(200, { name }), ready, refused);
    const error = await google.generateVideo(veo, 'a', { poll }).catch((each: unknown) => each);
    expect(error).toMatchObject({ code: 'permission', retryable: false, resume: { id: name } });
    expect((error as Error).message).toContain('resumeVideo(error.resume)');
    expect(sent).toHaveLength(3);
  });

  it('is fetched over https alone', async () => {
    const plain = () =>
      reply(200, {
        name,
        done: true,
        response: { generateVideoResponse: { generatedSamples: [{ video: { uri: 'http://10.0.0.1/v' } }] } },
      });
    const { client: google, sent } = over(reply(200, { name }), plain);
    await expect(google.generateVideo(veo, 'a', { poll, download: true })).rejects.toMatchObject({
      code: 'bad-response',
    });
    expect(sent).toHaveLength(2);
  });
});

test('the next model of a chain is asked when the first takes no job, and its file is fetched with its own key', async () => {
  const url = 'https://openrouter.ai/api/v1/videos/o-1/content?index=0';
  const { client: both, sent } = over(
    () => reply(503, { error: 'busy' }),
    () => reply(202, { id: 'o-1', status: 'pending' }),
    () => reply(200, { id: 'o-1', status: 'completed', unsigned_urls: [url], usage: { cost: 0.05 } }),
    () => reply(200, mp4, { 'content-type': 'video/mp4' }),
  );
  const chain = [spec, 'openrouter:x-ai/grok-imagine-video'] as const;
  const made = await both.generateVideo(chain, 'a', { poll, retry: 0 });
  expect(made).toMatchObject({
    videos: [{ mediaType: 'video/mp4' }],
    model: { provider: 'openrouter' },
    job: { provider: 'openrouter', id: 'o-1' },
    attempts: [{ outcome: 'error' }, { outcome: 'ok' }],
    usage: { cost: { total: 0.05 } },
  });
  expect(sent.map(({ headers }) => headers['authorization'])).toEqual([
    'Bearer xai-secret-1234567',
    ...Array<string>(3).fill('Bearer or-secret-1234567'),
  ]);
});

describe('a job that was taken on', () => {
  const retry = { max: 2, baseMs: 1 };
  const busy = () => reply(503, { error: 'busy' });

  it('is never handed in again, whatever becomes of the looks', async () => {
    const { client: xai, sent } = over(taken(), busy);
    const error = await xai.generateVideo(spec, 'a', { poll, retry }).catch((each: unknown) => each);
    expect(error).toMatchObject({
      retryable: false,
      status: 503,
      resume: { version: 1, provider: 'xai', protocol: 'xai-videos', id: 'job-1' },
    });
    expect(sent.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(sent).toHaveLength(4);
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  it('is asked about again after a look that failed in passing', async () => {
    const { client: xai, sent } = over(taken(), busy, pending, done);
    expect((await xai.generateVideo(spec, 'a', { poll, retry })).videos).toHaveLength(1);
    expect(sent.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET', 'GET']);
  });

  it('is no other model’s business', async () => {
    const { client: xai, sent } = over(taken(), busy);
    const chain = [spec, 'openrouter:x-ai/grok-imagine-video'] as const;
    await expect(xai.generateVideo(chain, 'a', { poll, retry: 0 })).rejects.toMatchObject({
      resume: { id: 'job-1' },
    });
    expect(sent.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('is left at once, with its token, and picked up elsewhere', async () => {
    const controller = new AbortController();
    const { client: xai, sent } = over(taken(), () => {
      controller.abort();
      return pending();
    });
    const error: unknown = await xai
      .generateVideo(spec, 'a', { poll, signal: controller.signal })
      .catch((each: unknown) => each);
    expect(error).toMatchObject({ code: 'aborted', resume: { id: 'job-1' } });
    expect(sent).toHaveLength(2);
    const token = JSON.parse(JSON.stringify((error as { resume: unknown }).resume)) as ResumeToken;
    const { client: other, sent: asked } = over(pending(), done());
    expect((await other.resumeVideo(token, { poll })).usage.cost?.total).toBe(0.05);
    const looks = asked.map(({ method, url }) => `${method} ${url}`);
    expect(looks).toEqual(Array(2).fill('GET https://api.x.ai/v1/videos/job-1'));
  });

  it.each([
    [
      { status: 'failed', error: { code: 'x', message: 'The prompt was flagged.' } },
      'content-filter',
      'flagged',
    ],
    [{ status: 'expired' }, 'server', 'it is expired'],
    [
      { status: 'done', video: { url: 'https://a/b', respect_moderation: false } },
      'content-filter',
      'withheld',
    ],
    [{ status: 'done' }, 'bad-response', 'there is no video'],
    [{}, 'bad-response', 'tells of no job'],
  ])('may fail: %o', async (body, code, message) => {
    const { client: xai, sent } = over(taken(), () => reply(200, body));
    const made = xai.generateVideo(spec, 'a', { poll, retry });
    await expect(made).rejects.toMatchObject({
      code,
      retryable: false,
      resume: { id: 'job-1' },
      message: expect.stringContaining(message) as string,
    });
    expect(sent).toHaveLength(2);
  });
});

test('frames may be bytes', async () => {
  const firstFrame = { data: new Uint8Array([1, 2, 3]), mediaType: 'image/png' };
  await client.generateVideo(spec, 'a', { firstFrame, poll });
  const sent = simulated.requests.filter(({ body }) => body !== null).at(-1);
  expect(sent?.body).toMatchObject({ image: { url: 'data:image/png;base64,AQID' } });
});

describe('what cannot be', () => {
  it.each([
    [() => client.generateVideo(spec, ''), 'prompt'],
    [() => client.generateVideo(spec, 'a', { firstFrame: 'a.png' } as never), 'firstFrame'],
    [() => client.generateVideo(spec, 'a', { lastFrame: { data: 1 } } as never), 'last frame'],
    [() => client.generateVideo(spec, 'a', { durationSeconds: 0 }), 'durationSeconds'],
    [() => client.generateVideo(spec, 'a', { poll: { everyMs: 0 } }), 'everyMs'],
    [() => client.generateVideo(spec, 'a', { size: '1x1' } as never), 'Unknown option "size"'],
    [() => client.generateVideo('openai:gpt-image-1', 'a'), 'generateImage'],
    [() => client.generateImage(spec, 'a'), 'generateVideo'],
    [() => client.resumeVideo({} as never), 'no resume token'],
    [
      () =>
        client.resumeVideo({ version: 1, provider: 'xai', protocol: 'xai-videos', model: 'm', id: '../x' }),
      'no id of a job',
    ],
    [
      () => client.resumeVideo({ version: 1, provider: 'xai', protocol: 'nothing', model: 'm', id: 'x' }),
      'nothing',
    ],
    [() => client.resumeVideo({} as never, { seed: 1 } as never), 'resume'],
    [() => client.generateVideo('groq:whisper-large-v3', 'a'), 'transcribe'],
    [() => client.generateVideo(spec, 'a', { seed: 1, audio: true, onUnsupported: 'error' }), 'seed'],
    [() => client.generateVideo(spec, 'a', { maxCost: { usd: 0.01, strict: true } }), 'maxCost'],
  ])('is refused before anything is sent (%#)', async (work, message) => {
    const before = simulated.requests.length;
    await expect(work()).rejects.toMatchObject({ message: expect.stringContaining(message) as string });
    expect(simulated.requests).toHaveLength(before);
  });

  it('is told in warnings', async () => {
    const options = { seed: 1, negativePrompt: 'rain', count: 2, poll } as const;
    const { warnings } = await client.generateVideo(spec, 'a', options);
    expect(new Set(warnings.map(({ setting }) => setting))).toEqual(
      new Set(['count', 'negativePrompt', 'seed']),
    );
  });
});
