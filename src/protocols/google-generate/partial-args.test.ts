import { expect, it } from 'vitest';
import { addPartialArg } from './partial-args.ts';

it('puts values at paths and goes on with texts', () => {
  const args: Record<string, unknown> = {};
  const pieces = [
    { jsonPath: '$.a.b', stringValue: 'x' },
    { jsonPath: '$.a.b', stringValue: 'y' },
    { jsonPath: '$.list[0].n', numberValue: 1 },
    { jsonPath: '$.list[1]', boolValue: false },
    { jsonPath: "$['odd.name']" },
    { jsonPath: '$.__proto__.polluted', stringValue: 'p' },
  ];
  expect(pieces.map((piece) => addPartialArg(args, piece))).not.toContain(false);
  expect(JSON.stringify(args)).toBe(
    '{"a":{"b":"xy"},"list":[{"n":1},false],"odd.name":null,"__proto__":{"polluted":"p"}}',
  );
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

it.each(['', 'a', '$', '$.', '$.a[', '$..a', `$${'.a'.repeat(65)}`, '$.list[999999999]'])(
  'refuses %s',
  (jsonPath) => {
    expect(addPartialArg({}, { jsonPath, stringValue: 'x' })).toBe(false);
  },
);
