// The vendor's own SDK reads what our server side writes.
import { type Cohere, CohereClientV2, CohereError } from 'cohere-ai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faults, type Simulator, simulator } from '../../src/testing/index.ts';

const model = 'command-a-03-2025';
const calls = [
  { name: 'get_weather', input: { city: 'Paris' } },
  { name: 'get_weather', input: { city: 'Oslo, "Norway"' } },
];
const tools: Cohere.ToolV2[] = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
];
const source = { kind: 'document' as const, title: 'Almanac', citedText: 'Grüße', start: 0, end: 5 };
let simulated: Simulator;
let cohere: CohereClientV2;

beforeAll(async () => {
  simulated = await simulator({
    keys: ['sim-key'],
    turns: (call) => {
      if (call.model.id === 'failing')
        return {
          fault: faults.status(400, { message: 'too many tokens: size limit exceeded by 9 tokens.' }),
        };
      if (call.tools !== undefined && call.messages.at(-1)?.role !== 'tool')
        return { text: 'Let me look.', toolCalls: calls };
      return {
        text: 'Grüße from the simulator 🌍',
        reasoning: 'Thinking.',
        sources: [source],
        usage: { inputTokens: 11, outputTokens: 7 },
      };
    },
  });
  cohere = new CohereClientV2({ token: 'sim-key', environment: simulated.url });
});
afterAll(() => simulated.close());

it('reads text, thoughts, citations and usage from a body', async () => {
  const response = await cohere.chat({ model, messages: [{ role: 'user', content: 'Hi' }] });
  expect(response.message.content).toEqual([
    { type: 'thinking', thinking: 'Thinking.' },
    { type: 'text', text: 'Grüße from the simulator 🌍' },
  ]);
  expect(response.message.citations).toMatchObject([
    { start: 0, end: 5, contentIndex: 1, sources: [{ type: 'document', document: { title: 'Almanac' } }] },
  ]);
  expect(response.finishReason).toBe('COMPLETE');
  expect(response.usage?.tokens).toMatchObject({ inputTokens: 11, outputTokens: 7 });
});

it('reads a stream', async () => {
  let text = '';
  let thoughts = '';
  let cited = 0;
  let reason: string | undefined;
  for await (const event of await cohere.chatStream({ model, messages: [{ role: 'user', content: 'Hi' }] })) {
    if (event.type === 'content-delta') {
      text += event.delta?.message?.content?.text ?? '';
      thoughts += event.delta?.message?.content?.thinking ?? '';
    }
    if (event.type === 'citation-start') cited += event.delta?.message?.citations?.sources?.length ?? 0;
    if (event.type === 'message-end') reason = event.delta?.finishReason;
  }
  expect({ text, thoughts, cited, reason }).toEqual({
    text: 'Grüße from the simulator 🌍',
    thoughts: 'Thinking.',
    cited: 1,
    reason: 'COMPLETE',
  });
});

it('reads streamed tool calls', async () => {
  const streamed: { name: string; json: string }[] = [];
  const messages: Cohere.ChatMessages = [{ role: 'user', content: 'Weather in Paris and Oslo?' }];
  for await (const event of await cohere.chatStream({ model, messages, tools })) {
    if (event.type === 'tool-call-start')
      streamed.push({ name: event.delta?.message?.toolCalls?.function?.name ?? '', json: '' });
    const call = event.type === 'tool-call-delta' ? streamed[event.index ?? 0] : undefined;
    if (call !== undefined && event.type === 'tool-call-delta')
      call.json += event.delta?.message?.toolCalls?.function?.arguments ?? '';
  }
  expect(streamed.map(({ name, json }) => ({ name, input: JSON.parse(json) as unknown }))).toEqual(calls);
});

it('makes a tool round trip', async () => {
  const messages: Cohere.ChatMessages = [{ role: 'user', content: 'Weather in Paris and Oslo?' }];
  const first = await cohere.chat({ model, messages, tools });
  const made = first.message.toolCalls ?? [];
  expect(made.map((call) => JSON.parse(call.function?.arguments ?? '') as unknown)).toEqual(
    calls.map((call) => call.input),
  );
  const answers = made.map((call) => ({
    role: 'tool' as const,
    toolCallId: call.id,
    content: [{ type: 'document' as const, document: { data: { degrees: 18 } } }],
  }));
  const { toolCalls, content } = first.message;
  const turn = {
    role: 'assistant' as const,
    ...(toolCalls ? { toolCalls } : {}),
    ...(content ? { content } : {}),
  };
  const second = await cohere.chat({ model, messages: [...messages, turn, ...answers], tools });
  expect(second.message.content?.at(-1)).toMatchObject({ text: 'Grüße from the simulator 🌍' });
});

it('gets the errors it knows', async () => {
  const messages: Cohere.ChatMessages = [{ role: 'user', content: 'Hi' }];
  await expect(cohere.chat({ model: 'failing', messages })).rejects.toMatchObject({
    statusCode: 400,
    body: { error_type: 'TOO_MANY_TOKENS' },
  });
  const stranger = new CohereClientV2({ token: 'wrong', environment: simulated.url, maxRetries: 0 });
  const refused = stranger.chat({ model, messages });
  await expect(refused).rejects.toBeInstanceOf(CohereError);
  await expect(refused).rejects.toMatchObject({ statusCode: 401 });
});
