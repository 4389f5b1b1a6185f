import { callLaws } from './call-laws.ts';
import { hostileLaws } from './hostile-laws.ts';
import type { FastCheck, Law, LawOptions, LawSubject } from './law.ts';
import { streamLaws } from './stream-laws.ts';

/**
 * The laws that every protocol keeps, for both of its sides. Takes the fast-check module, as this package does not
 * depend on it: `laws(fc, { codec, server, calls, replies })`.
 */
export function laws(fc: FastCheck, subject: LawSubject): Law[] {
  return [...streamLaws(fc, subject), ...hostileLaws(fc, subject), ...callLaws(fc, subject)];
}

/** The functions of a test runner that the suite needs; vitest's and node:test's fit. */
export interface TestRunner {
  readonly describe: (title: string, body: () => void) => unknown;
  readonly it: (title: string, body: () => void) => unknown;
}

/** Registers one test for each law. */
export function conformanceSuite(
  runner: TestRunner,
  title: string,
  list: readonly Law[],
  options: LawOptions = {},
): void {
  runner.describe(title, () => {
    for (const law of list) runner.it(law.title, () => law.run(options));
  });
}
