// A layer sees every call and every reply, streams and bodies alike.
import { createClient, type Middleware } from 'reqllm';
import { simulator } from 'reqllm/testing';

const log: Middleware = async (call, next) => {
  const reply = await next(call);
  reply.chunks.tap({ done: (outcome) => console.log(`${call.model.spec}: ${outcome.type}`) });
  return reply;
};

await using simulated = await simulator();
const client = createClient({ middleware: [log], baseUrls: simulated.baseUrls, keys: simulated.keys });
console.log((await client.generateText('xai:grok-3-mini', 'Hello')).text);
