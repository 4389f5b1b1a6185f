// One question, one answer. Switching the provider is changing the string.
import { generateText } from 'reqllm';

const response = await generateText('openai:gpt-4o-mini', 'What is the capital of France?');

console.log(response.text);
console.log(response.usage.inputTokens, 'tokens in,', response.usage.outputTokens, 'out');
