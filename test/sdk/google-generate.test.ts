// The vendor's own SDK reads what our server side writes.
import { ApiError, GoogleGenAI } from '@google/genai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faults, type Simulator, simulator } from '../../src/testing/index.ts';

const model = 'gemini-2.5-flash';
const calls = [
  { name: 'get_weather', input: { city: 'Paris' } },
  { name: 'get_weather', input: { city: 'Oslo' } },
];
const config = {
  tools: [
    {
      functionDeclarations: [
        {
          name: 'get_weather',
          parametersJsonSchema: { type: 'object', properties: { city: { type: 'string' } } },
        },
      ],
    },
  ],
};
let simulated: Simulator;
let google: GoogleGenAI;

beforeAll(async () => {
  simulated = await simulator({
    keys: ['sim-key'],
    turns: (call) => {
      if (call.model.id === 'failing')
        return { fault: faults.status(503, { message: 'The model is overloaded.' }) };
      if (call.tools !== undefined && call.messages.at(-1)?.role !== 'tool')
        return { text: 'Let me look.', toolCalls: calls };
      return {
        text: 'Grüße from the simulator 🌍',
        reasoning: 'Thinking.',
        usage: { inputTokens: 11, outputTokens: 7, reasoningTokens: 2 },
      };
    },
  });
  google = new GoogleGenAI({ apiKey: 'sim-key', httpOptions: { baseUrl: simulated.url } });
});
afterAll(() => simulated.close());

it('reads text and usage from a body', async () => {
  const response = await google.models.generateContent({ model, contents: 'Hi' });
  expect(response.text).toBe('Grüße from the simulator 🌍');
  expect(response.candidates?.[0]?.finishReason).toBe('STOP');
  expect(response.usageMetadata).toMatchObject({
    promptTokenCount: 11,
    candidatesTokenCount: 5,
    thoughtsTokenCount: 2,
    totalTokenCount: 18,
  });
});

it('reads a stream', async () => {
  let text = '';
  let thoughts = '';
  let reason: string | undefined;
  for await (const chunk of await google.models.generateContentStream({ model, contents: 'Hi' })) {
    for (const part of chunk.candidates?.[0]?.content?.parts ?? []) {
      if (part.thought === true) thoughts += part.text ?? '';
      else text += part.text ?? '';
    }
    reason = chunk.candidates?.[0]?.finishReason ?? reason;
  }
  expect({ text, thoughts, reason }).toEqual({
    text: 'Grüße from the simulator 🌍',
    thoughts: 'Thinking.',
    reason: 'STOP',
  });
});

it('makes a tool round trip', async () => {
  const first = await google.models.generateContent({
    model,
    contents: 'Weather in Paris and Oslo?',
    config,
  });
  const made = first.functionCalls ?? [];
  expect(made.map((call) => call.args)).toEqual(calls.map((call) => call.input));
  const answers = made.map((call) => ({
    functionResponse: {
      ...(call.id === undefined ? {} : { id: call.id }),
      name: call.name ?? '',
      response: { output: '18 degrees' },
    },
  }));
  const content = first.candidates?.[0]?.content;
  if (content === undefined) throw new Error('no content');
  const contents = [
    { role: 'user', parts: [{ text: 'Weather in Paris and Oslo?' }] },
    content,
    { role: 'user', parts: answers },
  ];
  const second = await google.models.generateContent({ model, contents, config });
  expect(second.text).toContain('Grüße');
});

it('gets the errors it knows', async () => {
  await expect(google.models.generateContent({ model: 'failing', contents: 'Hi' })).rejects.toMatchObject({
    status: 503,
  });
  const stranger = new GoogleGenAI({ apiKey: 'wrong', httpOptions: { baseUrl: simulated.url } });
  await expect(stranger.models.generateContent({ model, contents: 'Hi' })).rejects.toBeInstanceOf(ApiError);
});
