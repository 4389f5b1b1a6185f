import { type ModelRun, outOfMoney } from './run-models.ts';

/**
 * What a run tells scripts: 1 when something failed; 3 when it stopped at its budget, so that the rest is not known; 1 too
 * when nothing ran, as that proves nothing; else 0.
 */
export function exitCodeOf(runs: readonly ModelRun[]): 0 | 1 | 3 {
  const all = runs.flatMap(({ results }) => results);
  if (all.some(({ outcome }) => outcome === 'fail')) return 1;
  if (all.some(({ reason }) => reason === outOfMoney)) return 3;
  return all.some(({ outcome }) => outcome === 'pass') ? 0 : 1;
}
