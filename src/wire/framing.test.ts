import { describe, expect, it } from 'vitest';
import type { FramingName, WireEvent } from './event.ts';
import { framingOf } from './content-type.ts';
import { bytesOfEvents, contentTypeOf, createFramer } from './framing.ts';
import { framesOf } from '../testing/conformance/slicing.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('every framing', () => {
  it.each<FramingName>(['sse', 'json-lines', 'json-array', 'aws-event-stream'])(
    '%s reads what it writes',
    (name) => {
      const events: WireEvent[] = [{ data: '{"a":1}' }, { data: '{"b":"ü\\n"}' }];
      expect(framesOf(createFramer(name), [bytesOfEvents(name, events)])).toEqual(events);
    },
  );

  it.each<FramingName>(['sse', 'json-lines', 'json-array'])('%s obeys a limit', (name) => {
    const framer = createFramer(name, { maxEventBytes: 10 });
    expect(() => framer.push(bytesOf(`["${'x'.repeat(20)}`), () => {})).toThrow(/more than 10 characters/);
  });
});

describe('framingOf', () => {
  it.each([
    ['text/event-stream', 'sse'],
    ['Text/Event-Stream; charset=utf-8', 'sse'],
    ['application/x-ndjson', 'json-lines'],
    ['application/stream+json', 'json-lines'],
    ['application/jsonl', 'json-lines'],
    ['application/vnd.amazon.eventstream', 'aws-event-stream'],
    ['application/json; charset=UTF-8', 'json'],
    ['application/problem+json', 'json'],
    ['text/html', undefined],
    [undefined, undefined],
    ['', undefined],
  ])('%s is %s', (contentType, framing) => {
    expect(framingOf(contentType)).toBe(framing);
  });

  it('knows the content types that we send', () => {
    expect(framingOf(contentTypeOf('sse'))).toBe('sse');
    expect(framingOf(contentTypeOf('json-lines'))).toBe('json-lines');
    expect(framingOf(contentTypeOf('json-array'))).toBe('json');
  });
});
