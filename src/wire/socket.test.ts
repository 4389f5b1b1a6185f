import { describe, expect, it } from 'vitest';
import { framesOf } from '../testing/conformance/slicing.ts';
import { createJsonLinesFramer } from './json-lines.ts';
import { endsAnswer, lineOfMessage } from './socket.ts';

const terms = { ends: ['response.completed', 'response.failed'] };

describe('the end of an answer', () => {
  it.each([
    ['{"type":"response.completed","response":{}}', true],
    ['{"response":{"id":"r"},\n "type" : "response.failed"}', true],
    ['{"type":"response.output_text.delta","delta":"\\"response.completed\\""}', false],
    ['{"type":"note","of":{"type":"response.completed"}}', false],
    ['{"type":["response.completed"]}', false],
    ['["response.completed"]', false],
    ['"response.completed"', false],
    ['{"type":"response.completed"', false],
    ['', false],
  ])('%s: %s', (message, isLast) => {
    expect(endsAnswer(message, terms)).toBe(isLast);
  });
});

describe('a message as a line', () => {
  it('is one event, however it is laid out', () => {
    const messages = ['{"a":1}', '{\r\n  "a": "\\n",\n\n  "b": 2\r}\n', ''];
    const bytes = new TextEncoder().encode(messages.map(lineOfMessage).join(''));
    const events = framesOf(createJsonLinesFramer(), [bytes]);
    expect(events.map(({ data }): unknown => JSON.parse(data))).toEqual([{ a: 1 }, { a: '\n', b: 2 }]);
  });
});
