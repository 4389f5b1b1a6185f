import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type BatchLine, type BatchResult, parseLines } from '../../batch/index.ts';
import { ReqLLMError } from '../../index.ts';

/** Reads the input of a run; `-` is standard input. Throws `invalid-request` for a line that cannot be run. */
export function readInput(path: string): BatchLine[] {
  const lines = parseLines(readFileSync(path === '-' ? 0 : path, 'utf8'));
  if (lines.length === 0) throw wrong(`${path} holds no line to run.`);
  return lines;
}

/** Where the journal of a run is. */
export function journalPath(out: string): string {
  return `${out}.journal`;
}

/** Throws `config` when the results would go over the input, or a run would begin anew over an earlier one. */
export function checkPlaces(input: string, out: string, state: string, isResume: boolean): void {
  if (input !== '-' && resolve(input) === resolve(out))
    throw wrong('The results would be written over the input; give another --out.');
  const isBegun = existsSync(state) && statSync(state).size > 0;
  if (isBegun && !isResume)
    throw wrong(`${state} is there from an earlier run. Go on with it with --resume, or give another --out.`);
}

/** Writes results as JSON lines, whole or not at all. */
export function writeResults(path: string, results: readonly BatchResult[]): void {
  const next = `${path}.next`;
  writeFileSync(next, results.map((result) => `${JSON.stringify(result)}\n`).join(''));
  renameSync(next, path);
}

function wrong(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
