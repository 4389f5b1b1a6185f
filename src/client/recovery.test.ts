import { describe, expect, test } from 'vitest';
import { failureOf, specs, useSimulators } from '../../test/support/simulated.ts';
import type { CallBody } from '../core/call.ts';
import type { Chunk } from '../core/chunk.ts';
import { textOf } from '../core/message.ts';
import { createFetchTransport } from '../http/fetch.ts';
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

const keepers = [
  {
    provider: 'openai',
    id: 'gpt-5.1',
    protocol: 'openai-responses',
    again: /\/responses\/sim-1\?stream=true&starting_after=\d+$/,
  },
  {
    provider: 'google',
    id: 'gemini-3-flash-preview',
    protocol: 'google-interactions',
    again: /\/interactions\/sim-1\?stream=true&last_event_id=event_\d+$/,
  },
];

describe.each(keepers)('an answer made in the background ($protocol)', ({ again: asked, ...spec }) => {
  const background = { providerOptions: { [spec.provider]: { background: true } } };

  test('is read on after the last event, with nothing lost or repeated', async () => {
    const { client, simulated } = await started(() => ({ text: whole, fault: faults.reset(9) }));
    const stream = await client.streamText(spec, 'Go on.', { ...background, recovery: 'resume' });
    const chunks = await readAll(stream);
    expect(phasesOf(chunks)).toEqual(['start', 'ok']);
    const response = await stream.response();
    expect(response).toMatchObject({ text: whole, finishReason: 'stop', usage: { status: 'final' } });
    expect(response.attempts.map(({ outcome }) => outcome)).toEqual(['error', 'ok']);
    expect(simulated.requests[1]?.path).toMatch(asked);
  });

  test('without the option: the error says where it can be picked up, and another client does', async () => {
    const { client, simulated } = await started(() => ({ text: whole, fault: faults.truncate(9) }));
    const error = await failureOf(readAll(await client.streamText(spec, 'Go on.', background)));
    expect(error.resume).toMatchObject({
      version: 1,
      provider: spec.provider,
      id: 'sim-1',
      cursor: expect.any(String),
    });
    const token = (JSON.parse(JSON.stringify(error)) as { resume: NonNullable<typeof error.resume> }).resume;
    const other = simulated.client();
    const stream = await other.resumeStream(token, { input: 'Go on.' });
    const response = await stream.response();
    expect(response).toMatchObject({ text: whole, finishReason: 'stop' });
    expect(response.context.messages).toHaveLength(2);
  });

  test('is read on over fetch too, and by a call of its own that breaks off', async () => {
    let resumed = 0;
    const simulated = await simulators.start({
      turns: () => ({ text: whole, fault: faults.truncate(9) }),
      resume: () => ((resumed += 1) < 2 ? { fault: faults.truncate(12) } : {}),
    });
    await using client = simulated.client({ transport: createFetchTransport() });
    const stream = await client.streamText(spec, 'Go on.', background);
    await failureOf(readAll(stream));
    const token = stream.resumeToken();
    if (token === undefined) throw new Error('There is no token.');
    expect(token.expiresAt).toBeGreaterThan(Date.now());
    const again = await client.resumeStream(token, { recovery: 'resume' });
    const chunks = await readAll(again);
    expect(phasesOf(chunks)).toEqual(['start', 'ok']);
    expect((await again.response()).text).toBe(whole);
  });

  test('servers that tell all of it again are understood', async () => {
    const simulated = await simulators.start({
      turns: () => ({ text: whole, fault: faults.truncate(9) }),
      resume: () => ({ replaysAll: true }),
    });
    const stream = await simulated.client().streamText(spec, 'Go on.', { ...background, recovery: 'resume' });
    expect((await stream.response()).text).toBe(whole);
  });

  test('what cannot be streamed any more is asked for until it is whole', async () => {
    let asked = 0;
    const simulated = await simulators.start({
      turns: () => ({ text: whole, reasoning: 'Well.', fault: faults.truncate(20) }),
      resume: ({ stream }) => {
        if (stream) return { fault: faults.status(400, { message: 'This response cannot be streamed.' }) };
        return { isPending: (asked += 1) < 2 };
      },
    });
    const stream = await simulated.client().streamText(spec, 'Go on.', { ...background, recovery: 'resume' });
    const chunks = await readAll(stream);
    expect(phasesOf(chunks)).toEqual(['start', 'failed', 'start', 'ok']);
    expect((await stream.response()).text).toBe(whole);
    expect(asked).toBe(2);
  });

  test('what the provider has forgotten is begun anew, if that is allowed', async () => {
    const simulated = await simulators.start({
      turns: (_call, number) =>
        number === 1 ? { text: whole, fault: faults.truncate(9) } : { text: 'Anew.' },
      resume: () => ({ isExpired: true }),
    });
    const recovery = { modes: ['resume', 'restart'] } as const;
    const stream = await simulated.client().streamText(spec, 'Go on.', { ...background, recovery });
    const chunks = await readAll(stream);
    expect(phasesOf(chunks)).toEqual(['start', 'failed', 'start', 'retract', 'ok']);
    expect((await stream.response()).text).toBe('Anew.');
    const again = await simulators.start({
      turns: () => ({ text: whole, fault: faults.truncate(9) }),
      resume: () => ({ isExpired: true }),
    });
    const lone = await again.client().streamText(spec, 'Go on.', { ...background, recovery: 'resume' });
    const error = await failureOf(readAll(lone));
    expect(error).toMatchObject({ code: 'truncated', resume: { id: 'sim-1' } });
    expect(error.attempts).toHaveLength(2);
  });
});
