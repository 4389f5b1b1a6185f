import { expect, test } from 'vitest';
import { callOf } from '../../../test/support/calls.ts';
import { useSimulators } from '../../../test/support/simulated.ts';
import { modelOf } from '../../core/model.ts';
import type { CallReport, CallStart } from '../../core/observation.ts';
import { usage } from '../../core/usage.ts';
import { estimateTokens } from '../../middleware/tokens/estimate.ts';
import { createTokenMemory, type TokenMemory } from './token-memory.ts';

const simulators = useSimulators();
const model = modelOf({ provider: 'openrouter', id: 'somebody/some-model' });

function callWith(words: number): ReturnType<typeof callOf> {
  const text = 'word '.repeat(words);
  return callOf({}, { model, messages: [{ role: 'user', content: [{ type: 'text', text }] }] });
}

/** Tells a memory of a call, and of what its provider counted. */
function tell(memory: TokenMemory, words: number, tokens: number, more: Partial<CallReport> = {}): void {
  const call = callWith(words);
  const start = { model: model.spec, operation: 'text' } as CallStart;
  const watcher = memory.begin?.(start, call);
  const used = usage({ inputTokens: tokens, outputTokens: 1 });
  const attempts = [{ model: model.spec, startedAt: 0, ms: 1, outcome: 'ok', usage: used }] as const;
  watcher?.end({ ...start, outcome: 'ok', usage: used, attempts, totalMs: 1, ...more } as CallReport);
}

// What its host puts in front, a rate of its own, and some noise: the first two can be learned, the third cannot.
const countedFor = (words: number, at: number): number => Math.round(300 + 1.4 * words + ((at * 7) % 5));
const lengthAt = (at: number): number => 5 + ((at * 37) % 180);

test('learns what stands in front, and the rate; the bound holds for calls to come', () => {
  const memory = createTokenMemory();
  for (let at = 0; at < 60; at += 1) tell(memory, lengthAt(at), countedFor(lengthAt(at), at));
  let within = 0;
  for (let at = 60; at < 160; at += 1) {
    const packaged = estimateTokens(callWith(lengthAt(at)));
    const learned = memory.learned(model.spec, packaged.tokens);
    expect(learned?.learnedFrom).toBe(60);
    expect(learned?.errorBound).toBeLessThan((packaged.errorBound ?? 0) / 10);
    const miss = Math.abs((learned?.tokens ?? 0) - countedFor(lengthAt(at), at));
    if (miss <= (learned?.errorBound ?? 0)) within += 1;
  }
  expect(within).toBeGreaterThanOrEqual(95);
});

test('says nothing from few calls, and takes no lesson from calls that tell less', () => {
  const memory = createTokenMemory();
  for (let at = 0; at < 26; at += 1) tell(memory, lengthAt(at), countedFor(lengthAt(at), at));
  expect(memory.learned(model.spec, 100)).toBeUndefined();
  const none = [{ outcome: 'error' }, { cached: true }, { attempts: [] }, { model: 'a:b' }] as const;
  for (const more of none) for (let at = 0; at < 9; at += 1) tell(memory, 10, 100_000, more as object);
  expect(memory.learned(model.spec, 100)).toBeUndefined();
  tell(memory, 10, countedFor(10, 3));
  expect(memory.learned(model.spec, 100)?.errorBound).toBeLessThan(20);
});

test('follows a host that changes its mind, and is not led astray by single odd calls', () => {
  const memory = createTokenMemory();
  for (let at = 0; at < 60; at += 1) tell(memory, lengthAt(at), countedFor(lengthAt(at), at) + 500);
  for (let at = 0; at < 120; at += 1)
    tell(memory, lengthAt(at), at % 30 === 7 ? 50_000 : countedFor(lengthAt(at), at));
  const { tokens = 0 } = memory.learned(model.spec, estimateTokens(callWith(100)).tokens) ?? {};
  expect(Math.abs(tokens - countedFor(100, 2))).toBeLessThan(10);
});

test('a client learns from its own calls, from its first count on', async () => {
  const simulated = await simulators.start({
    turns: (call) => {
      let words = 0;
      for (const { content } of call.messages)
        for (const part of content) if (part.type === 'text') words += part.text.length;
      return { text: 'Yes.', usage: { inputTokens: 700 + Math.round(words / 3), outputTokens: 1 } };
    },
  });
  const client = simulated.client();
  const spec = 'groq:llama-3.3-70b-versatile';
  const ask = (at: number): Promise<unknown> => client.generateText(spec, 'word '.repeat(1 + (at % 40)));
  const before = await client.countTokens(spec, 'word '.repeat(20));
  expect(before.learnedFrom).toBeUndefined();
  for (let at = 0; at < 30; at += 1) await ask(at * 7);
  const after = await client.countTokens(spec, 'word '.repeat(20));
  expect(after).toMatchObject({ method: 'estimate', learnedFrom: 30 });
  expect(Math.abs(after.tokens - 733)).toBeLessThanOrEqual(after.errorBound ?? 0);
  expect(after.errorBound).toBeLessThan(before.errorBound ?? 0);
});
