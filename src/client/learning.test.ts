import { afterEach, describe, expect, it } from 'vitest';
import type { CallBody } from '../core/call.ts';
import { faults } from '../testing/fault.ts';
import { type Simulator, simulator } from '../testing/simulator.ts';
import type { Turn } from '../testing/turn.ts';
import type { Client } from './client.ts';

let simulated: Simulator | undefined;
afterEach(() => simulated?.close());

async function clientOf(
  answer: (call: CallBody) => string | undefined,
  learn: boolean = true,
): Promise<Client> {
  simulated = await simulator({
    turns: (call): Turn => {
      const message = answer(call);
      return message === undefined ? { text: 'Yes.' } : { fault: faults.status(400, { message }) };
    },
  });
  return simulated.client({ learn });
}
const bodies = (): readonly unknown[] => simulated?.requests.map(({ body }) => body) ?? [];

// The words are those of recorded refusals.
const noTemperature = (call: CallBody): string | undefined =>
  call.temperature === undefined
    ? undefined
    : "Unsupported parameter: 'temperature' is not supported with this model.";

describe('a client that learns', () => {
  it('asks once more without what was refused, and says so', async () => {
    const client = await clientOf(noTemperature);
    const response = await client.generateText('groq:brand-new', 'Hi', { temperature: 0.3, seed: 7 });
    expect(response.message.content).toMatchObject([{ text: 'Yes.' }]);
    expect(bodies()).toMatchObject([{ temperature: 0.3, seed: 7 }, { seed: 7 }]);
    expect(bodies()[1]).not.toHaveProperty('temperature');
    const rule = 'learned.groq.temperature';
    expect(response.warnings).toMatchObject([{ code: 'dropped', setting: 'temperature', from: 0.3, rule }]);
    expect(response.attempts).toMatchObject([
      { outcome: 'error', error: { status: 400 } },
      { outcome: 'ok' },
    ]);
    expect(client.learned()).toMatchObject([{ id: rule, model: 'groq:brand-new', protocol: 'openai-chat' }]);
  });

  it('does not send it again, also in streams, but to other models', async () => {
    const client = await clientOf(noTemperature);
    await client.generateText('groq:brand-new', 'Hi', { temperature: 0.3 });
    const stream = await client.streamText('groq:brand-new', 'Hi', { temperature: 0.3 });
    expect((await stream.response()).attempts).toHaveLength(1);
    expect(bodies()).toHaveLength(3);
    await client.generateText('groq:another', 'Hi', { temperature: 0.3 });
    expect(bodies()).toHaveLength(5);
    expect(client.learned().map(({ model }) => model)).toEqual(['groq:brand-new', 'groq:another']);
  });

  it('learns levels of thinking', async () => {
    const client = await clientOf(({ reasoning }) =>
      reasoning?.effort === 'none'
        ? "Unsupported value: 'reasoning_effort' does not support 'none' with this model. Supported values are: 'low', 'medium', and 'high'."
        : undefined,
    );
    const response = await client.generateText('groq:brand-new', 'Hi', { reasoning: 'none' });
    expect(bodies()[1]).toMatchObject({ reasoning_effort: 'low' });
    expect(response.warnings).toMatchObject([{ code: 'changed', from: 'none', to: 'low' }]);
  });

  it('asks no third time, and not at all for what it cannot read', async () => {
    const stubborn = await clientOf(
      () => "Unsupported parameter: 'temperature' is not supported with this model.",
    );
    const failing = stubborn.generateText('groq:brand-new', 'Hi', { temperature: 0.3 });
    await expect(failing).rejects.toMatchObject({ code: 'unsupported', status: 400 });
    expect(bodies()).toHaveLength(2);
    await simulated?.close();
    const unread = await clientOf(() => 'Bad Request');
    await expect(unread.generateText('groq:brand-new', 'Hi')).rejects.toMatchObject({ status: 400 });
    expect(bodies()).toHaveLength(1);
    expect(unread.learned()).toEqual([]);
  });

  it('is one that was asked to, for calls that may be changed', async () => {
    const plain = await clientOf(noTemperature, false);
    await expect(plain.generateText('groq:x', 'Hi', { temperature: 0.3 })).rejects.toMatchObject({
      status: 400,
    });
    expect(bodies()).toHaveLength(1);
    await simulated?.close();
    const client = await clientOf(noTemperature);
    const options = { temperature: 0.3, quirks: 'off' } as const;
    await expect(client.generateText('groq:x', 'Hi', options)).rejects.toMatchObject({ status: 400 });
    expect(bodies()).toHaveLength(1);
    expect(client.learned()).toEqual([]);
  });
});
