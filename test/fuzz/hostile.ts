import fc from 'fast-check';
import { isReqLLMError } from '../../src/core/error.ts';

/** What something gives, or undefined where it refuses with an error of ours; any other throw passes. */
export function typed<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    return undefined;
  }
}

/** Texts that lead out of paths, lines and JSON. */
export const hostile: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.stringMatching(/^[a-z./%\\@:?#-]{0,30}$/),
  fc.constantFrom(
    '..',
    '%2e%2e/',
    '/../..',
    '\r\nx-evil: 1',
    'a\tb',
    '\ud800',
    '//evil.example',
    '\\\\evil',
    '?a=b',
  ),
);
