import { describe, expect, it } from 'vitest';
import { usage } from '../../core/usage.ts';
import { decoded, streamed } from '../../../test/support/decoded.ts';
import { cohereCommandCodec } from './command-codec.ts';

describe('a Command reply with everything in it', () => {
  it('as a stream', () => {
    expect(
      streamed(cohereCommandCodec(), [
        { event_type: 'stream-start', generation_id: 'g1', is_finished: false },
        {
          event_type: 'search-results',
          documents: [
            { id: 'd1', title: 'T', url: 'https://a', snippet: 's' },
            { id: 'd2', text: 'x' },
          ],
        },
        { event_type: 'text-generation', text: 'He' },
        { event_type: 'text-generation', text: 'y' },
        {
          event_type: 'citation-generation',
          citations: [{ start: 0, end: 1, text: 'H', document_ids: ['d1', 'd2', 7, 'd3'] }],
        },
        { event_type: 'citation-generation', citations: [{ start: 1, end: 2, text: 'e' }] },
        {
          event_type: 'tool-calls-generation',
          tool_calls: [{ name: 'f', parameters: { a: 1 } }, { name: 'g' }, {}],
        },
        {
          event_type: 'stream-end',
          finish_reason: 'COMPLETE',
          response: {
            text: 'not again',
            tool_calls: [{ name: 'not' }],
            citations: [{ start: 9 }],
            documents: [],
            meta: { tokens: { input_tokens: 1, output_tokens: 2 }, billed_units: { input_tokens: 9 } },
          },
        },
      ]),
    ).toEqual([
      { type: 'start', id: 'g1' },
      { type: 'text', block: 0, text: 'He' },
      { type: 'text', block: 0, text: 'y' },
      { type: 'tool-call', block: 1, id: 'g1-0', name: 'f' },
      { type: 'tool-input', block: 1, json: '{"a":1}' },
      { type: 'tool-call', block: 2, id: 'g1-1', name: 'g' },
      { type: 'tool-input', block: 2, json: '{}' },
      {
        type: 'source',
        block: 0,
        source: {
          kind: 'document',
          url: 'https://a',
          title: 'T',
          citedText: 's',
          start: 0,
          end: 1,
          raw: { start: 0, end: 1, text: 'H', document_ids: ['d1'] },
        },
      },
      {
        type: 'source',
        block: 0,
        source: {
          kind: 'document',
          title: 'd2',
          citedText: 'x',
          start: 0,
          end: 1,
          raw: { start: 0, end: 1, text: 'H', document_ids: ['d2'] },
        },
      },
      {
        type: 'source',
        block: 0,
        source: {
          kind: 'document',
          title: 'd3',
          start: 0,
          end: 1,
          raw: { start: 0, end: 1, text: 'H', document_ids: ['d3'] },
        },
      },
      {
        type: 'source',
        block: 0,
        source: { kind: 'other', start: 1, end: 2, raw: { start: 1, end: 2, text: 'e' } },
      },
      {
        type: 'usage',
        usage: usage({
          inputTokens: 1,
          outputTokens: 2,
          raw: { tokens: { input_tokens: 1, output_tokens: 2 }, billed_units: { input_tokens: 9 } },
        }),
      },
      { type: 'finish', reason: 'tool-calls', raw: 'COMPLETE' },
    ]);
  });

  it('as a body', () => {
    expect(
      decoded(cohereCommandCodec(), {
        generation_id: 'g1',
        text: 'Hey',
        finish_reason: 'MAX_TOKENS',
        tool_calls: [{ name: 'f', parameters: {} }],
        citations: [{ start: 0, end: 1, document_ids: ['d1'] }],
        documents: [{ id: 'd1', text: 'x' }],
        meta: { billed_units: { input_tokens: 3, output_tokens: 4 } },
      }),
    ).toEqual([
      { type: 'start', id: 'g1' },
      { type: 'text', block: 0, text: 'Hey' },
      { type: 'tool-call', block: 1, id: 'g1-0', name: 'f' },
      { type: 'tool-input', block: 1, json: '{}' },
      {
        type: 'source',
        block: 0,
        source: {
          kind: 'document',
          title: 'd1',
          citedText: 'x',
          start: 0,
          end: 1,
          raw: { start: 0, end: 1, document_ids: ['d1'] },
        },
      },
      {
        type: 'usage',
        usage: usage({
          inputTokens: 3,
          outputTokens: 4,
          raw: { billed_units: { input_tokens: 3, output_tokens: 4 } },
        }),
      },
      { type: 'finish', reason: 'length', raw: 'MAX_TOKENS' },
    ]);
  });
});
