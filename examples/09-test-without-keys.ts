// Test your own code against a real server that needs no key, and let it fail on purpose.
import { isReqLLMError } from 'reqllm';
import { faults, simulator } from 'reqllm/testing';

await using simulated = await simulator({
  turns: [
    { fault: faults.status(429, { retryAfterSeconds: 0 }) },
    { text: 'Second try, simulated.' },
    { text: 'This one breaks off', fault: faults.truncate(2) },
  ],
});
const client = simulated.client();

const answer = await client.generateText('deepseek:deepseek-chat', 'Hello');
console.log(answer.text, `(${answer.attempts.length} attempts)`);

const stream = await client
  .streamText('deepseek:deepseek-chat', 'Hello', { retry: 0 })
  .catch((error: unknown) => error);
console.log(isReqLLMError(stream) ? stream.code : 'the stream began');
