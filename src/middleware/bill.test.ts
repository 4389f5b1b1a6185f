import { describe, expect, it } from 'vitest';
import { useSimulators } from '../../test/support/simulated.ts';
import { ChunkStream } from '../core/chunk-stream.ts';
import { modelOf } from '../core/model.ts';
import type { AnyCall } from '../core/operation.ts';
import { unknownUsage, usage, type Usage } from '../core/usage.ts';
import { callFor } from '../testing/call-for.ts';
import { openBill } from './bill.ts';
import { budget } from './budget.ts';
import { answerTokens, dearestCost, usageAsked } from './estimate.ts';

const simulators = useSimulators();
const spoken = 'x'.repeat(1_000);
const tts = modelOf({ provider: 'openai', id: 'tts-1' });
const { control } = callFor({ model: tts, messages: [], stream: false });
const speech: AnyCall = { operation: 'speech', model: tts, stream: false, text: spoken, control };
const perCharacter = (used: Usage): Usage => ({
  ...used,
  cost: { total: (used.units?.characters ?? 0) / 1e6 } as NonNullable<Usage['cost']>,
});

describe('what is counted in other units than tokens', () => {
  it('is estimated before a call is made', () => {
    expect(dearestCost(speech, perCharacter, { input: 250, output: 0 })).toBe(0.001);
    const image = {
      operation: 'image',
      model: tts,
      stream: false,
      prompt: 'a cat',
      count: 3,
      control,
    } as const;
    expect(usageAsked(image, { input: 2, output: 0 }).units).toEqual({ images: 3 });
    expect(answerTokens(image)).toBe(3 * 6_240);
    const documents = [...Array<string>(99).fill('short'), 'word '.repeat(1_200)];
    const ranked = {
      operation: 'rerank',
      model: tts,
      stream: false,
      query: 'q',
      documents,
      control,
    } as const;
    expect(usageAsked(ranked, { input: 2, output: 0 }).units).toEqual({ searches: 2 });
    expect(usageAsked({ ...ranked, documents: [] }, { input: 2, output: 0 }).units).toEqual({ searches: 1 });
  });

  it('is estimated for recordings from their size, and not for those that are only named', () => {
    const heard = (audio: Extract<AnyCall, { operation: 'transcription' }>['audio']) =>
      usageAsked(
        { operation: 'transcription', model: tts, stream: false, audio, control },
        { input: 1, output: 1 },
      ).units;
    expect(heard({ data: 'A'.repeat(128_000), mediaType: 'audio/wav' })).toEqual({ audioSeconds: 3 });
    expect(heard({ data: 'A'.repeat(128_000), mediaType: 'audio/mpeg' })).toEqual({ audioSeconds: 24 });
    expect(heard({ url: 'https://example.com/a.mp3' })).toBeUndefined();
  });

  it('is on the bill, of a whole answer, of one that was left, and of a try that was lost', () => {
    const bill = openBill(speech, perCharacter, { input: 250, output: 0 });
    const answered = bill.answered(
      { chunks: ChunkStream.of([]), model: tts, attempts: [], startedAt: 1 },
      perCharacter,
    );
    expect(answered.total(true)).toBe(0.001);
    expect(answered.total(false)).toBe(0.001);
    const lost = { model: tts.spec, startedAt: 1, ms: 5, outcome: 'truncated', usage: unknownUsage } as const;
    expect(bill.tries([lost])).toBe(0.001);
    expect(bill.tries([{ ...lost, usage: usage({ inputTokens: 0, outputTokens: 0 }) }])).toBe(0);
  });
});

describe('a budget', () => {
  it('counts speech by the character, and refuses what it has nothing left for', async () => {
    const simulated = await simulators.start();
    const spending = budget({ usd: 0.02 });
    const lines: string[] = [];
    const client = simulated.client({ middleware: [spending], journal: (line) => void lines.push(line) });
    const { usage: used } = await client.speak('openai:tts-1', spoken);
    await spending.settled();
    expect(used.cost?.total).toBe(0.015);
    expect(client.usage().total.cost).toBe(0.015);
    const counted = { units: { characters: 1_000 }, cost: 0.015, costComplete: true };
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ operation: 'speech', requests: [counted] });
    expect(await spending.left()).toBeCloseTo(0.005, 9);
    await expect(client.speak('openai:tts-1', spoken)).rejects.toMatchObject({ code: 'budget' });
    expect(simulated.requests).toHaveLength(1);
  });
});

describe('maxCost', () => {
  it('is for other calls than those for text too, and says what would be bought', async () => {
    const simulated = await simulators.start();
    const client = simulated.client();
    const refused = client.speak('openai:tts-1', spoken, { maxCost: 0.01 });
    await expect(refused).rejects.toMatchObject({ code: 'budget' });
    await expect(refused).rejects.toThrow('may cost $0.015 (1000 characters)');
    await expect(
      client.generateImage('google:imagen-4.0-generate-001', 'a cat', { count: 3, maxCost: 0.1 }),
    ).rejects.toThrow('may cost $0.12 (3 images)');
    expect(simulated.requests).toHaveLength(0);
    await client.speak('openai:tts-1', spoken, { maxCost: 0.02 });
    expect(simulated.requests).toHaveLength(1);
  });
});
