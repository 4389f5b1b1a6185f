import { bold, faint } from '../../report.ts';
import { terminalWidth } from '../../table.ts';
import type { ModelRun } from './run-models.ts';

/** Says how far a run is. */
export interface Progress {
  scenario(model: string, scenario: string): void;
  model(run: ModelRun): void;
  done(): void;
}

/** On a terminal a line that changes while models are tried; elsewhere one line for each model when it is done. */
export function createProgress(total: number, isQuiet: boolean): Progress {
  if (isQuiet) return { scenario: () => {}, model: () => {}, done: () => {} };
  const isLive = process.stderr.isTTY === true;
  const now = new Map<string, string>();
  let count = 0;
  const clear = (): void => {
    if (isLive) process.stderr.write('\r\u001B[2K');
  };
  const show = (): void => {
    if (!isLive) return;
    const doing = [...now].map(([model, scenario]) => `${model} ${scenario}`).join(', ');
    clear();
    process.stderr.write(`${count}/${total} ${doing}`.slice(0, terminalWidth() - 1));
  };
  return {
    scenario(model, scenario) {
      now.set(model, scenario);
      show();
    },
    model(run) {
      now.delete(run.model);
      count += 1;
      clear();
      for (const line of linesOf(run)) process.stdout.write(`${line}\n`);
      show();
    },
    done: clear,
  };
}

function linesOf({ model, results, spent }: ModelRun): string[] {
  const of = (outcome: string): typeof results => results.filter((each) => each.outcome === outcome);
  const [passed, failed, skipped] = [of('pass'), of('fail'), of('skip')];
  const mark = failed.length > 0 ? '✗' : passed.length > 0 ? '✓' : '·';
  const isSimulated = passed.some(({ source }) => source === 'simulator');
  const facts = [
    `${passed.length} passed`,
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
    ...(skipped.length > 0 ? [`${skipped.length} skipped`] : []),
    ...(isSimulated ? ['simulator'] : []),
    ...(spent > 0 ? [`$${spent.toFixed(4)}`] : []),
  ];
  const head = `${mark} ${bold(model)}  ${facts.join(' · ')}`;
  const why = failed.map(({ scenario, layer, reason }) => `  ✗ ${scenario} (${layer}): ${reason}`);
  // Of a model of which nothing ran, the first reason.
  const first = passed.length + failed.length === 0 ? skipped.slice(0, 1) : [];
  return [head, ...why, ...first.map(({ reason }) => faint(`  · ${reason}`))];
}
