import { expect, test } from 'vitest';
import type { AnyCall } from '../core/operation.ts';
import { ChunkStream } from '../core/chunk-stream.ts';
import type { Reply } from '../core/call.ts';
import { modelOf } from '../core/model.ts';
import { Tries } from '../core/tries.ts';
import { unknownUsage, usage } from '../core/usage.ts';
import { callFor } from '../testing/call-for.ts';
import { openBill } from './bill.ts';

const model = modelOf({ provider: 'openai', id: 'gpt-4o-mini' });
const call: AnyCall = callFor({ model, messages: [], stream: true });
const reply: Reply = { chunks: ChunkStream.of([]), model, attempts: [], startedAt: 1 };
const cut = { model: model.spec, startedAt: 1, ms: 5, outcome: 'truncated', usage: unknownUsage } as const;
const common = { mode: 'restart', attempt: 1, model: model.spec } as const;

test('a budget pays for broken streams too', () => {
  const price = (used: typeof unknownUsage) => ({
    ...used,
    cost: { total: (used.inputTokens ?? 0) + (used.outputTokens ?? 0) } as NonNullable<typeof used.cost>,
  });
  const bill = openBill(call, price, { input: 10, output: 20 }).answered(reply, price);
  bill.add({ type: 'text', block: 0, text: 'x'.repeat(400) });
  bill.add({ type: 'recovery', event: { ...common, phase: 'ok', startedAt: 6, tries: [cut] } });
  bill.add({ type: 'usage', usage: usage({ inputTokens: 10, outputTokens: 5 }) });
  bill.add({ type: 'finish', reason: 'stop' });
  expect(bill.total(true)).toBe(10 + 15);
});

test('the requests of a reply, as its events tell', () => {
  const tries = new Tries(reply);
  expect(tries).toMatchObject({ over: [], current: { startedAt: 1 }, isSameModel: true });
  const cause = { code: 'server' } as const;
  tries.add({ ...common, phase: 'failed', cause, tries: [cut, cut] });
  expect(tries).toMatchObject({ over: [cut, cut], current: undefined });
  const origin = { provider: 'other', protocol: 'openai-chat', model: 'm' };
  tries.add({ phase: 'retract', attempt: 2, model: 'other:m', origin });
  tries.add({ ...common, attempt: 2, model: 'other:m', phase: 'ok', startedAt: 9, tries: [cut, cut] });
  expect(tries).toMatchObject({ current: { startedAt: 9 }, isSameModel: false, model: { spec: 'other:m' } });
});
