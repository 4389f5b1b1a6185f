// The vendor's own SDK reads what our server side writes.
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faults, type Simulator, simulator } from '../../src/testing/index.ts';

const tools = [
  {
    type: 'function' as const,
    function: {
      name: 'get_weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
];
const calls = [
  { name: 'get_weather', input: { city: 'Paris' } },
  { name: 'get_weather', input: { city: 'Oslo, "Norway"' } },
];
const messages = [{ role: 'user' as const, content: 'Weather in Paris and Oslo?' }];
let simulated: Simulator;
let openai: OpenAI;

beforeAll(async () => {
  simulated = await simulator({
    keys: ['sim-key'],
    turns: (call, number) => {
      if (call.model.id === 'failing')
        return {
          fault: faults.status(429, {
            message: 'Slow down',
            code: 'rate_limit_exceeded',
            retryAfterSeconds: 1,
          }),
        };
      if (call.tools !== undefined && call.messages.at(-1)?.role !== 'tool')
        return { text: 'Let me look.', toolCalls: calls, interleave: number % 2 === 0 };
      return {
        text: 'Grüße from the simulator 🌍',
        usage: { inputTokens: 11, outputTokens: 7, cacheReadTokens: 3, reasoningTokens: 2 },
      };
    },
  });
  openai = new OpenAI({ apiKey: 'sim-key', baseURL: `${simulated.url}/v1`, maxRetries: 0 });
});
afterAll(() => simulated.close());

it('reads text and usage from a body', async () => {
  const completion = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages });
  expect(completion.choices[0]?.message).toMatchObject({
    role: 'assistant',
    content: 'Grüße from the simulator 🌍',
  });
  expect(completion.choices[0]?.finish_reason).toBe('stop');
  expect(completion.usage).toMatchObject({
    prompt_tokens: 11,
    completion_tokens: 7,
    total_tokens: 18,
    prompt_tokens_details: { cached_tokens: 3 },
    completion_tokens_details: { reasoning_tokens: 2 },
  });
});

it('reads a stream with its usage', async () => {
  const stream = await openai.chat.completions.create({
    model: 'gpt-4o-mini',
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = '';
  let tokens: number | undefined;
  const reasons: (string | null)[] = [];
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? '';
    if (chunk.choices[0] !== undefined) reasons.push(chunk.choices[0].finish_reason);
    tokens = chunk.usage?.total_tokens ?? tokens;
  }
  expect(text).toBe('Grüße from the simulator 🌍');
  expect(reasons.filter((reason) => reason !== null)).toEqual(['stop']);
  expect(tokens).toBe(18);
});

it('reads parallel tool calls, and its own accumulator agrees', async () => {
  for (let round = 0; round < 2; round += 1) {
    const completion = await openai.chat.completions
      .stream({ model: 'gpt-4o-mini', messages, tools })
      .finalChatCompletion();
    const [choice] = completion.choices;
    expect(choice?.finish_reason).toBe('tool_calls');
    expect(choice?.message.content).toBe('Let me look.');
    const made = (choice?.message.tool_calls ?? []).map((call) =>
      call.type === 'function' ? JSON.parse(call.function.arguments) : undefined,
    );
    expect(made).toEqual(calls.map((call) => call.input));
  }
});

it('makes a tool round trip with bodies', async () => {
  const first = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages, tools });
  const message = first.choices[0]?.message;
  if (message?.tool_calls === undefined) throw new Error('no tool calls');
  const results = message.tool_calls.map((call) => ({
    role: 'tool' as const,
    tool_call_id: call.id,
    content: '18 degrees',
  }));
  const second = await openai.chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [...messages, message, ...results],
    tools,
  });
  expect(second.choices[0]?.message.content).toContain('Grüße');
});

it('gets the errors it knows', async () => {
  await expect(openai.chat.completions.create({ model: 'failing', messages })).rejects.toBeInstanceOf(
    OpenAI.RateLimitError,
  );
  const stranger = new OpenAI({ apiKey: 'wrong', baseURL: `${simulated.url}/v1`, maxRetries: 0 });
  await expect(stranger.chat.completions.create({ model: 'gpt-4o-mini', messages })).rejects.toBeInstanceOf(
    OpenAI.AuthenticationError,
  );
  await expect(openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [] })).rejects.toBeInstanceOf(
    OpenAI.BadRequestError,
  );
});
