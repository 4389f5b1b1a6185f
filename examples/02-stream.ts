// Read an answer while it is written.
import { streamText } from 'reqllm';

const stream = await streamText('anthropic:claude-haiku-4-5', 'Tell me a story in one sentence.');
for await (const text of stream.textStream()) process.stdout.write(text);

const response = await stream.response();
console.log(`\n${response.finishReason} after ${response.timing.totalMs} ms`);
