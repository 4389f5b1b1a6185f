// Let the model call tools until it has its answer, and watch it do so.
import { streamTools, tool } from 'reqllm';
import { z } from 'zod';

const weather = tool({
  name: 'get_weather',
  description: 'The weather in a city.',
  inputSchema: z.object({ city: z.string() }),
  execute: async function* ({ city }) {
    yield `asking the station of ${city}`;
    yield { celsius: 18, sky: 'clear' };
  },
});

await using stream = await streamTools('google:gemini-2.5-flash', 'What is the weather in Paris?', {
  tools: [weather],
  maxSteps: 5,
});
for await (const event of stream) {
  if (event.type === 'chunk' && event.chunk.type === 'text') process.stdout.write(event.chunk.text);
  if (event.type === 'tool-progress') console.log('…', event.output);
  if (event.type === 'tool-result') console.log('→', event.outcome.status);
}
const { usage, steps } = await stream.run();
console.log(
  `\n${steps.length} turns, ${usage.totalTokens} tokens, ${usage.cost?.total ?? 'unknown'} dollars`,
);
