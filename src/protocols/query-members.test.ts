import { expect, it } from 'vitest';
import { membersOfQuery, queryOf } from './query-members.ts';

it('settings are members of a query, lists several of one name', () => {
  const settings = { a: true, b: 0.5, c: ['x', 'y z'], d: null, e: { f: 1 }, ['__proto__']: 'own' };
  const query = queryOf(settings);
  expect(Object.entries(query)).toEqual([
    ['a', 'true'],
    ['b', '0.5'],
    ['c', ['x', 'y z']],
    ['e', '{"f":1}'],
    ['__proto__', 'own'],
  ]);
  expect(membersOfQuery('/v1/listen?a=true&c=x&c=y%20z&b=0.5')).toEqual({
    a: 'true',
    b: '0.5',
    c: ['x', 'y z'],
  });
  expect(membersOfQuery('/v1/listen')).toEqual({});
});
