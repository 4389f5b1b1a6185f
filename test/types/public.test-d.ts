// Compiled by `tsc`, never run: what must and must not type-check for users.
import {
  type Chunk,
  generateText,
  type ModelResponse,
  safe,
  streamText,
  tool,
  toolResult,
  user,
} from 'reqllm';
import { z } from 'zod';

const response: ModelResponse = await generateText('openai:gpt-5-mini', 'Hello', {
  reasoning: 'low',
  toolChoice: { tool: 'add' },
});
const total: number | null = response.usage.totalTokens;
void total;

// @ts-expect-error a count may be unknown
const certain: number = response.usage.totalTokens;
void certain;

// @ts-expect-error no such option
await generateText('openai:gpt-4o-mini', 'Hello', { temprature: 1 });

// @ts-expect-error no such level
await generateText('openai:gpt-4o-mini', 'Hello', { reasoning: 'lots' });

// @ts-expect-error a user cannot call tools
user([{ type: 'tool-call', id: 'a', name: 'b', input: {} }]);

// @ts-expect-error responses are values, not to be changed
response.text = 'other';

tool({ name: 'add', inputSchema: z.object({ a: z.number() }) });
tool({ name: 'add', inputSchema: { type: 'object', properties: {} } });
for (const call of response.toolCalls) toolResult(call, { any: 'thing' });

const tried = await safe(generateText('openai:gpt-4o-mini', 'Hello'));
if (tried.ok) tried.value.text.trim();
else tried.error.code satisfies string;

await using stream = await streamText('openai:gpt-4o-mini', 'Hello');
for await (const chunk of stream) textOf(chunk);

function textOf(chunk: Chunk): string {
  switch (chunk.type) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      return chunk.text;
    case 'tool-call':
      return chunk.name;
    case 'tool-input':
      return chunk.json;
    case 'start':
    case 'media':
    case 'media-url':
    case 'vector':
    case 'score':
    case 'verdict':
    case 'page':
    case 'job':
    case 'segment':
    case 'recording':
    case 'source':
    case 'logprobs':
    case 'extra':
    case 'warning':
    case 'recovery':
    case 'usage':
    case 'finish':
      return '';
    default:
      return chunk satisfies never;
  }
}
