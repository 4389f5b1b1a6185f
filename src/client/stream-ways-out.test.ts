import { createServer, get } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { afterAll, describe, expect, it } from 'vitest';
import { failureOf, useSimulators } from '../../test/support/simulated.ts';
import { faults } from '../testing/fault.ts';
import type { StreamResponse } from './text-stream.ts';
import { type EventSink, toSSE } from './event-reply.ts';

const simulators = useSimulators();
const spec = 'anthropic:claude-haiku-4-5';

const servers: Server[] = [];
afterAll(() => servers.forEach((server) => server.close()));

/** A server of somebody's application, which hands on what a model says. */
async function application(
  begin: () => Promise<StreamResponse>,
): Promise<{ url: string; over: Promise<void> }> {
  let settle = (): void => {};
  const over = new Promise<void>((resolve) => (settle = resolve));
  const server = createServer((_request, response) => {
    void begin()
      .then((stream) => stream.pipeTo(response))
      .finally(settle);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, over };
}

/** A reader that asks, and leaves once it was heard. */
async function leaveEarly(protocol: string, answer: (response: EventSink) => void): Promise<void> {
  let heard = (): void => {};
  const isHeard = new Promise<void>((resolve) => (heard = resolve));
  const server =
    protocol === 'http'
      ? createServer((_request, response) => {
          answer(response);
          heard();
        })
      : createHttp2Server((_request, response) => {
          answer(response);
          heard();
        });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  if (protocol === 'http') {
    const request = get(url).on('error', () => {});
    await isHeard;
    request.destroy();
    return;
  }
  const session = connect(url);
  const request = session.request({ ':path': '/' }).on('error', () => {});
  await isHeard;
  request.close();
  await new Promise<void>((resolve) => session.close(resolve));
}

async function eventsOf(reply: Response): Promise<EventSourceMessage[]> {
  const events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event) });
  parser.feed(await reply.text());
  return events;
}

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const textOf = (events: readonly EventSourceMessage[]): string =>
  events
    .filter(({ event }) => event === 'text')
    .map(({ data }) => (JSON.parse(data) as { text: string }).text)
    .join('');

