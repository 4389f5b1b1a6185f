import type { Middleware } from '../../core/call.ts';
import type { Observer, RunEnd, RunStart, ToolEnd, ToolStart } from '../../core/observation.ts';
import { observe } from '../../middleware/observe.ts';
import { channelObserver } from './channels.ts';
import { guarded } from './guarded.ts';
import { type Journal, journalObserver } from './journal.ts';
import { type ClientUsage, createLedger } from './ledger.ts';

/** Runs a tool where all observers see it. */
export type AroundTool = <T extends ToolEnd>(start: ToolStart, work: () => Promise<T>) => Promise<T>;

/** Runs a loop of tools where all observers see it. */
export type AroundRun = <T extends RunEnd>(start: RunStart, work: () => Promise<T>) => Promise<T>;

/** Who watches what a client does. */
export interface Sight {
  readonly layer: Middleware;
  readonly aroundTool: AroundTool;
  readonly aroundRun: AroundRun;
  usage(): ClientUsage;
  /** Watches all calls from now on. */
  add(observer: Observer): void;
}

/** Creates the observers of one client: its sums, the process's channels, and those that it was given. */
export function createSight(journal: Journal | undefined, telemetry: readonly Observer[] = []): Sight {
  let unwritten = 0;
  const ledger = createLedger();
  const observers: Observer[] = [
    ledger,
    channelObserver(),
    ...(journal === undefined ? [] : [journalObserver(journal, () => (unwritten += 1))]),
    ...telemetry.map(guarded),
  ];
  const aroundTool: AroundTool = (start, work) =>
    observers.reduceRight<typeof work>(
      (inner, { tool }) => (tool === undefined ? inner : () => tool(start, inner)),
      work,
    )();
  const aroundRun: AroundRun = (start, work) =>
    observers.reduceRight<typeof work>(
      (inner, { run }) => (run === undefined ? inner : () => run(start, inner)),
      work,
    )();
  return {
    layer: observe(observers),
    aroundTool,
    aroundRun,
    usage: () => ledger.usage(unwritten),
    add: (observer) => void observers.push(observer),
  };
}
