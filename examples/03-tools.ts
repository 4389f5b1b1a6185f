// Declare a tool, run what the model asks for, and send the result back.
import { generateText, tool, toolResult } from 'reqllm';
import { z } from 'zod';

const weather = tool({
  name: 'get_weather',
  description: 'The weather in a city.',
  inputSchema: z.object({ city: z.string() }),
});

const first = await generateText('google:gemini-2.5-flash', 'What is the weather in Paris?', {
  tools: [weather],
});
const results = first.toolCalls.map((call) => toolResult(call, { celsius: 18, sky: 'clear' }));

const second = await generateText('google:gemini-2.5-flash', [...first.context.messages, ...results], {
  tools: [weather],
});
console.log(second.text);
