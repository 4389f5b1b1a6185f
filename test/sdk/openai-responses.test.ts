// The vendor's own SDK reads what our server side writes.
import OpenAI from 'openai';
import { ResponsesWS } from 'openai/resources/responses/ws';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faults, type Simulator, simulator } from '../../src/testing/index.ts';

const tools: OpenAI.Responses.Tool[] = [
  {
    type: 'function',
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    },
    strict: true,
  },
];
const calls = [
  { name: 'get_weather', input: { city: 'Paris' } },
  { name: 'get_weather', input: { city: 'Oslo, "Norway"' } },
];
const said = 'Grüße from the simulator 🌍';
let simulated: Simulator;
let openai: OpenAI;

beforeAll(async () => {
  simulated = await simulator({
    keys: ['sim-key'],
    turns: (call, number) => {
      if (call.model.id === 'failing')
        return { fault: faults.status(429, { message: 'Slow down', code: 'rate_limit_exceeded' }) };
      if (call.model.id === 'refusing') return { refusal: 'I cannot help with that.' };
      if (call.model.id === 'short') return { text: 'Once upon', finishReason: 'length' };
      if (call.tools !== undefined && call.messages.at(-1)?.role !== 'tool')
        return { text: 'Let me look.', toolCalls: calls, interleave: number % 2 === 0 };
      return {
        reasoning: 'A greeting is asked for.',
        signature: 'proof',
        text: said,
        sources: [{ kind: 'url', url: 'https://example.com/', title: 'Example', start: 0, end: 5 }],
        usage: { inputTokens: 11, outputTokens: 7, cacheReadTokens: 3, reasoningTokens: 2 },
      };
    },
  });
  openai = new OpenAI({ apiKey: 'sim-key', baseURL: `${simulated.url}/v1`, maxRetries: 0 });
});
afterAll(() => simulated.close());

it('reads text, thoughts, citations and usage from a body', async () => {
  const response = await openai.responses.create({ model: 'gpt-5', input: 'Hello' });
  expect(response.status).toBe('completed');
  expect(response.output_text).toBe(said);
  expect(response.output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
  expect(response.output[0]).toMatchObject({
    encrypted_content: 'proof',
    summary: [{ type: 'summary_text', text: 'A greeting is asked for.' }],
  });
  expect(response.output[1]).toMatchObject({
    content: [{ annotations: [{ type: 'url_citation', url: 'https://example.com/', end_index: 5 }] }],
  });
  expect(response.usage).toMatchObject({
    input_tokens: 11,
    output_tokens: 7,
    total_tokens: 18,
    input_tokens_details: { cached_tokens: 3 },
    output_tokens_details: { reasoning_tokens: 2 },
  });
});

it('accumulates a stream to the same response', async () => {
  const stream = openai.responses.stream({ model: 'gpt-5', input: 'Hello' });
  let text = '';
  let thoughts = '';
  let last = -1;
  for await (const event of stream) {
    expect(event.sequence_number).toBe(last + 1);
    last = event.sequence_number;
    if (event.type === 'response.output_text.delta') text += event.delta;
    if (event.type === 'response.reasoning_summary_text.delta') thoughts += event.delta;
  }
  const response = await stream.finalResponse();
  expect(text).toBe(said);
  expect(thoughts).toBe('A greeting is asked for.');
  expect(response.output_text).toBe(said);
  expect(response.usage?.total_tokens).toBe(18);
});

it('reads parallel tool calls, one after the other and side by side, and sends results back', async () => {
  for (let round = 0; round < 2; round += 1) {
    const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: 'Weather in Paris and Oslo?' }];
    const response = await openai.responses.stream({ model: 'gpt-5', input, tools }).finalResponse();
    const made = response.output.filter((item) => item.type === 'function_call');
    expect(made.map((call) => JSON.parse(call.arguments) as unknown)).toEqual(
      calls.map((call) => call.input),
    );
    expect(response.output_text).toBe('Let me look.');
    const results = made.map(({ call_id }) => ({
      type: 'function_call_output' as const,
      call_id,
      output: 'sunny',
    }));
    const asked = [...input, ...(response.output as OpenAI.Responses.ResponseInput), ...results];
    const answer = await openai.responses.create({ model: 'gpt-5', input: asked, tools });
    expect(answer.output_text).toBe(said);
  }
});

it('reads a refusal and an answer that was cut short', async () => {
  const refused = await openai.responses.stream({ model: 'refusing', input: 'Hm?' }).finalResponse();
  expect(refused.output[0]).toMatchObject({
    content: [{ type: 'refusal', refusal: 'I cannot help with that.' }],
  });
  const short = await openai.responses.stream({ model: 'short', input: 'A tale' }).finalResponse();
  expect(short.status).toBe('incomplete');
  expect(short.incomplete_details).toEqual({ reason: 'max_output_tokens' });
});

it('reads errors as its own classes', async () => {
  const failing = openai.responses.create({ model: 'failing', input: 'Hello' });
  await expect(failing).rejects.toBeInstanceOf(OpenAI.RateLimitError);
  const orphan = openai.responses.create({
    model: 'gpt-5',
    input: [{ type: 'function_call_output', call_id: 'call_1', output: 'sunny' }],
  });
  await expect(orphan).rejects.toThrow('No tool call found for function call output with call_id call_1.');
});

it('speaks over a WebSocket, one turn after the other', async () => {
  const socket = new ResponsesWS(openai);
  const turns: { types: string[]; said: string; response: OpenAI.Responses.Response }[] = [];
  const ask = async (previous: string | undefined): Promise<void> => {
    const types: string[] = [];
    let text = '';
    socket.send({
      type: 'response.create',
      model: 'gpt-5',
      input: 'Hello',
      ...(previous === undefined ? {} : { previous_response_id: previous }),
    });
    for await (const event of socket.stream()) {
      if (event.type !== 'message') continue;
      const { message } = event;
      types.push(message.type);
      if (message.type === 'response.output_text.delta') text += message.delta;
      if (message.type !== 'response.completed') continue;
      turns.push({ types, said: text, response: message.response });
      return;
    }
  };
  await ask(undefined);
  await ask(turns[0]?.response.id);
  expect(turns.map((turn) => turn.said)).toEqual([said, said]);
  expect(turns[1]?.types).toEqual(turns[0]?.types);
  expect(turns[1]?.response.usage?.total_tokens).toBe(18);
  expect(simulated.requests.at(-1)).toMatchObject({
    protocol: 'openai-responses-socket',
    body: { previous_response_id: turns[0]?.response.id },
  });
  const failed = new Promise<unknown>((resolve) => socket.on('error', resolve));
  socket.send({ type: 'response.create', model: 'failing', input: 'Hello' });
  expect(await failed).toMatchObject({
    error: { type: 'error', status: 429, error: { code: 'rate_limit_exceeded', message: 'Slow down' } },
  });
  socket.close();
});
