import { expect, it } from 'vitest';
import { keptAnswer } from './kept-answer.ts';

it('reads who is asked for, whether as a stream, and what else', () => {
  const asked = keptAnswer('/v1/responses', 'GET', '/v1/responses/resp_1%2Fa?stream=true&starting_after=4');
  expect(asked?.ask).toEqual({ id: 'resp_1/a', stream: true });
  expect(asked?.query.get('starting_after')).toBe('4');
  expect(keptAnswer('/v1/responses', 'GET', '/v1/responses/resp_1')?.ask).toEqual({
    id: 'resp_1',
    stream: false,
  });
});

it('tells a cancellation', () => {
  const asked = keptAnswer('/responses', 'POST', '/openai/responses/resp_1/cancel');
  expect(asked?.ask).toEqual({ id: 'resp_1', stream: false, cancels: true });
});

it.each([
  ['POST', '/responses'],
  ['POST', '/responses/'],
  ['GET', '/responses/'],
  ['POST', '/responses/resp_1'],
  ['GET', '/responses/resp_1/cancel'],
  ['GET', '/responses/resp_1/input_items'],
  ['POST', '/responses/resp_1/cancel/now'],
  ['GET', '/answers/resp_1'],
])('leaves other requests alone: %s %s', (method, path) => {
  expect(keptAnswer('/responses', method, path)).toBeUndefined();
});
