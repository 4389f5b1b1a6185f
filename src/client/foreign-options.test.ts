import { expect, it } from 'vitest';
import { ourNameFor } from './foreign-options.ts';

it.each([
  ['maxOutputTokens', '`maxTokens`'],
  ['max_completion_tokens', '`maxTokens`'],
  ['abortSignal', '`signal`'],
  ['stopSequences', '`stop`'],
  ['stop_sequences', '`stop`'],
  ['maxRetries', '`retry`'],
  ['reasoning_effort', '`reasoning`'],
  ['responseFormat', '`generateObject`'],
  ['stopWhen', '`runTools`'],
  ['stream', '`streamText`'],
])('%s is %s here', (theirs, ours) => {
  expect(ourNameFor(theirs)).toContain(ours);
});

it.each(['temprature', 'zzz', 'constructor'])('%s is nobody else’s name for anything', (name) => {
  expect(ourNameFor(name)).toBe('');
});
