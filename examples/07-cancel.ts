// Leaving early closes the connection; what was used is settled as far as it is known.
import { streamText } from 'reqllm';

const stream = await streamText(
  'openai:gpt-4o-mini',
  'Count slowly to one thousand, please, one number a line.',
);
let seen = 0;
for await (const text of stream.textStream()) {
  seen += text.length;
  if (seen > 20) break;
}

const response = await stream.response();
console.log(response.finishReason);
