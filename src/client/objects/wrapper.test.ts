import { expect, it } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import { validateJson } from '../../schema/validate.ts';
import { unwrapped, wrapped, wrappedList } from './wrapper.ts';

const tree: JsonObject = {
  type: 'object',
  properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#' } } },
  required: ['name', 'children'],
};

it('leaves objects as they are', () => {
  expect(wrapped(tree)).toEqual({ schema: tree });
  expect(wrapped({ properties: {} }).schema).toEqual({ type: 'object', properties: {} });
  const named = { $ref: '#/$defs/T', $defs: { T: { type: 'object' } } };
  expect(wrapped(named)).toEqual({ schema: named });
});

it('puts all else into a member', () => {
  expect(wrapped({ type: 'string' })).toMatchObject({
    member: 'value',
    schema: { type: 'object', properties: { value: { type: 'string' } }, required: ['value'] },
  });
  expect(wrapped({ anyOf: [{ type: 'object' }, { type: 'string' }] }).member).toBe('value');
});

it('keeps references right inside a list', () => {
  const { schema } = wrappedList(tree);
  expect(schema['properties']).toMatchObject({
    items: { items: { properties: { children: { items: { $ref: '#/properties/items/items' } } } } },
  });
  const node = { name: 'a', children: [{ name: 'b', children: [] }] };
  expect(validateJson(schema, { items: [node] }).ok).toBe(true);
  expect(validateJson(schema, { items: [{ name: 'a', children: [{ name: 1 }] }] }).ok).toBe(false);
  const defined = wrappedList({ $ref: '#/$defs/A', $defs: { A: { type: 'string' } } }).schema;
  expect(validateJson(defined, { items: ['x'] }).ok).toBe(true);
  expect(validateJson(defined, { items: [1] }).ok).toBe(false);
});

it('takes the wrapper off whole and partial values', () => {
  const wrapper = wrappedList(tree);
  expect(unwrapped({ items: [1] }, wrapper)).toEqual([1]);
  expect(unwrapped({}, wrapper)).toBeUndefined();
  expect(unwrapped([1], wrapper)).toEqual([1]);
  expect(unwrapped({ a: 1 }, { schema: tree })).toEqual({ a: 1 });
});
