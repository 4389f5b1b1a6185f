import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toolResult, user } from '../../core/context.ts';
import { messagesOf } from '../input.ts';
import { partsOfMcp } from './mcp-content.ts';

describe('the content of an MCP result', () => {
  it.each([
    [
      { type: 'text', text: 'hi' },
      { type: 'text', text: 'hi' },
    ],
    [
      { type: 'image', data: 'AAAA', mimeType: 'image/png' },
      { type: 'image', source: { data: 'AAAA', mediaType: 'image/png' } },
    ],
    [
      { type: 'audio', data: 'AAAA', mimeType: 'audio/wav' },
      { type: 'file', source: { data: 'AAAA', mediaType: 'audio/wav' } },
    ],
    [
      { type: 'resource', resource: { uri: 'file:///a/b.pdf', mimeType: 'application/pdf', blob: 'AAAA' } },
      { type: 'file', source: { data: 'AAAA', mediaType: 'application/pdf' }, filename: 'b.pdf' },
    ],
    [
      { type: 'resource', resource: { uri: 'x:y', text: 'words' } },
      { type: 'text', text: 'x:y:\nwords' },
    ],
    [
      { type: 'resource_link', uri: 'x:y', name: 'why', description: 'a link' },
      { type: 'text', text: 'why x:y a link' },
    ],
    [
      { type: 'new kind', a: 1 },
      { type: 'text', text: '{"type":"new kind","a":1}' },
    ],
  ])('%j', (item, part) => {
    expect(partsOfMcp({ content: [item] })).toEqual([part]);
  });

  it('is the structured content where there is nothing else, and never nothing', () => {
    expect(partsOfMcp({ content: [], structuredContent: { a: 1 } })).toEqual([
      { type: 'text', text: '{"a":1}' },
    ]);
    expect(partsOfMcp({})).toHaveLength(1);
  });

  it('can be sent, whatever a server says', () => {
    const kind = fc.constantFrom('text', 'image', 'audio', 'resource', 'resource_link');
    const said = fc.oneof(fc.constant('AAAA'), fc.string(), fc.jsonValue());
    const resource = fc.record({ uri: said, text: said, blob: said, mimeType: said }, { requiredKeys: [] });
    const item = fc.record(
      { type: kind, text: said, data: said, mimeType: said, uri: said, resource },
      { requiredKeys: ['type'] },
    );
    const content = fc.oneof(fc.array(fc.oneof(item, fc.jsonValue()), { maxLength: 4 }), fc.jsonValue());
    fc.assert(
      fc.property(content, (given) => {
        const result = toolResult({ id: 'c' }, partsOfMcp({ content: given }));
        expect(messagesOf([user('Hi'), result])).toHaveLength(2);
      }),
      { numRuns: 500 },
    );
  });
});
