import { createClient, generateText, type ModelInput } from 'reqllm';
import { budget, cache, fallback, redisLimits } from 'reqllm/middleware';
import { createClient as connect } from 'redis';

// A chain is a model; names in it are typed like single ones.
const chain: ModelInput = ['openai:gpt-4o-mini', { provider: 'openai', id: 'my-own' }];
void generateText(chain, 'Hello', { temperature: 0 });
void generateText(['openai:gpt-4o-mini', 'anthropic:claude-haiku-4-5'], 'Hello', { temperature: 0 });

// What one of the models is known not to take, the chain does not take.
// @ts-expect-error o1 takes no temperature.
void generateText(['openai:gpt-4o-mini', 'openai:o1'], 'Hello', { temperature: 0 });

// @ts-expect-error A chain has at least one model.
void generateText([], 'Hello');

// Clients of the package `redis`, and any Keyv, fit as they are.
const store = redisLimits(connect());
void createClient({
  middleware: [budget({ usd: 1, per: 'day', store }), cache({ store: new Map<string, string>() })],
});

// @ts-expect-error Not a word of queries.
void fallback({ requires: ['tools'] });
