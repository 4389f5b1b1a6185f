import { describe, expect, test } from 'vitest';
import { failureOf, specs, useSimulators } from '../../test/support/simulated.ts';
import type { CallBody } from '../core/call.ts';
import type { Chunk } from '../core/chunk.ts';
import { textOf } from '../core/message.ts';
import { faults } from '../testing/fault.ts';
import type { Turn } from '../testing/turn.ts';

const whole = 'The quick brown fox jumps over the lazy dog, and then it sleeps until the sun goes down.';
const simulators = useSimulators();

/** A model that is cut after some frames at first, and then goes on where the conversation says it stopped. */
function goesOn(after: number, repeat = 0): (call: CallBody, number: number) => Turn {
  return (call, number) => {
    if (number === 1) return { text: whole, fault: faults.truncate(after) };
    const said = call.messages
      .filter(({ role }) => role === 'assistant')
      .map(textOf)
      .join('');
    return { text: whole.slice(Math.max(0, said.length - repeat)) };
  };
}

async function readAll(stream: AsyncIterable<Chunk>): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

const phasesOf = (chunks: readonly Chunk[]): string[] =>
  chunks.flatMap((chunk) => (chunk.type === 'recovery' ? [chunk.event.phase] : []));

describe.each(specs)('%s', (spec) => {
  test('off: the error has what arrived', async () => {
    const { client } = await started(goesOn(8));
    const stream = await client.streamText(spec, 'Go on.');
    const error = await failureOf(readAll(stream));
    expect(error).toMatchObject({ code: 'truncated' });
    expect(whole).toContain(error.partial?.text);
    expect(error.partial?.usage.status).not.toBe('final');
  });

  test('continue: the rest is asked for, and a repetition is cut off', async () => {
    const { client, simulated } = await started(goesOn(8, 15));
    const stream = await client.streamText(spec, 'Go on.', { recovery: 'continue' });
    const chunks = await readAll(stream);
    const response = await stream.response();
    expect(response.text).toBe(whole);
    expect(phasesOf(chunks)).toEqual(['start', 'ok', 'seam']);
    expect(response.attempts.map(({ outcome }) => outcome)).toEqual(['truncated', 'ok']);
    expect(response.usage.outputTokens).toBe(
      response.attempts.reduce((sum, { usage }) => sum + (usage.outputTokens ?? 0), 0),
    );
    expect(response.usage.cost?.complete ?? false).toBe(false);
    expect(simulated.requests).toHaveLength(2);
    expect(await simulated.connections()).toBeLessThanOrEqual(1);
  });

  test('restart: what was shown is taken back', async () => {
    const { client } = await started((_call, number) =>
      number === 1 ? { text: whole, fault: faults.reset(8) } : { text: 'Another answer.' },
    );
    const stream = await client.streamText(spec, 'Go on.', { recovery: 'restart' });
    const chunks = await readAll(stream);
    expect(phasesOf(chunks)).toEqual(['start', 'retract', 'ok']);
    expect((await stream.response()).text).toBe('Another answer.');
    const other = await started((_call, number) =>
      number === 1 ? { text: whole, fault: faults.reset(8) } : { text: 'Another answer.' },
    );
    const texts: string[] = [];
    for await (const text of (
      await other.client.streamText(spec, 'Go on.', { recovery: 'restart' })
    ).textStream())
      texts.push(text);
    expect(texts.join('')).toBe('Another answer.');
  });
});

async function started(turns: (call: CallBody, number: number) => Turn) {
  const simulated = await simulators.start({ turns });
  return { simulated, client: simulated.client() };
}