describe('toSSE', () => {
  it('is the stream in events, the last of them its end', async () => {
    const { client } = simulators;
    const reply = (await client.streamText(spec, 'Hello')).toSSE({ headers: { 'x-app': '1' } });
    expect(reply.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(reply.headers.get('x-app')).toBe('1');
    const events = await eventsOf(reply);
    expect(textOf(events)).toBe((await client.generateText(spec, 'Hello')).text);
    expect(events.slice(-2).map(({ event }) => event)).toEqual(['finish', 'end']);
  });

  it('tells of a failure what a page may know', async () => {
    const simulated = await simulators.start({
      turns: [{ text: 'One two three four five', fault: faults.reset(5) }],
    });
    const stream = await simulated.client().streamText(spec, 'Hello');
    const events = await eventsOf(stream.toSSE());
    expect(textOf(events)).toContain('One');
    const { event, data } = events.at(-1) as EventSourceMessage;
    expect([event, JSON.parse(data)]).toEqual([
      'error',
      { code: 'network', retryable: expect.any(Boolean) as boolean },
    ]);
  });

  it('stops the call when the reader hangs up', async () => {
    const simulated = await simulators.start({
      turns: [{ text: 'One two three four', fault: faults.stall(5, true) }],
    });
    const stream = await simulated.client().streamText(spec, 'Hello');
    const reader = stream.toSSE().body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect((await stream.response()).finishReason).toBe('cancelled');
    await expect.poll(() => simulated.answering).toBe(0);
  });

  it('sends no keep-alives all the time when they are to come never', async () => {
    let speak = (): void => {};
    const quiet = new Promise<void>((resolve) => (speak = resolve));
    const slow = (async function* () {
      await quiet;
      yield { type: 'text' };
    })();
    const text = toSSE(slow, { keepAliveMs: Infinity }).text();
    // Time for a timer that was set too far and fires at once.
    await new Promise((resolve) => setTimeout(resolve, 20));
    speak();
    expect(await text).not.toContain('keep-alive');
  });

  it('speaks up while nothing comes, and has bytes as base64', async () => {
    const slow = (async function* () {
      await new Promise((resolve) => setTimeout(resolve, 60));
      yield { type: 'media', block: 0, data: new Uint8Array([1, 2, 3]) };
    })();
    const text = await toSSE(slow, { keepAliveMs: 20 }).text();
    expect(text).toMatch(
      /^(: keep-alive\n\n)+event: media\ndata: \{.*"data":"AQID"\}\n\nevent: end\ndata: \{\}\n\n$/,
    );
  });
});

describe('pipeTo', () => {
  it('hands a stream on over HTTP', async () => {
    const { url } = await application(() => simulators.client.streamText(spec, 'Hello'));
    const events = await eventsOf(await fetch(url));
    expect(textOf(events)).toContain('no model ran');
    expect(events.at(-1)?.event).toBe('end');
  });

  it('stops the call when the browser leaves', async () => {
    const simulated = await simulators.start({
      turns: [{ text: 'One two three four', fault: faults.stall(5, true) }],
    });
    const { url, over } = await application(() => simulated.client().streamText(spec, 'Hello'));
    const leave = new AbortController();
    const reply = await fetch(url, { signal: leave.signal });
    await reply.body?.getReader().read();
    leave.abort();
    await over;
    await expect.poll(() => simulated.answering).toBe(0);
  });

  it.each(['http', 'http2'])('stops the call when the reader had left before: %s', async (protocol) => {
    const simulated = await simulators.start({
      turns: [{ text: 'One two three four', fault: faults.stall(5, true) }],
    });
    let settle = (_over: Promise<void>): void => {};
    const over = new Promise<void>((resolve) => (settle = resolve));
    const answer = (response: EventSink): void => {
      response.on('close', () => {
        const stream = simulated.client().streamText(spec, 'Hello');
        settle(stream.then((begun) => begun.pipeTo(response)));
      });
    };
    await leaveEarly(protocol, answer);
    await over;
    expect(simulated.requests).toHaveLength(1);
    await expect.poll(() => simulated.answering).toBe(0);
  });

  it('waits for a reader that is slow', async () => {
    let made = 0;
    const flood = (async function* () {
      for (; made < 20_000; made += 1) yield { type: 'text', text: 'x'.repeat(10_000) };
    })();
    const server = createServer((_request, response) => {
      void import('./pipe-events.ts').then(({ pipeEvents }) => pipeEvents(flood, response));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const reply = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const reader = reply.body?.getReader();
    await reader?.read();
    await new Promise((resolve) => setTimeout(resolve, 100));
    // What systems take into their buffers are some megabytes of the 200.
    expect(made).toBeLessThan(15_000);
    await reader?.cancel();
  });
});

describe('tee', () => {
  it('gives two readers the same call, each with its response', async () => {
    const simulated = await simulators.start();
    const [left, right] = (await simulated.client().streamText(spec, 'Hello')).tee();
    const [texts, response] = await Promise.all([allOf(left.textStream()), right.response()]);
    expect(texts.join('')).toBe(response.text);
    const { message, usage, id, finishReason } = await left.response();
    expect({ message, usage, id, finishReason }).toEqual({
      message: response.message,
      usage: response.usage,
      id: response.id,
      finishReason: response.finishReason,
    });
    expect(simulated.requests).toHaveLength(1);
  });

  it('one after the other', async () => {
    const [left, right] = (await simulators.client.streamText(spec, 'Hello')).tee();
    expect((await left.response()).text).toBe((await right.response()).text);
  });

  it('goes on for one reader when the other leaves, and stops when both have', async () => {
    const simulated = await simulators.start({
      turns: [{ text: 'One two three' }, { text: 'One two three four', fault: faults.stall(5, true) }],
    });
    const [left, right] = (await simulated.client().streamText(spec, 'Hello')).tee();
    await left.cancel();
    expect((await right.response()).text).toBe('One two three');
    const both = (await simulated.client().streamText(spec, 'Hello')).tee();
    for (const each of both) await each.cancel();
    await expect.poll(() => simulated.answering).toBe(0);
  });

  it('fails both readers with the one error, and is refused once the reading has begun', async () => {
    const simulated = await simulators.start({
      turns: [{ text: 'One two three four', fault: faults.reset(5) }],
    });
    const stream = await simulated.client().streamText(spec, 'Hello');
    const codes = await Promise.all(
      stream.tee().map(async (each) => (await failureOf(each.response())).code),
    );
    expect(codes).toEqual(['network', 'network']);
    expect(() => stream.tee()).toThrow(/before it is read/);
  });

  it('fails the reader that falls too far behind, and nobody else', async () => {
    const text = 'word '.repeat(60_000);
    const simulated = await simulators.start({ turns: [{ text }] });
    const [left, right] = (await simulated.client().streamText(spec, 'Hello')).tee();
    expect((await left.response()).text).toBe(text);
    expect((await failureOf(right.response())).message).toMatch(/behind the other/);
  });
});
