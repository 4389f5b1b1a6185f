// AWS's own SDK reads what our server side writes.
import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faults, type Simulator, simulator } from '../../src/testing/index.ts';

const claude = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';
const toolConfig: ConverseCommandInput['toolConfig'] = {
  tools: [
    {
      toolSpec: {
        name: 'get_weather',
        inputSchema: { json: { type: 'object', properties: { city: { type: 'string' } } } },
      },
    },
  ],
};
const calls = [
  { name: 'get_weather', input: { city: 'Paris' } },
  { name: 'get_weather', input: { city: 'Oslo' } },
];
const base: ConverseCommandInput = {
  modelId: claude,
  messages: [{ role: 'user', content: [{ text: 'Weather in Paris and Oslo?' }] }],
};
let simulated: Simulator;
let bedrock: BedrockRuntimeClient;

beforeAll(async () => {
  simulated = await simulator({
    turns: (call) => {
      if (call.model.id === 'failing') return { fault: faults.status(429, { message: 'Too many tokens' }) };
      if (call.model.id === 'breaking') return { text: 'one two three', fault: faults.errorEvent(3) };
      if (call.tools !== undefined) return { text: 'Let me look.', toolCalls: calls };
      return {
        reasoning: 'Thinking of words.',
        signature: 'c2lnbmF0dXJl',
        text: 'Grüße from the simulator 🌍',
        usage: { inputTokens: 11, outputTokens: 7, cacheReadTokens: 3 },
      };
    },
  });
  bedrock = new BedrockRuntimeClient({
    endpoint: simulated.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
    // Its own choice is HTTP/2, which the simulator does not speak.
    requestHandler: new NodeHttpHandler(),
  });
});
afterAll(async () => {
  bedrock.destroy();
  await simulated.close();
});

it('reads thoughts, text and usage from a body', async () => {
  const { output, stopReason, usage } = await bedrock.send(new ConverseCommand(base));
  expect(output?.message?.content).toMatchObject([
    { reasoningContent: { reasoningText: { text: 'Thinking of words.', signature: 'c2lnbmF0dXJl' } } },
    { text: 'Grüße from the simulator 🌍' },
  ]);
  expect(stopReason).toBe('end_turn');
  // AWS counts cached tokens apart from the input.
  expect(usage).toMatchObject({ inputTokens: 8, cacheReadInputTokens: 3, outputTokens: 7 });
});

it('reads a stream, checksums and all', async () => {
  const { stream } = await bedrock.send(new ConverseStreamCommand(base));
  let text = '';
  let thought = '';
  const kinds = new Set<string>();
  for await (const event of stream ?? []) {
    for (const kind of Object.keys(event)) kinds.add(kind);
    text += event.contentBlockDelta?.delta?.text ?? '';
    thought += event.contentBlockDelta?.delta?.reasoningContent?.text ?? '';
    if (event.metadata !== undefined) expect(event.metadata.usage).toMatchObject({ inputTokens: 8 });
    if (event.messageStop !== undefined) expect(event.messageStop.stopReason).toBe('end_turn');
  }
  expect(text).toBe('Grüße from the simulator 🌍');
  expect(thought).toBe('Thinking of words.');
  expect([...kinds].sort()).toEqual([
    'contentBlockDelta',
    'contentBlockStop',
    'messageStart',
    'messageStop',
    'metadata',
  ]);
});

it('reads parallel tool calls from both', async () => {
  const { output, stopReason } = await bedrock.send(new ConverseCommand({ ...base, toolConfig }));
  const whole = (output?.message?.content ?? []).flatMap((block) => block.toolUse ?? []);
  expect(whole.map(({ name, input }) => ({ name, input }))).toEqual(calls);
  expect(stopReason).toBe('tool_use');
  const { stream } = await bedrock.send(new ConverseStreamCommand({ ...base, toolConfig }));
  const inputs: Record<number, string> = {};
  const names: string[] = [];
  for await (const event of stream ?? []) {
    const name = event.contentBlockStart?.start?.toolUse?.name;
    if (name !== undefined) names.push(name);
    const { contentBlockIndex: index, delta } = event.contentBlockDelta ?? {};
    if (index !== undefined && delta?.toolUse !== undefined)
      inputs[index] = (inputs[index] ?? '') + (delta.toolUse.input ?? '');
  }
  expect(names).toEqual(['get_weather', 'get_weather']);
  expect(Object.values(inputs).map((json): unknown => JSON.parse(json))).toEqual(
    calls.map(({ input }) => input),
  );
});

it('knows our errors by their names', async () => {
  await expect(bedrock.send(new ConverseCommand({ ...base, modelId: 'failing' }))).rejects.toMatchObject({
    name: 'ThrottlingException',
    message: 'Too many tokens',
  });
  const { stream } = await bedrock.send(new ConverseStreamCommand({ ...base, modelId: 'breaking' }));
  const read = async (): Promise<void> => {
    for await (const event of stream ?? []) expect(event).toBeDefined();
  };
  await expect(read()).rejects.toMatchObject({ name: 'ServiceUnavailableException' });
});

it('reads the formats inside InvokeModel', async () => {
  const body = JSON.stringify({
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Hello' }],
  });
  const whole = await bedrock.send(new InvokeModelCommand({ modelId: claude, body }));
  const message = JSON.parse(new TextDecoder().decode(whole.body)) as { content: unknown };
  expect(message.content).toMatchObject([{ type: 'thinking' }, { text: 'Grüße from the simulator 🌍' }]);
  const streamed = await bedrock.send(new InvokeModelWithResponseStreamCommand({ modelId: claude, body }));
  const types: string[] = [];
  for await (const { chunk } of streamed.body ?? []) {
    const frame = JSON.parse(new TextDecoder().decode(chunk?.bytes)) as { type: string };
    types.push(frame.type);
  }
  expect(types.at(0)).toBe('message_start');
  expect(types.at(-1)).toBe('message_stop');
});
