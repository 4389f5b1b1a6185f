import { expect, it } from 'vitest';
import type { Call } from '../core/call.ts';
import { CallEncoding } from './encoding.ts';

function encodingAt(provider: string): CallEncoding<{ readonly vendor: string }> {
  return new CallEncoding({ model: { provider } } as Call, { vendor: 'maker' });
}

const options = { maker: { a: { b: 1, c: 1 } }, host: { a: { c: 2 } }, other: { d: 1 } };

it("takes the vendor's own settings, and over them the provider's", () => {
  expect(encodingAt('host').ownOptions(options)).toEqual({ a: { b: 1, c: 2 } });
  expect(encodingAt('maker').ownOptions(options)).toEqual({ a: { b: 1, c: 1 } });
  expect(encodingAt('host').ownOptions(undefined)).toEqual({});
});

it('puts them over a wire object', () => {
  const wire = { a: { b: 0, e: 0 } };
  expect(encodingAt('host').withOptions(wire, options)).toEqual({ a: { b: 1, c: 2, e: 0 } });
  expect(encodingAt('maker').withOptions(wire, options)).toEqual({ a: { b: 1, c: 1, e: 0 } });
  expect(encodingAt('host').withOptions(wire, undefined)).toEqual(wire);
});
