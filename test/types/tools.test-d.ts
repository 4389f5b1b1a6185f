// Compiled by `tsc`, never run: what must and must not type-check for users of tools.
import {
  generateText,
  type PendingRun,
  resumeTools,
  runTools,
  stepCount,
  streamTools,
  tool,
  type ToolRun,
  toolsFromMcp,
} from 'reqllm';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';

// Arguments are typed by the schema's output, the result by what `execute` gives back.
const weather = tool({
  name: 'weather',
  inputSchema: z.object({ city: z.string(), days: z.coerce.number().default(1) }),
  execute: async ({ city, days }, { signal, executionId, attempt }) => {
    signal.throwIfAborted();
    const forecast: { city: string; days: number; key: string } = {
      city,
      days: days + attempt,
      key: executionId,
    };
    return forecast;
  },
  toModelOutput: (forecast) => forecast.city.toUpperCase(),
});
const again: string | undefined = weather.toModelOutput?.({ city: 'Paris', days: 1, key: 'k' }) as string;
void again;

// @ts-expect-error the schema has no such member
tool({ name: 'a', inputSchema: z.object({ a: z.number() }), execute: ({ b }) => b });

// @ts-expect-error the result does not fit the outputSchema
tool({ name: 'a', outputSchema: z.object({ sum: z.number() }), execute: () => ({ sum: 'three' }) });

tool({ name: 'a', inputSchema: type({ a: 'number' }), execute: ({ a }) => a.toFixed() });
tool({ name: 'a', needsApproval: (args) => args['force'] === true, execute: (args) => args['path'] });
tool({
  name: 'a',
  inputSchema: z.object({ amount: z.number() }),
  needsApproval: ({ amount }) => amount > 100,
  execute: async function* ({ amount }) {
    yield `${amount} of 3`;
    yield await Promise.resolve('done');
  },
});

// Valibot's schemas are typed too; at run time they need its converter.
tool({ name: 'a', inputSchema: v.object({ a: v.number() }), execute: ({ a }) => a.toFixed() });

// Tools of different arguments stand in one list; providers' own tools and bare definitions too.
const tools = [weather, tool({ name: 'noop', execute: () => undefined }), { name: 'bare' }];
await generateText('openai:gpt-4o-mini', 'Hello', { tools });
const run: ToolRun = await runTools('openai:gpt-4o-mini', 'Hello', {
  tools,
  stopWhen: [stepCount(3), ({ usage }) => (usage.totalTokens ?? 0) > 10_000],
  prepareStep: ({ step }) => (step === 0 ? { toolChoice: 'required' } : undefined),
  approve: ({ call, needsApproval }) => (needsApproval && call.name === 'weather' ? 'ask' : 'allow'),
});
if (run.pending !== undefined) {
  const stored = JSON.parse(JSON.stringify(run.pending)) as PendingRun;
  await resumeTools('openai:gpt-4o-mini', stored, { id: 'allow', other: { deny: 'no' } }, { tools });
  // @ts-expect-error no such reply
  await resumeTools('openai:gpt-4o-mini', stored, { id: 'maybe' }, { tools });
}

// @ts-expect-error a run needs tools
await runTools('openai:gpt-4o-mini', 'Hello', { maxSteps: 3 });

// @ts-expect-error no such option
await runTools('openai:gpt-4o-mini', 'Hello', { tools, maxStep: 3 });

await using stream = await streamTools('openai:gpt-4o-mini', 'Hello', { tools });
for await (const event of stream) {
  if (event.type === 'tool-progress') event.output satisfies unknown;
  if (event.type === 'chunk') event.chunk.type satisfies string;
  if (event.type === 'finish') event.run.finish satisfies string;
}

// The official SDK's client fits as it is.
await toolsFromMcp(new Client({ name: 'me', version: '1.0.0' }), { prefix: 'fs_' });
