import { expect, it } from 'vitest';
import { isPixels, jobPath } from './video-job.ts';

it('makes a path of a plain id, of up to eight parts', () => {
  expect(jobPath('/videos/', 'a-b_1')).toBe('/videos/a-b_1');
  expect(jobPath('/', 'models/veo/operations/x1')).toBe('/models/veo/operations/x1');
  expect(jobPath('/', 'a/b/c/d/e/f/g/h')).toBe('/a/b/c/d/e/f/g/h');
});

it.each(['', '.', 'a/../b', '/a', 'a?b', 'a#b', 'a%2e', 'a b', 'a/b/c/d/e/f/g/h/i', 'x'.repeat(201)])(
  'makes none of %s',
  (id) => {
    expect(() => jobPath('/', id)).toThrow('no id of a job');
  },
);

it('tells pixels from names', () => {
  expect(['1280x720', '720p', 'x720', '1280x'].map(isPixels)).toEqual([true, false, false, false]);
});
