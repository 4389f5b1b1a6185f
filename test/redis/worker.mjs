// One of several processes that share a limit or a budget in Redis, told by its arguments what to do.
import { createClient as connect } from 'redis';
import { createClient } from 'reqllm';
import { budget, rateLimit, redisLimits } from 'reqllm/middleware';

const { job, redis, baseUrls, keys, settings, calls } = JSON.parse(process.argv[2]);
const connection = await connect({ url: redis }).connect();
const store = redisLimits(connection);
const tell = (message) => new Promise((resolve) => process.send(message, resolve));

if (job === 'hold') {
  // Claims and never settles: it is about to be killed.
  await store.claim(`held-${process.pid}`, settings.gauges, settings.leaseMs);
  await tell('held');
  setInterval(() => {}, 1_000);
} else {
  const layer = job === 'limit' ? rateLimit({ ...settings, store }) : budget({ ...settings, store });
  // Inside of the layer: what gets this far was let through.
  const witness = async (call, next) => {
    const startedAt = Date.now();
    try {
      const reply = await next(call);
      reply.chunks.tap({ done: () => events.push({ startedAt, endedAt: Date.now() }) });
      return reply;
    } catch (error) {
      events.push({ startedAt, endedAt: Date.now() });
      throw error;
    }
  };
  const events = [];
  const client = createClient({ baseUrls, keys, middleware: [layer, witness] });
  await tell('ready');
  await new Promise((resolve) => process.once('message', resolve));
  let spent = 0;
  let refused = 0;
  const one = async (index) => {
    try {
      const model = 'openai:gpt-4o-mini';
      const stream = await client.streamText(model, `Call ${index}`, { maxTokens: 200 });
      const response = await stream.response();
      spent += response.usage.cost?.total ?? Number.NaN;
    } catch (error) {
      if (error.code !== 'budget' && error.code !== 'rate-limited') throw error;
      refused += 1;
    }
  };
  await Promise.all(Array.from({ length: calls }, (_, index) => one(index)));
  await layer.settled?.();
  await tell({ events, spent, refused });
  await client.close();
  await connection.close();
  process.disconnect();
}
