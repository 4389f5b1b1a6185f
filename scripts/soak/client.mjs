// One measurement of the built package in a process of its own: `node --expose-gc client.mjs <name> <server> <count>`.
import { getEventListeners } from 'node:events';
import { createClient } from '../../dist/index.js';

const [name = '', url = '', count = '0'] = process.argv.slice(2);
const client = createClient({
  env: {},
  keys: { groq: 'key' },
  baseUrls: { groq: `${url}/v1` },
  defaults: { retry: 0 },
});
const open = (how, options = {}) => client.streamText('groq:m', `Please ${how}`, options);
const state = async () => (await fetch(`${url}/state`)).json();
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const megabytes = (bytes) => Math.round((bytes / 1024 / 1024) * 10) / 10;
const cpuMs = (since) => {
  const { user, system } = process.cpuUsage(since);
  return Math.round((user + system) / 1_000);
};

async function heap() {
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc();
    await wait(20);
  }
  return process.memoryUsage().heapUsed;
}

async function pool(total, width, job) {
  let next = 0;
  const worker = async () => {
    while (next < total) await job(next++);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

async function drain(stream) {
  for await (const text of stream.textStream()) if (text === '') throw new Error('empty');
}

async function until(isSo, limitMs) {
  const startedAt = performance.now();
  while (!(await isSo()) && performance.now() - startedAt < limitMs) await wait(5);
  return Math.round(performance.now() - startedAt);
}

/** Timers of our own that still run: the fetch of this program has one each half second. */
async function timersLeft() {
  await wait(1_500);
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

const measurements = {
  /** Streams that are aborted, left early and read to the end, a third each. */
  async churn(total) {
    const shared = new AbortController();
    const settled = [];
    const kinds = [
      async () => {
        const own = new AbortController();
        const stream = await open('hang', { signal: own.signal });
        const reading = drain(stream).catch((error) => error.code);
        await wait(1);
        const at = performance.now();
        own.abort();
        if ((await reading) !== 'aborted') throw new Error('not aborted');
        settled.push(performance.now() - at);
      },
      async () => {
        for await (const text of (await open('hang', { signal: shared.signal })).textStream())
          if (text !== '') break;
      },
      async () => drain(await open('finish', { signal: shared.signal })),
    ];
    const job = (index) => kinds[index % 3]();
    await pool(Math.ceil(total / 10), 24, job);
    // What the runtime loads for its own fetch is not ours to count.
    await state();
    const early = await heap();
    const startedAt = performance.now();
    const before = process.cpuUsage();
    await pool(total - Math.ceil(total / 10), 24, job);
    const cpu = cpuMs(before) / (total * 0.9);
    const seconds = (performance.now() - startedAt) / 1_000;
    const closedMs = await until(async () => {
      await client.close();
      return (await state()).sockets <= 1;
    }, 2_000);
    const { sockets } = await state();
    const growth = (await heap()) - early;
    settled.sort((left, right) => left - right);
    return {
      streams: total,
      perSecond: Math.round((total * 0.9) / seconds),
      cpuMsEach: Math.round(cpu * 100) / 100,
      heapGrowthMb: megabytes(growth),
      openSockets: Math.max(0, sockets - 1),
      closedMs,
      timers: await timersLeft(),
      listeners: getEventListeners(shared.signal, 'abort').length,
      abortP99Ms: Math.round((settled[Math.floor(settled.length * 0.99)] ?? 0) * 10) / 10,
    };
  },
  /** How soon the server sees that a stream was aborted. */
  async abort(total) {
    const times = [];
    for (let index = 0; index < total; index += 1) {
      const own = new AbortController();
      const stream = await open('hang', { signal: own.signal });
      const reading = drain(stream).catch(() => {});
      const at = Date.now();
      own.abort();
      await reading;
      await until(async () => (await state()).answering === 0, 1_000);
      // By the server's word: asking for it takes longer than the closing.
      times.push((await state()).endedAt - at);
    }
    times.sort((left, right) => left - right);
    return { aborts: total, socketClosedP99Ms: Math.round(times[Math.floor(total * 0.99)] ?? times.at(-1)) };
  },
  /** Many slow streams at once. */
  async slow(total) {
    await drain(await open('finish'));
    const before = await heap();
    const rss = process.memoryUsage().rss;
    let most = rss;
    const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 50);
    await Promise.all(Array.from({ length: total }, async () => drain(await open('slow:2000'))));
    clearInterval(timer);
    return {
      streams: total,
      rssGrowthMb: megabytes(most - rss),
      heapLeftMb: megabytes((await heap()) - before),
    };
  },
  /** A flood whose reader pauses for a second, then reads on. */
  async flood(size) {
    await drain(await open('finish'));
    await heap();
    const before = process.memoryUsage().rss;
    const stream = await open(`flood:${size}`);
    const reader = stream.textStream()[Symbol.asyncIterator]();
    await reader.next();
    await wait(1_000);
    const { written } = await state();
    let most = process.memoryUsage().rss;
    const pausedMb = megabytes(most - before);
    let characters = 16_000;
    let reads = 0;
    for (let next = await reader.next(); !next.done; next = await reader.next()) {
      characters += next.value.length;
      reads += 1;
      if (reads % 64 === 0) {
        await wait(2);
        most = Math.max(most, process.memoryUsage().rss);
      }
    }
    return {
      sizeMb: size,
      readAheadMb: megabytes(written),
      rssPausedMb: pausedMb,
      rssMostMb: megabytes(most - before),
      readMb: megabytes(characters),
    };
  },
  /** A stream of a gigabyte whose words are few, read slowly. */
  async long(size) {
    await drain(await open('finish'));
    await heap();
    const before = process.memoryUsage().rss;
    let most = before;
    let words = 0;
    for await (const text of (await open(`comments:${size}`)).textStream()) {
      words += text.length / 5;
      await wait(5);
      most = Math.max(most, process.memoryUsage().rss);
    }
    return { sizeMb: size, words, rssMostMb: megabytes(most - before) };
  },
  /** Streams that were opened, never read and forgotten. */
  async unread(total) {
    let collected = 0;
    const registry = new FinalizationRegistry(() => (collected += 1));
    await pool(total, 20, async () => registry.register(await open('hang'), 0));
    const opened = (await state()).sockets;
    for (let round = 0; round < 50 && collected < total; round += 1) await heap();
    await until(async () => (await state()).sockets <= 1, 1_000);
    return { streams: total, opened, collected, openSockets: Math.max(0, (await state()).sockets - 1) };
  },
  /** A line that never ends. */
  async endless(count) {
    const before = process.memoryUsage().rss;
    const codes = [];
    let readMb = 0;
    for (let index = 0; index < count; index += 1) {
      codes.push(await drain(await open('endless')).catch((error) => error.code));
      readMb = Math.max(readMb, megabytes((await state()).written));
    }
    const typed = codes.filter((code) => code === 'bad-response').length;
    return {
      lines: count,
      untyped: count - typed,
      readMb,
      rssMb: megabytes(process.memoryUsage().rss - before),
    };
  },
  /** How long after its limit a call that hangs ends. */
  async limits(total) {
    const limitMs = 150;
    const kinds = [
      ['silent', 'headersMs'],
      ['nothing', 'firstChunkMs'],
      ['hang', 'idleMs'],
      ['hang', 'totalMs'],
    ];
    const late = {};
    await drain(await open('finish'));
    for (const [how, limit] of kinds) {
      const times = [];
      for (let index = 0; index < total / kinds.length; index += 1) {
        const startedAt = performance.now();
        const error = await open(how, { timeout: { [limit]: limitMs } })
          .then(drain)
          .catch((failure) => failure);
        if (error?.code !== 'timeout') throw new Error(`no timeout: ${error?.code}`);
        times.push(performance.now() - startedAt - limitMs);
      }
      late[limit] = Math.round(Math.max(...times));
    }
    return { calls: total, ...late, lateMs: Math.max(...Object.values(late)) };
  },
  /** 128 KB of a tool's arguments in small pieces. */
  async arguments(deltas) {
    const tools = [{ name: 'add', inputSchema: { type: 'object' } }];
    await (await open('arguments:16', { tools })).response();
    const before = process.cpuUsage();
    const response = await (await open(`arguments:${deltas}`, { tools })).response();
    return { deltas, bytes: response.toolCalls[0].input.a.length, cpuMs: cpuMs(before) };
  },
  /** One event of many megabytes. */
  async big(size) {
    await drain(await open('finish'));
    const before = process.cpuUsage();
    const response = await (await open(`big:${size}`)).response();
    return { sizeMb: megabytes(response.text.length), cpuMs: cpuMs(before) };
  },
};

const result = await measurements[name](Number(count));
process.stdout.write(JSON.stringify(result));
process.exit(0);
