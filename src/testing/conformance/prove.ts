import type { Arbitrary } from 'fast-check';
import { canonical } from './canonical.ts';
import type { FastCheck, Law, LawId } from './law.ts';

/** A law that holds when the check throws for no input. */
export function lawOf<Input>(
  fc: FastCheck,
  id: LawId,
  title: string,
  inputs: Arbitrary<Input>,
  check: (input: Input) => void,
): Law {
  const run: Law['run'] = ({ runs = 100, seed } = {}) => {
    const property = fc.property(inputs, (input) => check(input));
    fc.assert(property, {
      numRuns: runs,
      includeErrorInReport: true,
      ...(seed === undefined ? {} : { seed }),
    });
  };
  return { id, title, run };
}

/** Throws when the two differ, showing where. */
export function expectSame(left: unknown, right: unknown, leftName: string, rightName: string): void {
  const [leftText, rightText] = [canonical(left), canonical(right)];
  if (leftText === rightText) return;
  if (Array.isArray(left) && Array.isArray(right)) {
    const at = left.findIndex((item, index) => canonical(item) !== canonical(right[index]));
    const place = at === -1 ? left.length : at;
    throw new Error(
      `${leftName} differ from ${rightName} at index ${place}: ${shown(left[place])} instead of ${shown(right[place])}`,
    );
  }
  throw new Error(`${leftName} differ from ${rightName}: ${shown(left)} instead of ${shown(right)}`);
}

/** Throws the problem, if there is one. */
export function expectNone(problem: string | undefined): void {
  if (problem !== undefined) throw new Error(problem);
}

function shown(value: unknown): string {
  const text = canonical(value) ?? 'nothing';
  return text.length > 2_000 ? `${text.slice(0, 2_000)}…` : text;
}
