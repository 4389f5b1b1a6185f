import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReqLLMError } from '../core/error.ts';
import { downloadMedia, type MediaLimits, type MediaSeams } from './node-media.ts';
import { createCertificate } from './node-test-certificate.ts';

const pair = createCertificate();
const seen: IncomingMessage[] = [];
const reached: string[] = [];
let server: Server;
let port = 0;
let looked: string[] = [];

const pages: Record<string, (response: ServerResponse) => void> = {
  '/cat.png': (response) => response.writeHead(200, { 'content-type': 'image/PNG; x=1' }).end('meow'),
  '/inside': (response) => response.writeHead(302, { location: `https://127.0.0.1:${port}/cat.png` }).end(),
  '/metadata': (response) => response.writeHead(302, { location: 'https://169.254.169.254/latest' }).end(),
  '/plain': (response) => response.writeHead(302, { location: `http://localhost:${port}/cat.png` }).end(),
  '/file': (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/once': (response) => response.writeHead(302, { location: '/cat.png' }).end(),
  '/loop': (response) => response.writeHead(302, { location: '/loop' }).end(),
  '/page': (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
  '/untyped': (response) => response.writeHead(200).end('?'),
  '/gone': (response) => response.writeHead(404).end(),
  '/large': (response) => response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.alloc(200_000)),
  '/never': () => undefined,
};

// The host name leads to 127.0.0.2, which this test takes for a public address; all others are not.
const seams: MediaSeams = {
  lookup: (host) => {
    looked.push(host);
    return Promise.resolve(host === 'localhost' ? ['127.0.0.2'] : ['127.0.0.2', '10.0.0.1']);
  },
  isAllowed: (address) => address === '127.0.0.2',
  ca: pair.cert,
};

beforeAll(async () => {
  server = createServer(pair, (request, response) => {
    seen.push(request);
    reached.push(request.socket.localAddress ?? '');
    pages[request.url ?? '']?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const fetched = (path: string, limits: MediaLimits = {}, signal?: AbortSignal) =>
  downloadMedia(`https://localhost:${port}${path}`, limits, signal, seams);
const failure = (tried: Promise<unknown>): Promise<ReqLLMError> =>
  tried.then(
    () => Promise.reject(new Error('it was fetched')),
    (error: unknown) => error as ReqLLMError,
  );

test('a file comes with its type, by the address that was checked, after one look-up', async () => {
  looked = [];
  const { bytes, mediaType } = await fetched('/cat.png');
  expect([Buffer.from(bytes).toString(), mediaType]).toEqual(['meow', 'image/png']);
  expect(looked).toEqual(['localhost']);
  expect(reached.at(-1)).toMatch(/127\.0\.0\.2$/);
  const { headers } = seen.at(-1) as IncomingMessage;
  expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host']);
});

test('a redirect is followed after the same checks', async () => {
  expect((await fetched('/once')).mediaType).toBe('image/png');
});

test.each([['/inside'], ['/metadata'], ['/plain'], ['/file'], ['/loop']])('%s is refused', async (path) => {
  const before = seen.length;
  const error = await failure(fetched(path));
  expect(error.code).toBe('config');
  expect(error.message).not.toContain('127.0.0.1');
  expect(seen.length - before).toBeLessThanOrEqual(4);
});

test('a name with one private answer is refused unseen', async () => {
  const before = seen.length;
  const tried = downloadMedia(`https://mixed.example:${port}/cat.png`, {}, undefined, seams);
  expect((await failure(tried)).code).toBe('config');
  expect(seen).toHaveLength(before);
});

test('without seams nothing of this machine is reached', async () => {
  for (const host of ['localhost', '127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1'])
    expect((await failure(downloadMedia(`https://${host}:${port}/cat.png`, {}, undefined))).code).toBe(
      'config',
    );
});

test.each([['/page'], ['/untyped'], ['/gone']])('%s is no media', async (path) => {
  expect((await failure(fetched(path))).code).toBe('bad-response');
});

test('size and time have limits, and the caller may leave', async () => {
  expect((await failure(fetched('/large', { maxBytes: 100_000 }))).message).toMatch(/larger/);
  expect(await failure(fetched('/never', { timeoutMs: 50 }))).toMatchObject({ code: 'timeout' });
  const controller = new AbortController();
  const tried = failure(fetched('/never', {}, controller.signal));
  controller.abort();
  expect((await tried).code).toBe('aborted');
});

test('a name that is looked up for ever has the same limits', async () => {
  const silent: MediaSeams = { ...seams, lookup: () => new Promise(() => {}) };
  const tried = (limits: MediaLimits, signal?: AbortSignal): Promise<ReqLLMError> =>
    failure(downloadMedia('https://localhost/cat.png', limits, signal, silent));
  expect(await tried({ timeoutMs: 20 })).toMatchObject({ code: 'timeout', timeout: 'total' });
  expect(await tried({}, AbortSignal.timeout(20))).toMatchObject({ code: 'aborted' });
  expect(await tried({}, AbortSignal.abort())).toMatchObject({ code: 'aborted' });
});
