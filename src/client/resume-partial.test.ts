import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { useSimulators } from '../../test/support/simulated.ts';
import type { Chunk } from '../core/chunk.ts';
import { isReqLLMError, type ReqLLMError } from '../core/error.ts';
import type { ModelResponse } from '../core/response.ts';
import { type Fault, faults } from '../testing/fault.ts';
import type { Turn } from '../testing/turn.ts';
import type { StreamResponse } from './text-stream.ts';

const simulators = useSimulators();
const whole = 'Der Fluß fließt, and the 🌍 turns; nothing is said twice, and nothing is lost on the way.';
const hosts = [
  { provider: 'openai', id: 'gpt-5.1', protocol: 'openai-responses' },
  { provider: 'google', id: 'gemini-3-flash-preview', protocol: 'google-interactions' },
];
const answer: Turn = {
  reasoning: 'Let me think about it.',
  text: whole,
  toolCalls: [
    { name: 'look', input: { city: 'Oslo' } },
    { name: 'measure', input: {} },
  ],
};

async function failureOf(stream: StreamResponse): Promise<ReqLLMError & { partial?: ModelResponse }> {
  try {
    await stream.response();
  } catch (error) {
    if (isReqLLMError(error)) return error as ReqLLMError & { partial?: ModelResponse };
    throw error;
  }
  throw new TypeError('Nothing failed.');
}

const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

async function chunksOf(stream: StreamResponse): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

const textIn = (chunks: readonly Chunk[]): string =>
  chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('');

describe.each(hosts)('an answer that is held in part ($protocol)', (model) => {
  const background = { providerOptions: { [model.provider]: { background: true } }, retry: 0 };
  const start = (turn: Turn, fault: Fault) => simulators.start({ turns: () => ({ ...turn, fault }) });

  test('goes on behind it in another process, cut anywhere', async () => {
    let cut: Fault = faults.truncate(1);
    const simulated = await simulators.start({ turns: () => ({ ...answer, fault: cut }) });
    let shownLater = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 6, max: 60 }), async (after) => {
        cut = faults.truncate(after);
        const first = await simulated.client().streamText(model, 'Go on.', background);
        const held = await first.response().then(
          () => undefined,
          (error: unknown) => (isReqLLMError(error) ? error : undefined),
        );
        // Cut behind its end it is whole.
        if (held?.resume === undefined || held.partial === undefined) return;
        const options = { input: 'Go on.', partial: json(held.partial) };
        const stream = await simulated.client().resumeStream(json(held.resume), options);
        const later = textIn(await chunksOf(stream));
        shownLater += later.length;
        const { content } = held.partial.message;
        const before = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
        expect(before + later).toBe(whole);
        const response = await stream.response();
        expect(response).toMatchObject({
          text: whole,
          reasoning: answer.reasoning,
          finishReason: 'tool-calls',
          usage: { status: 'final' },
        });
        expect(response.toolCalls.map(({ name, input }) => ({ name, input }))).toEqual(answer.toolCalls);
        expect(response.context.messages).toHaveLength(2);
      }),
      { numRuns: 8 },
    );
    expect(shownLater).toBeGreaterThan(0);
  });

  test('goes on behind what was read of a stream that was left', async () => {
    const simulated = await simulators.start({ turns: () => ({ text: whole }), pace: { sliceBytes: 64 } });
    const first = await simulated.client().streamText(model, 'Go on.', background);
    let shown = '';
    for await (const chunk of first) {
      if (chunk.type === 'text') shown += chunk.text;
      if (shown.length > 9) break;
    }
    const token = first.resumeToken();
    const partial = await first.response();
    expect(partial.text).toBe(shown);
    if (token === undefined) throw new TypeError('There is no token.');
    const stream = await simulated.client().resumeStream(token, { partial });
    expect(shown + textIn(await chunksOf(stream))).toBe(whole);
  });

  test('goes on behind it though the rest breaks off and must be asked for as a whole', async () => {
    let asked = 0;
    const simulated = await simulators.start({
      turns: () => ({ text: whole, fault: faults.truncate(9) }),
      resume: ({ stream }) => {
        asked += 1;
        if (!stream) return {};
        return { fault: asked === 1 ? faults.truncate(12) : faults.status(400) };
      },
    });
    const error = await failureOf(await simulated.client().streamText(model, 'Go on.', background));
    if (error.resume === undefined || error.partial === undefined) throw error;
    const options = { partial: error.partial, recovery: 'resume' as const, retry: 0 };
    const stream = await simulated.client().resumeStream(error.resume, options);
    expect(error.partial.text + textIn(await chunksOf(stream))).toBe(whole);
    expect((await stream.response()).text).toBe(whole);
    expect(asked).toBe(3);
  });

  test('must be the beginning of that answer', async () => {
    const simulated = await start({ text: whole }, faults.truncate(9));
    const error = await failureOf(await simulated.client().streamText(model, 'Go on.', background));
    if (error.resume === undefined || error.partial === undefined) throw error;
    const { partial, resume } = error;
    const said = (text: string): ModelResponse => ({
      ...partial,
      message: { role: 'assistant', content: [{ type: 'text', text }] },
    });
    for (const wrong of [said('Something else.'), said(`${whole} And more.`)]) {
      const stream = await simulated.client().resumeStream(resume, { partial: wrong });
      expect(await failureOf(stream)).toMatchObject({ code: 'invalid-request' });
    }
    const none = simulated.client().resumeStream(resume, { partial: { text: 'x' } as never });
    await expect(none).rejects.toMatchObject({ code: 'config' });
  });
});
