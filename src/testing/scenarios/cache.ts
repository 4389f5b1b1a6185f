import type { TextOptions } from '../../client/options.ts';
import { tool, type Tool } from '../../client/tool.ts';
import type { CatalogModel } from '../../catalog/schema.ts';
import { checkAnswer, expectThat } from './checks.ts';
import type { Scenario } from './scenario.ts';
import { always, onlyWith, roomy } from './settings.ts';

// Longer than the shortest prompt that any provider caches: 4,096 tokens on the largest Claudes.
// https://docs.claude.com/en/docs/build-with-claude/prompt-caching#cache-limitations
const manual: string = Array.from(
  { length: 400 },
  (_, index) => `Rule ${index + 1}: customer records are read before accounts, and accounts before balances.`,
).join('\n');

/** Where the format has a mark for what is to be cached, the mark; elsewhere providers cache by themselves. */
function cached(model: CatalogModel | undefined, options: TextOptions): TextOptions {
  const isMarked = model?.wires.text?.api === 'anthropic-messages';
  if (model === undefined || !isMarked) return options;
  return { ...options, providerOptions: { [model.provider]: { cache_control: { type: 'ephemeral' } } } };
}

const promptCaching: Scenario = {
  id: 'prompt_caching',
  shows: 'reads the same prompt from its cache, and counts it',
  type: 'text',
  ability: 'caching',
  applies: onlyWith('caching'),
  async run({ client, model, facts }) {
    const settings = roomy(facts, { temperature: 0, maxTokens: 64, system: manual }, 1_000);
    const options = cached(facts, settings);
    const prompt = 'How many rules are there? Answer with the number only.';
    checkAnswer(await client.generateText(model, prompt, options));
    const second = await client.generateText(model, prompt, options);
    checkAnswer(second);
    const { cacheReadTokens } = second.usage;
    expectThat((cacheReadTokens ?? 0) > 0, 'The second prompt must come from the cache.', cacheReadTokens);
  },
};

/** A chain of three tools, each of which needs what the one before found. */
function chain(calls: string[]): Tool[] {
  const step = (name: string, argument: string, execute: (value: string) => unknown): Tool =>
    tool({
      name,
      description: `${name.replaceAll('_', ' ')} by ${argument.replaceAll('_', ' ')}`,
      inputSchema: { type: 'object', properties: { [argument]: { type: 'string' } }, required: [argument] },
      execute: (args) => {
        calls.push(name);
        return execute(String((args as Readonly<Record<string, unknown>>)[argument]));
      },
    }) as Tool;
  const only = (value: string, wanted: string, found: object): unknown =>
    value.includes(wanted) ? found : { error: `nothing is known of ${value}` };
  return [
    step('find_customer', 'name', (name) => only(name, 'Ada', { customer_id: 'c-7' })),
    step('find_account', 'customer_id', (id) => only(id, 'c-7', { account_id: 'a-9' })),
    step('get_balance', 'account_id', (id) => only(id, 'a-9', { balance: 42 })),
  ];
}

const sequentialToolCache: Scenario = {
  id: 'sequential_tool_cache',
  shows: 'calls three tools in a row, each turn reading the one before from the cache',
  type: 'text',
  ability: 'caching',
  applies: onlyWith('caching', 'tools'),
  async run({ client, model, facts }) {
    const calls: string[] = [];
    const settings = roomy(facts, { temperature: 0, maxTokens: 500, system: manual }, 2_000);
    const run = await client.runTools(
      model,
      "What is the balance of Ada's account? Use the tools, one after the other.",
      {
        ...cached(facts, settings),
        tools: chain(calls),
        maxSteps: 6,
      },
    );
    const isInOrder = calls.join(' ') === 'find_customer find_account get_balance';
    expectThat(isInOrder, 'Each tool must be called once, in order.', calls);
    expectThat(run.text.includes('42'), 'The balance is 42.', run.text);
    const { cacheReadTokens } = run.usage;
    expectThat((cacheReadTokens ?? 0) > 0, 'Later turns must read from the cache.', cacheReadTokens);
  },
};

const labels: Scenario = {
  id: 'labels_basic',
  shows: 'takes labels of the caller, and answers',
  type: 'text',
  isOptional: true,
  applies: always,
  async run({ client, model, facts }) {
    const metadata = { environment: 'test', team: 'engineering', use_case: 'coverage_test' };
    const options = roomy(facts, { metadata, maxTokens: 200, onUnsupported: 'error' }, 1_000);
    const response = await client.generateText(model, 'Say hello in one word.', options);
    checkAnswer(response);
    // A rule for the model may still take them out.
    const lost = response.warnings.find(({ setting }) => setting === 'metadata');
    expectThat(lost === undefined, 'The labels must be sent.', lost?.message);
    expectThat(/\w/.test(response.text), 'There must be a word.', response.text);
  },
};

export const cacheScenarios: readonly Scenario[] = [promptCaching, sequentialToolCache, labels];
