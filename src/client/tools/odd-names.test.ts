import { expect, it } from 'vitest';
import { useSimulators } from '../../../test/support/simulated.ts';
import { tool } from '../tool.ts';

const simulators = useSimulators();
const models = [
  'openai:gpt-4o-mini',
  'openai:gpt-5-pro',
  'anthropic:claude-haiku-4-5',
  'google:gemini-2.5-flash',
  'amazon-bedrock:us.amazon.nova-pro-v1:0',
  'cohere:command-a-03-2025',
  'mistral:mistral-large-latest',
];

it.each(models)('%s goes on after calls by names that no tool may have', async (model) => {
  const odd = ['', 'multi_tool_use.parallel', 'weird name!é', 'x'.repeat(200)];
  const simulated = await simulators.start({
    turns: (_call, number) =>
      number === 1 ? { toolCalls: [...odd, 'f'].map((name) => ({ name, input: {} })) } : { text: 'ok' },
  });
  let runs = 0;
  const client = simulated.client();
  const run = await client.runTools(model, 'Go.', {
    tools: [tool({ name: 'f', execute: () => (runs += 1) })],
    retry: 0,
  });
  expect(run.text).toBe('ok');
  expect(runs).toBe(1);
  const results = run.context.messages.flatMap(({ role, content }) => (role === 'tool' ? content : []));
  expect(results.map(({ isError }) => isError ?? false)).toEqual([true, true, true, true, false]);
  // The conversation that the caller keeps says what the model said.
  expect(JSON.stringify(run.context)).toContain('multi_tool_use.parallel');
  const told = run.warnings.filter(({ message }) =>
    message.includes('by a name that the format does not take'),
  );
  expect(told.map(({ to }) => to)).toContain('unnamed');
  expect(JSON.stringify(simulated.requests.at(-1)?.body)).not.toContain('"name":""');
  // And goes on elsewhere.
  for (const other of models) expect((await client.generateText(other, run.context)).text).toBe('ok');
});
