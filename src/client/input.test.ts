import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { append, assistant, context, system, toolResult, user } from '../core/context.ts';
import type { Json } from '../core/json.ts';
import { parseContext } from './input.ts';

const whole = append(
  context(system('Be kind.'), user('Hi')),
  {
    ...assistant([
      { type: 'reasoning', text: 'hm', signature: 'c2lnbmVk' },
      { type: 'text', text: 'Look.', citations: [{ kind: 'url', url: 'https://example.com' }] },
      { type: 'tool-call', id: 'c1', name: 'look', input: { at: ['a', null, 1] } },
      { type: 'extra', provider: 'openai', value: { id: 'x' } },
    ]),
    origin: { provider: 'anthropic', protocol: 'anthropic-messages', model: 'm' },
  },
  toolResult({ id: 'c1', name: 'look' }, [
    { type: 'image', source: { data: 'AAAA', mediaType: 'image/png' } },
  ]),
);

describe('parseContext', () => {
  it('gives back what was stored, from text and from values', () => {
    expect(parseContext(JSON.stringify(whole))).toEqual(whole);
    expect(parseContext(whole)).toEqual(whole);
    expect(parseContext(context(system('Nothing asked yet.')))).toMatchObject({
      messages: [{ role: 'system' }],
    });
  });

  it.each([
    ['{', 'no JSON'],
    [7, 'must be an object'],
    [{ version: 1 }, 'list of `messages`'],
    [{ messages: [] }, 'has `version: 1`; `context(...messages)` makes one'],
    [{ version: 2, messages: [] }, 'version 2'],
    [{ version: 1, messages: [{ role: 'robot', content: 'x' }] }, 'messages[0].role'],
    [
      { version: 1, messages: [{ role: 'tool', content: [{ type: 'text', text: 'x' }] }] },
      'messages[0].content[0]',
    ],
  ])('refuses %j', (stored, message) => {
    expect(() => parseContext(stored)).toThrow(message);
  });

  it('answers any JSON with a conversation or with invalid-request', () => {
    const part = fc.record({
      type: fc.constantFrom('text', 'image', 'tool-call', 'x'),
      text: fc.jsonValue(),
    });
    const message = fc.record({
      role: fc.constantFrom('user', 'assistant', 'tool', 'x'),
      content: fc.oneof(fc.string(), fc.array(fc.oneof(part, fc.jsonValue()), { maxLength: 3 })),
    });
    const stored = fc.record({
      version: fc.constant(1),
      messages: fc.array(fc.oneof(message, fc.jsonValue())),
    });
    fc.assert(
      fc.property(fc.oneof(stored, fc.jsonValue()), (value) => {
        try {
          const read = parseContext(value as Json);
          expect(parseContext(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(read)));
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid-request' });
        }
      }),
    );
  });
});
