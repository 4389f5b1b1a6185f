// Images and files, as base64 or as an address.
import { generateText, user } from 'reqllm';

const redDot =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

const response = await generateText(
  'openai:gpt-4o-mini',
  user([
    { type: 'text', text: 'What colour is this?' },
    { type: 'image', source: { data: redDot, mediaType: 'image/png' } },
  ]),
);
console.log(response.text);
