import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Message, TextPart } from '../src/core/message.ts';
import { handoffStage, journeys } from './support/handoff-stage.ts';
import { unsaid } from './support/said-elsewhere.ts';

// Twenty thousand more are tried with the slow suite (test/fuzz/handoff.test.ts).
test('a conversation of any kind is taken by any host, and no change of it is silent', async () => {
  const stage = await handoffStage();
  const property = fc.asyncProperty(journeys, async (journey) => {
    expect(await stage.problems(journey)).toEqual([]);
  });
  await fc.assert(property, { numRuns: 100 });
});

test('a change that nobody is told of is found', () => {
  const origin = { provider: 'openai', protocol: 'openai-chat', model: 'm' };
  const text = (words: string): TextPart => ({ type: 'text', text: words });
  const call = { type: 'tool-call' as const, id: 'a', name: 'f', input: { v: 'p3p' }, signature: 's4s' };
  const result = { type: 'tool-result' as const, toolCallId: 'a', content: [text('p5p')], isError: true };
  const history: readonly Message[] = [
    { role: 'user', content: [text('p1p')] },
    { role: 'assistant', content: [text('p2p'), call], origin },
    { role: 'tool', content: [result] },
  ];
  const arrived = (messages: readonly Message[], model = origin): string[] => {
    const body = JSON.stringify(messages);
    return unsaid({ target: model, history, messages, body, warnings: [], forgetsThoughts: false });
  };
  const [first, second, third] = history as [Message, Message, Message];
  expect(arrived(history)).toEqual([]);
  expect(arrived([first, second, { role: 'tool', content: [{ ...result, isError: false }] }])).toEqual([
    'a failure in messages[2] is a success now',
  ]);
  expect(arrived([second, third])).toEqual(['a text of messages[0] is lost without a word']);
  expect(arrived([second, third, first])).toContain('messages[1] moved without a word');
  expect(arrived([...history, { role: 'user', content: [text('Go on.')] }])).toEqual([
    'a text was added without a word',
  ]);
  expect(arrived([first, second, { role: 'tool', content: [{ ...result, toolCallId: 'b' }] }])).toEqual([
    'the result of a answers another call',
  ]);
  expect(arrived(history, { ...origin, provider: 'xai' })).toEqual([
    'a proof of messages[1] went to another host',
  ]);
});
