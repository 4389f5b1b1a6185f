import { bold, faint } from '../../report.ts';
import { fitted, wrapped } from './fitted.ts';
import type { ModelRun } from './run-models.ts';

/** Says how far a run is. */
export interface Progress {
  scenario(model: string, scenario: string): void;
  model(run: ModelRun): void;
  done(): void;
}

const clearLine = '\r\u001B[2K';

/** On a terminal a line that changes while models are tried; elsewhere one line for each model when it is done. */
export function createProgress(total: number, isQuiet: boolean): Progress {
  if (isQuiet) return { scenario: () => {}, model: () => {}, done: () => {} };
  const { stderr, stdout } = process;
  const isLive = stderr.isTTY === true;
  const now = new Map<string, string>();
  const sum = { done: 0, failed: 0, spent: 0 };
  // One write a change: a line that is empty in between would flicker. The last column would wrap.
  const show = (before = ''): void => {
    if (isLive) stderr.write(`${before}${clearLine}${liveLine(sum, total, now, (stderr.columns || 80) - 1)}`);
  };
  return {
    scenario(model, scenario) {
      now.set(model, scenario);
      show();
    },
    model(run) {
      now.delete(run.model);
      sum.done += 1;
      sum.failed += run.results.filter(({ outcome }) => outcome === 'fail').length;
      sum.spent += run.spent;
      if (isLive) stderr.write(clearLine);
      for (const line of linesOf(run, stdout.isTTY ? stdout.columns || 80 : undefined))
        stdout.write(`${line}\n`);
      if (now.size > 0) show();
    },
    done() {
      if (isLive) stderr.write(clearLine);
    },
  };
}

/** `3/10 · 1 failed · $0.0012 · groq:… basic, openai:… usage`, no wider than this. */
export function liveLine(
  { done, failed, spent }: { readonly done: number; readonly failed: number; readonly spent: number },
  total: number,
  now: ReadonlyMap<string, string>,
  width: number,
): string {
  const facts = [
    `${done}/${total}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(spent > 0 ? [`$${spent.toFixed(4)}`] : []),
  ].join(' · ');
  const doing = [...now].map(([model, scenario]) => `${model} ${scenario}`);
  const room = width - facts.length - ' · '.length;
  const shown = fitted(doing, room);
  return (shown === '' ? facts : `${facts} · ${shown}`).slice(0, Math.max(0, width));
}

function linesOf({ model, results, spent }: ModelRun, width: number | undefined): string[] {
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
  ].join(' · ');
  const isLong = width !== undefined && model.length + facts.length + 4 > width;
  const head = isLong ? [`${mark} ${bold(model)}`, `  ${facts}`] : [`${mark} ${bold(model)}  ${facts}`];
  const why = failed.flatMap(({ scenario, layer, reason }) =>
    wrapped(`✗ ${scenario} (${layer}): ${reason}`, width),
  );
  // Of a model of which nothing ran, the first reason.
  const first = passed.length + failed.length === 0 ? skipped.slice(0, 1) : [];
  return [
    ...head,
    ...why,
    ...first.flatMap(({ reason = '' }) => wrapped(`· ${reason}`, width)).map((line) => faint(line)),
  ];
}
