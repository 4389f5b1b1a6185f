// The vendor's own SDK reads what our server side writes.
import { Ollama } from 'ollama';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faults, type Simulator, simulator } from '../../src/testing/index.ts';

const model = 'qwen3:8b';
const calls = [
  { name: 'get_weather', input: { city: 'Paris' } },
  { name: 'get_weather', input: { city: 'Oslo, "Norway"' } },
];
const tools = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'The weather of a city',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
];
let simulated: Simulator;
let ollama: Ollama;

beforeAll(async () => {
  simulated = await simulator({
    keys: ['sim-key'],
    turns: (call) => {
      if (call.model.id === 'failing')
        return { fault: faults.status(404, { message: 'model "failing" not found, try pulling it first' }) };
      if (call.model.id === 'breaking') return { text: 'A few words', fault: faults.errorEvent(1) };
      if (call.tools !== undefined && call.messages.at(-1)?.role !== 'tool')
        return { text: 'Let me look.', toolCalls: calls };
      return {
        text: 'Grüße from the simulator 🌍',
        reasoning: 'Thinking.',
        usage: { inputTokens: 11, outputTokens: 7 },
      };
    },
  });
  ollama = new Ollama({ host: simulated.url, headers: { Authorization: 'Bearer sim-key' } });
});
afterAll(() => simulated.close());

it('reads text, thoughts and counts from a body', async () => {
  const response = await ollama.chat({ model, messages: [{ role: 'user', content: 'Hi' }], think: true });
  expect(response).toMatchObject({
    model,
    message: { role: 'assistant', content: 'Grüße from the simulator 🌍', thinking: 'Thinking.' },
    done: true,
    done_reason: 'stop',
    prompt_eval_count: 11,
    eval_count: 7,
  });
  expect(simulated.requests.at(-1)).toMatchObject({ protocol: 'ollama-chat', call: { reasoning: {} } });
});

it('reads a stream', async () => {
  let text = '';
  let thoughts = '';
  let reason: string | undefined;
  for await (const part of await ollama.chat({
    model,
    messages: [{ role: 'user', content: 'Hi' }],
    stream: true,
  })) {
    text += part.message.content;
    thoughts += part.message.thinking ?? '';
    if (part.done) reason = part.done_reason;
  }
  expect({ text, thoughts, reason }).toEqual({
    text: 'Grüße from the simulator 🌍',
    thoughts: 'Thinking.',
    reason: 'stop',
  });
});

it('makes a tool round trip, streamed', async () => {
  const messages = [{ role: 'user', content: 'Weather in Paris and Oslo?' }];
  const made = [];
  let said = '';
  for await (const part of await ollama.chat({ model, messages, tools, stream: true })) {
    said += part.message.content;
    made.push(...(part.message.tool_calls ?? []));
  }
  expect(made.map((call) => ({ name: call.function.name, input: call.function.arguments }))).toEqual(calls);
  const answers = made.map((call) => ({
    role: 'tool',
    content: '18 degrees',
    tool_name: call.function.name,
  }));
  const turn = { role: 'assistant', content: said, tool_calls: made };
  const second = await ollama.chat({ model, messages: [...messages, turn, ...answers], tools });
  expect(second.message.content).toBe('Grüße from the simulator 🌍');
});

it('gets the errors it knows', async () => {
  const messages = [{ role: 'user', content: 'Hi' }];
  await expect(ollama.chat({ model: 'failing', messages })).rejects.toMatchObject({
    status_code: 404,
    message: 'model "failing" not found, try pulling it first',
  });
  const reading = async (): Promise<void> => {
    for await (const part of await ollama.chat({ model: 'breaking', messages, stream: true })) void part;
  };
  await expect(reading()).rejects.toThrow('Simulated overload');
  const stranger = new Ollama({ host: simulated.url });
  await expect(stranger.chat({ model, messages })).rejects.toMatchObject({ status_code: 401 });
});
