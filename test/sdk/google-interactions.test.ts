// The vendor's own SDK reads what our server side writes, and asks it what our client asks.
import { GoogleGenAI, type Interactions } from '@google/genai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faults, type Simulator, simulator } from '../../src/testing/index.ts';

const model = 'gemini-2.5-flash';
const calls = [
  { name: 'get_weather', input: { city: 'Paris' } },
  { name: 'get_weather', input: { city: 'Oslo, "Norway"' } },
];
const tools: Interactions.Tool[] = [
  {
    type: 'function',
    name: 'get_weather',
    description: 'The weather in a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
];
const said = 'Grüße from the simulator 🌍';
let simulated: Simulator;
let google: GoogleGenAI;

beforeAll(async () => {
  simulated = await simulator({
    keys: ['sim-key'],
    turns: (call, number) => {
      if (call.model.id === 'failing')
        return { fault: faults.status(429, { message: 'Slow down', code: 'resource_exhausted' }) };
      if (call.model.id === 'short') return { text: 'Once upon', finishReason: 'length' };
      if (call.tools !== undefined && call.messages.at(-1)?.role !== 'tool')
        return { text: 'Let me look.', toolCalls: calls, interleave: number % 2 === 0 };
      return {
        reasoning: 'A greeting is asked for.',
        signature: 'cHJvb2Y=',
        text: said,
        usage: { inputTokens: 11, outputTokens: 7, reasoningTokens: 2, cacheReadTokens: 3 },
      };
    },
  });
  google = new GoogleGenAI({ apiKey: 'sim-key', httpOptions: { baseUrl: simulated.url } });
});
afterAll(() => simulated.close());

it('reads text, thoughts and usage from a body', async () => {
  const interaction = await google.interactions.create({ model, input: 'Hi', store: false });
  expect(interaction.output_text).toBe(said);
  expect(interaction.status).toBe('completed');
  expect(interaction.steps?.[0]).toMatchObject({
    type: 'thought',
    signature: 'cHJvb2Y=',
    summary: [{ type: 'text', text: 'A greeting is asked for.' }],
  });
  expect(interaction.usage).toMatchObject({
    total_input_tokens: 11,
    total_cached_tokens: 3,
    total_output_tokens: 5,
    total_thought_tokens: 2,
    total_tokens: 18,
  });
});

it('reads a stream, event by event', async () => {
  let text = '';
  let thoughts = '';
  const types = new Set<string>();
  for await (const event of await google.interactions.create({ model, input: 'Hi', stream: true })) {
    types.add(event.event_type);
    if (event.event_type !== 'step.delta') continue;
    if (event.delta.type === 'text') text += event.delta.text;
    if (event.delta.type === 'thought_summary' && event.delta.content?.type === 'text')
      thoughts += event.delta.content.text;
  }
  expect({ text, thoughts }).toEqual({ text: said, thoughts: 'A greeting is asked for.' });
  expect([...types]).toEqual([
    'interaction.created',
    'interaction.status_update',
    'step.start',
    'step.delta',
    'step.stop',
    'interaction.completed',
  ]);
});

it.each([1, 2])('makes a tool round trip without a stored conversation (%i)', async () => {
  const question: Interactions.Step = {
    type: 'user_input',
    content: [{ type: 'text', text: 'Weather in Paris and Oslo?' }],
  };
  const first = await google.interactions.create({ model, input: [question], tools, store: false });
  expect(first.status).toBe('requires_action');
  const made = (first.steps ?? []).filter((step) => step.type === 'function_call');
  expect(made.map((call) => call.arguments)).toEqual(calls.map((call) => call.input));
  const results = made.map((call): Interactions.Step => ({
    type: 'function_result',
    call_id: call.id,
    name: call.name,
    result: '18 degrees',
  }));
  const second = await google.interactions.create({
    model,
    input: [question, ...(first.steps ?? []), ...results],
    tools,
    store: false,
  });
  expect(second.output_text).toBe(said);
});

it('reads arguments that come in pieces', async () => {
  const stream = await google.interactions.create({ model, input: 'Weather?', tools, stream: true });
  const json = new Map<number, string>();
  for await (const event of stream) {
    if (event.event_type !== 'step.delta' || event.delta.type !== 'arguments_delta') continue;
    json.set(event.index, (json.get(event.index) ?? '') + (event.delta.arguments ?? ''));
  }
  expect([...json.values()].map((text) => JSON.parse(text) as unknown)).toEqual(
    calls.map((call) => call.input),
  );
});

it('picks an interaction in the background up after the last event, and asks for all of it', async () => {
  const stream = await google.interactions.create({ model, input: 'Hi', background: true, stream: true });
  let id = '';
  let last = '';
  const texts: string[] = [];
  for await (const event of stream) {
    if (event.event_type === 'interaction.created') id = event.interaction.id;
    if (event.event_type === 'step.delta' && event.delta.type === 'text') texts.push(event.delta.text);
    last = event.event_id ?? last;
    if (texts.length === 1) break;
  }
  const rest = await google.interactions.get(id, { stream: true, last_event_id: last });
  for await (const event of rest)
    if (event.event_type === 'step.delta' && event.delta.type === 'text') texts.push(event.delta.text);
  expect(texts.join('')).toBe(said);
  expect(texts.length).toBeGreaterThan(1);
  const whole = await google.interactions.get(id);
  expect(whole).toMatchObject({ id, status: 'completed' });
  expect(await google.interactions.cancel(id)).toMatchObject({ id, status: 'cancelled' });
  expect(await google.interactions.get(id)).toMatchObject({ id, status: 'cancelled' });
});

it('gets the ends and the errors it knows', async () => {
  const short = await google.interactions.create({ model: 'short', input: 'Hi' });
  expect(short.status).toBe('incomplete');
  const options = { maxRetries: 0 };
  const refused = google.interactions.create({ model: 'failing', input: 'Hi' }, options);
  await expect(refused).rejects.toMatchObject({ status: 429 });
  const stranger = new GoogleGenAI({ apiKey: 'wrong', httpOptions: { baseUrl: simulated.url } });
  await expect(stranger.interactions.create({ model, input: 'Hi' }, options)).rejects.toMatchObject({
    status: 401,
  });
  await expect(google.interactions.get('v1_unknown', {}, options)).rejects.toMatchObject({ status: 404 });
});
