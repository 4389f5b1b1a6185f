// The vendor's own SDK reads what our server side writes.
import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faults, type Simulator, simulator } from '../../src/testing/index.ts';

const tools = [
  {
    name: 'get_weather',
    input_schema: { type: 'object' as const, properties: { city: { type: 'string' } }, required: ['city'] },
  },
];
const calls = [
  { name: 'get_weather', input: { city: 'Paris' } },
  { name: 'get_weather', input: { city: 'Oslo' } },
];
const base = {
  model: 'claude-haiku-4-5',
  max_tokens: 2_048,
  messages: [{ role: 'user' as const, content: 'Weather in Paris and Oslo?' }],
};
let simulated: Simulator;
let anthropic: Anthropic;

beforeAll(async () => {
  simulated = await simulator({
    keys: ['sim-key'],
    turns: (call) => {
      if (call.model.id === 'failing') return { fault: faults.status(529, { message: 'Overloaded' }) };
      if (call.model.id === 'breaking') return { text: 'one two three', fault: faults.errorEvent(4) };
      if (call.tools !== undefined && call.messages.at(-1)?.role !== 'tool')
        return { text: 'Let me look.', toolCalls: calls };
      return {
        reasoning: 'Thinking of words.',
        signature: 'c2lnbmF0dXJl',
        text: 'Grüße from the simulator 🌍',
        usage: { inputTokens: 11, outputTokens: 7, cacheReadTokens: 3 },
      };
    },
  });
  anthropic = new Anthropic({ apiKey: 'sim-key', baseURL: simulated.url, maxRetries: 0 });
});
afterAll(() => simulated.close());

it('reads thoughts, text and usage from a body', async () => {
  const message = await anthropic.messages.create(base);
  expect(message.content).toMatchObject([
    { type: 'thinking', thinking: 'Thinking of words.', signature: 'c2lnbmF0dXJl' },
    { type: 'text', text: 'Grüße from the simulator 🌍' },
  ]);
  expect(message.stop_reason).toBe('end_turn');
  // The vendor counts cached tokens apart from the input.
  expect(message.usage).toMatchObject({ input_tokens: 8, cache_read_input_tokens: 3, output_tokens: 7 });
});

it('reads a stream, and its own accumulator agrees with the body', async () => {
  const stream = anthropic.messages.stream(base);
  let text = '';
  stream.on('text', (piece) => (text += piece));
  const message = await stream.finalMessage();
  expect(text).toBe('Grüße from the simulator 🌍');
  const body = await anthropic.messages.create(base);
  expect(message.content).toEqual(body.content);
  expect(message.stop_reason).toBe('end_turn');
  expect(message.usage.output_tokens).toBe(7);
});

it('makes a tool round trip, streamed', async () => {
  const first = await anthropic.messages.stream({ ...base, tools }).finalMessage();
  expect(first.stop_reason).toBe('tool_use');
  const uses = first.content.filter((block) => block.type === 'tool_use');
  expect(uses.map((use) => use.input)).toEqual(calls.map((call) => call.input));
  const results = uses.map((use) => ({
    type: 'tool_result' as const,
    tool_use_id: use.id,
    content: '18 degrees',
  }));
  const second = await anthropic.messages.create({
    ...base,
    tools,
    messages: [
      ...base.messages,
      { role: 'assistant', content: first.content },
      { role: 'user', content: results },
    ],
  });
  expect(second.content.at(-1)).toMatchObject({ type: 'text' });
});

it('gets the errors it knows, in the stream too', async () => {
  await expect(anthropic.messages.create({ ...base, model: 'failing' })).rejects.toMatchObject({
    status: 529,
  });
  await expect(
    anthropic.messages.stream({ ...base, model: 'breaking' }).finalMessage(),
  ).rejects.toBeInstanceOf(Anthropic.APIError);
  const stranger = new Anthropic({ apiKey: 'wrong', baseURL: simulated.url, maxRetries: 0 });
  await expect(stranger.messages.create(base)).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
  await expect(anthropic.messages.create({ ...base, messages: [] })).rejects.toBeInstanceOf(
    Anthropic.BadRequestError,
  );
});
