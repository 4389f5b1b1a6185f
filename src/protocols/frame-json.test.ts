import { expect, test } from 'vitest';

import { otherBody, parseFrame, unreadableFrame } from './frame-json.ts';

test('a frame that is no JSON is quoted shortly', () => {
  expect(parseFrame('{"a":[1]}')).toEqual({ a: [1] });
  const long = `{"a": ${'x'.repeat(500)}`;
  expect(() => parseFrame(long)).toThrow(`The stream held a malformed frame: "{\\"a\\": ${'x'.repeat(54)}".`);
  expect(unreadableFrame('error event', 'no')).toMatchObject({ code: 'bad-response', phase: 'decode' });
});

test('a body that is something else tells its first members, never its values', () => {
  const body = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, 'secret']));
  expect(otherBody('response, as it has no output', body).message).toBe(
    'The reply is no response, as it has no output: members a, b, c, d, e.',
  );
  expect(otherBody('response', '<html>').message).toBe('The reply is no response: "<html>".');
});
