import { brotliCompressSync, constants, createGzip, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { ReqLLMError } from '../core/error.ts';
import { readAll, readStart } from './limits.ts';
import { createNodeTransport } from './node.ts';
import { post, serve, serveRaw, sleep, until } from './node-test-server.ts';
import type { HttpResponse } from './transport.ts';

const signal = (): AbortSignal => new AbortController().signal;
const get = (url: string): Promise<HttpResponse> =>
  createNodeTransport({ keepAliveMs: 0 })(post(url), signal());
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const failure = (promise: Promise<unknown>): Promise<ReqLLMError> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => error as ReqLLMError,
  );

describe('reading', () => {
  test('chunks that arrive together are one read', async () => {
    const chunks = Array.from({ length: 200 }, (_, index) => `data: ${index}\n\n`);
    const body = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
    await using server = await serveRaw((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${body}0\r\n\r\n`),
    );
    const { body: stream } = await get(server.url);
    await sleep(20);
    expect(text(await stream.read())).toBe(chunks.join(''));
    expect(await stream.read()).toBeUndefined();
  });

  test('each write that arrives alone is handed over at once', async () => {
    await using server = await serve((_request, response) => {
      let count = 0;
      const timer = setInterval(() => {
        count += 1;
        response.write(`part ${count}`);
        if (count === 3) clearInterval(timer);
      }, 20);
    });
    const { body } = await get(server.url);
    expect([text(await body.read()), text(await body.read()), text(await body.read())]).toEqual([
      'part 1',
      'part 2',
      'part 3',
    ]);
    await body.close();
  });

  test('a flood is not read ahead of the reader, and arrives whole', async () => {
    const total = 64 * 1024 * 1024;
    const block = Buffer.alloc(256 * 1024, 'x');
    let accepted = 0;
    await using server = await serve((_request, response) => {
      const more = (): void => {
        while (accepted < total) {
          accepted += block.length;
          if (!response.write(block)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    const { body } = await get(server.url);
    let read = (await body.read())?.length ?? 0;
    await sleep(200);
    const [socket] = server.open;
    // What the server has handed to the system less what we read is in the system's buffers and in ours.
    const readAhead = (socket?.bytesWritten ?? 0) - (socket?.writableLength ?? 0) - read;
    expect(readAhead).toBeLessThan(48 * 1024 * 1024);
    let largest = 0;
    for (let bytes = await body.read(); bytes !== undefined; bytes = await body.read()) {
      read += bytes.length;
      largest = Math.max(largest, bytes.length);
    }
    expect(read).toBe(total);
    expect(largest).toBeLessThanOrEqual(256 * 1024);
  });

  test('what this process holds of an unread flood is under half a megabyte', async () => {
    await using server = await serve((_request, response) => {
      const block = Buffer.alloc(64 * 1024);
      const more = (): void => {
        while (response.write(block)) continue;
        response.once('drain', more);
      };
      response.on('error', () => {});
      more();
    });
    const response = await get(server.url);
    await standstill(() => [...server.open][0]?.bytesWritten);
    const held = (await response.body.read())?.length ?? 0;
    expect(held).toBeGreaterThanOrEqual(65_536);
    expect(held).toBeLessThan(512 * 1024);
    await response.body.close();
    await until(() => server.open.size === 0);
  });

  test('a reply that arrived before its connection broke is whole', async () => {
    let reset = (): void => {};
    await using server = await serveRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello');
      reset = () => void socket.resetAndDestroy();
    });
    const { body } = await get(server.url);
    // The body came in one packet with the headers.
    reset();
    await sleep(60);
    expect(text(await readAll(body))).toBe('hello');
  });
});

describe('limits', () => {
  test('`readAll` cuts a reply without end', async () => {
    await using server = await serve((_request, response) => {
      const timer = setInterval(() => response.write('y'.repeat(1_000)), 1);
      response.on('close', () => clearInterval(timer));
    });
    const error = await failure(readAll((await get(server.url)).body, 5_000));
    expect(error).toMatchObject({ code: 'bad-response', phase: 'stream' });
    expect(error.message).toContain('5000 bytes');
    await until(() => server.open.size === 0);
  });

  test('`readStart` keeps the beginning and cuts the rest', async () => {
    await using server = await serve((_request, response) => void response.write('z'.repeat(300_000)));
    expect((await readStart((await get(server.url)).body)).length).toBe(65_536);
    await until(() => server.open.size === 0);
  });
});

describe('a compressed reply that was not asked for', () => {
  const plain = 'data: {"text":"grüß"}\n\n'.repeat(5_000);
  const forms: readonly (readonly [string, Buffer])[] = [
    ['gzip', gzipSync(plain)],
    ['X-GZip', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['br', brotliCompressSync(plain)],
  ];

  test.each(forms)('%s is decompressed', async (encoding, bytes) => {
    await using server = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': encoding, 'content-length': bytes.length }).end(bytes),
    );
    const { headers, body } = await get(server.url);
    expect(text(await readAll(body))).toBe(plain);
    expect(headers).not.toHaveProperty('content-encoding');
    expect(headers).not.toHaveProperty('content-length');
  });

  test('a stream that flushes is read as it comes', async () => {
    await using server = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      const gzip = createGzip();
      gzip.pipe(response);
      gzip.write('first');
      gzip.flush(constants.Z_SYNC_FLUSH);
    });
    const { body } = await get(server.url);
    expect(text(await body.read())).toBe('first');
    await body.close();
    await until(() => server.open.size === 0);
  });

  test.each(forms)('%s that is corrupt fails and cuts the connection', async (encoding, bytes) => {
    const broken = Buffer.from(bytes);
    broken.fill(0xff, 4, 40);
    await using server = await serve(
      (_request, response) => void response.writeHead(200, { 'content-encoding': encoding }).write(broken),
    );
    const error = await failure(readAll((await get(server.url)).body));
    expect(error).toMatchObject({ code: 'bad-response', phase: 'stream', retryable: false });
    await until(() => server.open.size === 0);
  });

  test('cut short in a reply that ends well: the rest is missed', async () => {
    const bytes = gzipSync(plain).subarray(0, 100);
    await using server = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes),
    );
    expect(await failure(readAll((await get(server.url)).body))).toMatchObject({
      code: 'network',
      retryable: true,
    });
  });

  test('cut off by the network', async () => {
    const bytes = gzipSync(plain);
    await using server = await serveRaw((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bytes.length}\r\n\r\n`);
      socket.write(bytes.subarray(0, 100));
      setTimeout(() => socket.destroy(), 20);
    });
    expect(await failure(readAll((await get(server.url)).body))).toMatchObject({
      code: 'network',
      phase: 'stream',
    });
  });

  test('a small one that unpacks to a giant is stopped at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(300_000);
    await using server = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    const before = process.memoryUsage().rss;
    const error = await failure(readAll((await get(server.url)).body, 1024 * 1024));
    expect(error).toMatchObject({ code: 'bad-response' });
    // All of it would be 256 MB.
    expect(process.memoryUsage().rss - before).toBeLessThan(192 * 1024 * 1024);
  });

  test('what follows its end is left unread', async () => {
    const bytes = Buffer.concat([deflateSync('all'), Buffer.from('garbage')]);
    await using server = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'deflate' }).end(bytes),
    );
    expect(text(await readAll((await get(server.url)).body))).toBe('all');
    await until(() => server.open.size === 0);
  });

  test('an encoding that nobody knows', async () => {
    await using server = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'zip7' }).end('?'),
    );
    const error = await failure(get(server.url));
    expect(error).toMatchObject({ code: 'bad-response' });
    await until(() => server.open.size === 0);
  });
});

/** Waits until a number has not grown for ten turns. */
async function standstill(count: () => number | undefined): Promise<void> {
  for (let [quiet, last] = [0, count()]; quiet < 10;) {
    await sleep(10);
    quiet = count() === last ? quiet + 1 : 0;
    last = count();
  }
}
