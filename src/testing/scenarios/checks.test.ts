import { describe, expect, test } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import type { ModelResponse } from '../../core/response.ts';
import { type Cost, usage, type Usage } from '../../core/usage.ts';
import { useSimulators } from '../../../test/support/simulated.ts';
import { checkAnswer, checkCost, checkStream, checkUsage, expectThat } from './checks.ts';
import { ScenarioFailure } from './scenario.ts';

const simulators = useSimulators();
const answer = (): Promise<ModelResponse> => simulators.client.generateText('openai:gpt-4o-mini', 'Hello');

/** What a check says; undefined when it is content. */
function verdict(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof ScenarioFailure) return error.message;
    throw error;
  }
}

test('a failure shows what there was, cut', () => {
  const said = verdict(() => expectThat(false, 'It must hold.', 'x'.repeat(500)));
  expect(said).toMatch(/^It must hold\. Found: "x{199}\.$/);
});

describe('an answer', () => {
  test('as it should be passes', async () => {
    const response = await answer();
    expect(verdict(() => checkAnswer(response))).toBeUndefined();
  });

  test.each<readonly [string, (response: ModelResponse) => object]>([
    ["The answer's role must be assistant", ({ message }) => ({ message: { ...message, role: 'user' } })],
    ['The conversation must end with the answer', () => ({ context: { version: 1, messages: [] } })],
    [
      'The reason of the end must be one we know',
      () => ({ finishReason: 'other', rawFinishReason: 'tired' }),
    ],
    ['The answer must hold text, thoughts or a tool call', () => ({ text: ' ' })],
  ])('%s', async (expected, change) => {
    const response = await answer();
    expect(verdict(() => checkAnswer({ ...response, ...change(response) } as ModelResponse))).toContain(
      expected,
    );
  });
});

describe('counters', () => {
  const good: Usage = usage({
    inputTokens: 10,
    outputTokens: 5,
    totalTokens: 15,
    reasoningTokens: 2,
    cacheReadTokens: 4,
  });

  test('that agree pass', () => expect(verdict(() => checkUsage(good))).toBeUndefined());

  test.each<readonly [string, Partial<Usage>]>([
    ['The provider must have counted tokens', { status: 'unknown' }],
    ['The prompt must have tokens', { inputTokens: null }],
    ['The output must be counted', { outputTokens: null }],
    ['The output must be counted', { outputTokens: -1 }],
    ['The total must be no less than input and output', { totalTokens: 14 }],
    ['Cached tokens must be a part of the input', { cacheReadTokens: 8, cacheWriteTokens: 3 }],
    ['Thoughts must be a part of the output', { reasoningTokens: 6 }],
  ])('%s: %j', (expected, change) => {
    expect(verdict(() => checkUsage({ ...good, ...change }))).toContain(expected);
  });
});

describe('costs', () => {
  const good = { total: 3, input: 1, output: 2, complete: true, source: 'registry' } as Cost;
  const verdictOf = (change: Partial<Cost>): string | undefined =>
    verdict(() => checkCost({ ...usage({}), cost: { ...good, ...change } }));

  test('whose parts make the whole pass, and those that a provider tells', () => {
    expect(verdictOf({})).toBeUndefined();
    expect(verdictOf({ total: 9, source: 'provider' })).toBeUndefined();
  });
  test('that do not', () => {
    expect(verdictOf({ total: 3.1 })).toContain("The cost's parts must make the whole");
    expect(verdictOf({ total: Number.NaN })).toContain('The cost must be a number');
    expect(verdictOf({ total: -1 })).toContain('The cost must be a number');
  });
});

describe('streams', () => {
  const text = { type: 'text', block: 0, text: 'Hi' } as const;
  const finish = { type: 'finish', reason: 'stop' } as const;
  const verdictOf = async (...chunks: Chunk[]): Promise<string | undefined> => {
    const response = { ...(await answer()), text: 'Hi' };
    return verdict(() => checkStream(chunks, response));
  };

  test('that keep the rules pass', async () => expect(await verdictOf(text, finish)).toBeUndefined());
  test('The finish must come last', async () =>
    expect(await verdictOf(finish, text)).toContain('The finish must come last'));
  test('A stream must have one finish', async () => {
    expect(await verdictOf(text)).toContain('A stream must have one finish');
    expect(await verdictOf(text, finish, finish)).toContain('A stream must have one finish');
  });
  test('A block must not change its kind', async () => {
    const thought = { type: 'reasoning', block: 0, text: 'Hm' } as const;
    expect(await verdictOf(text, thought, finish)).toContain('A block must not change its kind');
  });
  test('The pieces of text must be the text of the response', async () =>
    expect(await verdictOf({ ...text, text: 'H' }, finish)).toContain('The pieces of text must be the text'));
});
