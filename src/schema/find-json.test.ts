import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../core/json.ts';
import { createJsonFinder, type FindJsonOptions, findJson } from './find-json.ts';

const wanted = { answer: [1, { b: 'x}] {"' }], ok: true };
const json = JSON.stringify(wanted, undefined, 2);

describe('findJson', () => {
  it.each([
    ['alone', json],
    ['after a byte order mark', `\ufeff${json}`],
    ['in a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['in a fence without a name', `\`\`\`\n${json}\n\`\`\``],
    ['in prose', `Here is what you asked for:\n\n${json}\n\nTell me if you need {more}.`],
    ['in prose and a fence', `Sure! \`\`\`json\n${json}\n\`\`\` That is { "all": 1 }`],
    ['after braces that hold no JSON', `The template {name} and [the list], {{x}} gives ${json}`],
    ['in a list that is none', `[see ${json}]`],
  ])('finds an object %s', (_name, text) => {
    expect(findJson(text)).toEqual({ ok: true, value: wanted });
  });

  it('looks for an object alone when asked, and for a list', () => {
    const text = `As [1] says: ${json} or [2, 3]`;
    expect(findJson(text)).toEqual({ ok: true, value: [1] });
    expect(findJson(text, { opens: 'object' })).toEqual({ ok: true, value: wanted });
    expect(findJson('{"a": [1, 2]} [3]', { opens: 'list' })).toEqual({ ok: true, value: [1, 2] });
  });

  it('keeps strings back until they are whole, where it is asked to', () => {
    const shown = (options: FindJsonOptions): unknown => {
      const finder = createJsonFinder(options);
      finder.push('So: {"a": "half of');
      return finder.value;
    };
    expect(shown({})).toEqual({ a: 'half of' });
    expect(shown({ strings: 'whole' })).toEqual({});
  });

  it('says where the value begins, and of what was none no longer', () => {
    const finder = createJsonFinder();
    finder.push('See {');
    expect(finder.start).toBe(4);
    finder.push('this} and ');
    expect(finder.start).toBeUndefined();
    finder.push('[1]');
    expect(finder.start).toBe(15);
  });

  it.each([
    ['', 'the text is empty'],
    ['No JSON here.', 'there is no JSON in the text'],
    ['Well: {"a": 1', 'the text ended before the value did'],
    ['Well: {"a": 1]', 'not valid JSON at position 13'],
  ])('says of %j that %s', (text, problem) => {
    expect(findJson(text)).toEqual({ ok: false, problem });
  });

  it('refuses text past its limits', () => {
    expect(findJson('x'.repeat(11), { maxLength: 10 })).toEqual({
      ok: false,
      problem: 'longer than 10 characters',
    });
    expect(findJson(`x ${'['.repeat(600)}`).ok).toBe(false);
  });
});

describe('createJsonFinder', () => {
  it('shows the value while it grows, and where it begins', () => {
    const finder = createJsonFinder();
    expect([finder.state, finder.start, finder.value]).toEqual(['empty', undefined, undefined]);
    finder.push('Here: ```js');
    finder.push('on\n{"a": "x');
    expect([finder.state, finder.start, finder.value]).toEqual(['partial', 14, { a: 'x' }]);
    finder.push('y", "b": [1, 2');
    const { b = [] } = finder.value as { b?: Json[] };
    expect(finder.wholeItems(b)).toBe(1);
    finder.push(']}\n``` and {"more": 1}');
    expect([finder.state, finder.value]).toEqual(['complete', { a: 'xy', b: [1, 2] }]);
  });

  it('finds the same whatever the cuts', () => {
    const bits = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      'a',
      '1',
      ' ',
      '"a":',
      '{"a":1}',
      'true',
      '\\',
    );
    const options = fc.constantFrom<FindJsonOptions>({}, { opens: 'object' }, { opens: 'list' });
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 30 }), options, (pieces, each) => {
        const text = pieces.join('');
        const whole = createJsonFinder(each);
        whole.push(text);
        whole.end();
        for (const cut of [pieces, Array.from(text)]) {
          const finder = createJsonFinder(each);
          for (const piece of cut) {
            finder.push(piece);
            void finder.value;
          }
          finder.end();
          expect([finder.state, finder.start, finder.value, finder.problem]).toEqual([
            whole.state,
            whole.start,
            whole.value,
            whole.problem,
          ]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('finds what JSON.parse reads, behind anything without braces', () => {
    const prose = fc.string({ unit: 'binary' }).map((text) => text.replace(/[{}[\]]/g, ''));
    const values = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()));
    fc.assert(
      fc.property(prose, values, fc.string(), (before, value, after) => {
        const text = JSON.stringify(value);
        expect(findJson(before + text + after)).toEqual({ ok: true, value: JSON.parse(text) as unknown });
      }),
      { numRuns: 300 },
    );
  });

  it('looks at each character a few times, however often it is misled', () => {
    for (const text of [
      '{'.repeat(20_000),
      '["a",'.repeat(20_000),
      '{"a":1 x'.repeat(10_000),
      '{"a":'.repeat(400),
    ]) {
      const finder = createJsonFinder();
      for (let at = 0; at < text.length; at += 7) {
        finder.push(text.slice(at, at + 7));
        void finder.value;
      }
      finder.end();
      expect(finder.state).toBe('invalid');
      expect(finder.work / text.length).toBeLessThan(90);
    }
  });
});
