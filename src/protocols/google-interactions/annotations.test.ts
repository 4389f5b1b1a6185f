import { expect, it } from 'vitest';
import { annotationOf, sourceOf } from './annotations.ts';

const text = 'Größe: 🌍 ja';

it.each<[object, object]>([
  [
    { type: 'url_citation', url: 'u', title: 't', start_index: 0, end_index: 9 },
    { kind: 'url', url: 'u', title: 't', start: 0, end: 7 },
  ],
  [
    { type: 'file_citation', document_uri: 'd', file_name: 'f', source: 's' },
    { kind: 'document', url: 'd', title: 'f', citedText: 's' },
  ],
  [
    { type: 'place_citation', name: 'n', source: 's', start_index: 13, end_index: 99 },
    { kind: 'other', title: 'n', start: 9, end: 95 },
  ],
  [{ type: 'new', start_index: -1, end_index: 1.5 }, { kind: 'other' }],
])('%o cites %o', (annotation, source) => {
  expect(sourceOf(annotation, text)).toEqual({ ...source, raw: annotation });
});

it.each([undefined, null, 'x', [1]])('%o cites nothing', (value) => {
  expect(sourceOf(value, text)).toBeUndefined();
});

it('writes the span in bytes, of what has an address', () => {
  const source = { kind: 'url', url: 'u' } as const;
  expect(annotationOf({ ...source, title: 't', start: 7, end: 9 }, text)).toEqual({
    type: 'url_citation',
    url: 'u',
    title: 't',
    start_index: 9,
    end_index: 13,
  });
  expect(annotationOf(source, text)).toEqual({ type: 'url_citation', url: 'u' });
  expect(annotationOf({ kind: 'other', title: 't' }, text)).toBeUndefined();
});

it("writes Google's own annotations as they came, and no other format's", () => {
  const raw = { type: 'place_citation', name: 'n' };
  expect(annotationOf({ kind: 'other', raw }, text)).toBe(raw);
  const other = { type: 'char_location' };
  expect(annotationOf({ kind: 'url', url: 'u', raw: other }, text)).toEqual({
    type: 'url_citation',
    url: 'u',
  });
});
