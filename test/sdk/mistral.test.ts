// Mistral's own SDK reads Chat Completions as our server side writes them in Mistral's dialect.
import { Mistral } from '@mistralai/mistralai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faults, type Simulator, simulator } from '../../src/testing/index.ts';

const model = 'mistral-small-latest';
const calls = [
  { name: 'get_weather', input: { city: 'Paris' } },
  { name: 'get_weather', input: { city: 'Oslo, "Norway"' } },
];
const tools = [
  {
    type: 'function' as const,
    function: {
      name: 'get_weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } } },
    },
  },
];
const messages = [{ role: 'user' as const, content: 'Weather in Paris and Oslo?' }];
let simulated: Simulator;
let mistral: Mistral;

beforeAll(async () => {
  simulated = await simulator({
    keys: ['sim-key'],
    turns: (call) => {
      if (call.model.id === 'failing')
        return { fault: faults.status(429, { message: 'Requests rate limit exceeded' }) };
      if (call.tools !== undefined && call.messages.at(-1)?.role !== 'tool')
        return { text: 'Let me look.', toolCalls: calls };
      return { text: 'Grüße from the simulator 🌍', usage: { inputTokens: 11, outputTokens: 7 } };
    },
  });
  mistral = new Mistral({
    apiKey: 'sim-key',
    serverURL: `${simulated.url}/mistral`,
    retryConfig: { strategy: 'none' },
  });
});
afterAll(() => simulated.close());

it('reads text and usage from a body', async () => {
  const response = await mistral.chat.complete({ model, messages });
  expect(response.choices[0]?.message?.content).toBe('Grüße from the simulator 🌍');
  expect(response.choices[0]?.finishReason).toBe('stop');
  expect(response.usage).toMatchObject({ promptTokens: 11, completionTokens: 7, totalTokens: 18 });
});

it('reads a stream, usage included without asking', async () => {
  let text = '';
  let total: number | undefined;
  for await (const { data } of await mistral.chat.stream({ model, messages })) {
    const delta = data.choices[0]?.delta.content;
    if (typeof delta === 'string') text += delta;
    total = data.usage?.totalTokens ?? total;
  }
  expect(text).toBe('Grüße from the simulator 🌍');
  expect(total).toBe(18);
});

it('makes a tool round trip', async () => {
  const first = await mistral.chat.complete({ model, messages, tools });
  const message = first.choices[0]?.message;
  expect(first.choices[0]?.finishReason).toBe('tool_calls');
  const made = (message?.toolCalls ?? [])
    .map((call) => call.function.arguments)
    .map((input) => (typeof input === 'string' ? JSON.parse(input) : input));
  expect(made).toEqual(calls.map((call) => call.input));
  if (message === undefined) throw new Error('no message');
  const results = (message.toolCalls ?? []).map((call) => ({
    role: 'tool' as const,
    toolCallId: call.id ?? '',
    name: call.function.name,
    content: '18 degrees',
  }));
  const second = await mistral.chat.complete({
    model,
    messages: [...messages, { ...message, role: 'assistant' }, ...results],
    tools,
  });
  expect(second.choices[0]?.message?.content).toContain('Grüße');
});

it('gets the errors it knows', async () => {
  await expect(mistral.chat.complete({ model: 'failing', messages })).rejects.toMatchObject({
    statusCode: 429,
  });
  const stranger = new Mistral({
    apiKey: 'wrong',
    serverURL: `${simulated.url}/mistral`,
    retryConfig: { strategy: 'none' },
  });
  await expect(stranger.chat.complete({ model, messages })).rejects.toMatchObject({ statusCode: 401 });
});
