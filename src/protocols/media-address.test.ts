import { expect, test } from 'vitest';
import { mediaTypeOfUrl, readDataUrl, sourceAt } from './media-address.ts';

test.each([
  ['data:image/png;base64,AAEC', undefined, { data: 'AAEC', mediaType: 'image/png' }],
  ['data:image/png;base64,AAEC', 'image/webp', { data: 'AAEC', mediaType: 'image/webp' }],
  ['data:text/csv;charset=utf-8,a%2Cb', undefined, { data: 'YSxi', mediaType: 'text/csv' }],
  ['data:,100%', undefined, { data: 'MTAwJQ==', mediaType: 'text/plain' }],
])('%s', (url, mediaType, found) => {
  expect(readDataUrl(url, mediaType)).toEqual(found);
});

test('a type is read off the ending, whatever follows it', () => {
  expect(mediaTypeOfUrl('https://example.com/a.JPG?size=2#top')).toBe('image/jpeg');
  expect(mediaTypeOfUrl('https://example.com/constructor')).toBeUndefined();
  expect(mediaTypeOfUrl('https://example.com/a.toString')).toBeUndefined();
});

test('an address is a file, or holds one', () => {
  expect(sourceAt('https://pictures.example/a.png')).toEqual({ url: 'https://pictures.example/a.png' });
  expect(sourceAt('data:image/png;base64,iVBORw==')).toEqual({ data: 'iVBORw==', mediaType: 'image/png' });
  expect(sourceAt('data:image/png,plain')).toEqual({ url: 'data:image/png,plain' });
});
