import { expect, it } from 'vitest';
import { z } from 'zod';
import { useSimulators } from '../../../test/support/simulated.ts';
import { tool } from '../tool.ts';

const simulators = useSimulators();
const schema = z.object({ celsius: z.number() });
const object = { celsius: 18 };
const weather = tool({ name: 'weather', inputSchema: z.object({}), execute: () => 18 });

it.each([
  'openai:gpt-4o-mini',
  'openai:gpt-5.1-codex',
  'anthropic:claude-sonnet-4-5',
  'anthropic:claude-3-haiku-20240307',
  'google:gemini-2.5-flash',
  'amazon-bedrock:us.amazon.nova-pro-v1:0',
  'mistral:mistral-large-latest',
  'zai:glm-4.6',
  'cohere:command-a-03-2025',
])('%s gives an object of what a run of tools came to', async (model) => {
  const simulated = await simulators.start({
    turns: ({ tools = [] }, number) => {
      if (number === 1) return { toolCalls: [{ name: 'weather', input: {} }] };
      const isAsked = tools.some((each) => 'name' in each && each.name === 'object');
      if (number > 2 && isAsked) return { toolCalls: [{ name: 'object', input: object }] };
      return number === 2 ? { text: 'It is warm.' } : { object };
    },
  });
  const client = simulated.client();
  const run = await client.runTools(model, 'The weather?', { tools: [weather] });
  const answer = await client.generateObject(model, run.context, { schema });
  expect(answer.object).toEqual(object);
  expect(answer.warnings).toContainEqual(expect.objectContaining({ code: 'added', setting: 'messages' }));
  const roles = answer.context.messages.map(({ role }) => role);
  expect(roles).toEqual(['user', 'assistant', 'tool', 'assistant', 'user', 'assistant']);
  const stream = await client.streamObject(model, run.context, { schema });
  expect(await stream.object()).toEqual(object);
});
