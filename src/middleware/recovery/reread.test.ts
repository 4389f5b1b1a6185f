import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { foldChunks } from '../../core/response.ts';
import { Reread } from './reread.ts';

const source = { kind: 'url', url: 'https://example.com' } as const;
const stream: readonly Chunk[] = [
  { type: 'reasoning', block: 0, text: 'Let me ' },
  { type: 'reasoning', block: 0, text: 'see.' },
  { type: 'reasoning', block: 0, text: '', signature: 'signed' },
  { type: 'text', block: 1, text: 'Hello ' },
  { type: 'text', block: 1, text: 'world' },
  { type: 'source', block: 1, source },
  { type: 'logprobs', logprobs: [{ token: 'Hello', logprob: -1 }] },
  { type: 'tool-call', block: 2, id: 'a', name: 'add' },
  { type: 'tool-input', block: 2, json: '{"a":' },
  { type: 'tool-input', block: 2, json: '1}' },
  { type: 'media', block: 3, mediaType: 'image/png', data: new Uint8Array([1, 2]) },
];
const body: readonly Chunk[] = [
  { type: 'reasoning', block: 0, text: 'Let me see.', signature: 'signed' },
  { type: 'text', block: 1, text: 'Hello world' },
  { type: 'source', block: 1, source },
  { type: 'logprobs', logprobs: [{ token: 'Hello', logprob: -1 }] },
  { type: 'tool-call', block: 2, id: 'a', name: 'add' },
  { type: 'tool-input', block: 2, json: '{"a":1}' },
  { type: 'media', block: 3, mediaType: 'image/png', data: new Uint8Array([1, 2]) },
  { type: 'finish', reason: 'tool-calls' },
];

test('an answer that was read in part and then whole has each piece once', () => {
  fc.assert(
    fc.property(fc.nat(stream.length), (count) => {
      const reread = new Reread();
      const seen = stream.slice(0, count);
      for (const chunk of seen) reread.note(chunk);
      expect(foldChunks([...seen, ...reread.rest(body)])).toEqual(foldChunks(body));
    }),
  );
});
