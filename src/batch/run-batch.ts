import { createClient, isReqLLMError, ReqLLMError } from '../index.ts';
import { checkRun } from './check-run.ts';
import { memoryJournal } from './journal.ts';
import { type BatchLine, nameLines, type NamedLine, shardOf } from './line.ts';
import { createPurse, type Purse } from './purse.ts';
import type { BatchResult } from './result.ts';
import { recall, runNamed, type RunLineOptions } from './run-line.ts';

/** Lets one line at a time begin; shared by all runs that are to keep one limit. `rateLimit(…)` is one. */
export interface BatchLimiter {
  /** Waits until a line may be sent. What it gives back is called when the line is done. */
  acquire(signal?: AbortSignal): Promise<() => void | Promise<void>>;
}

export interface RunBatchOptions extends Partial<RunLineOptions> {
  /** How many lines are under way at once. Default 8. */
  readonly concurrency?: number;
  /**
   * Stops before more US dollars than this are spent, those of earlier runs with this journal included, as far as can be
   * told: each line under way is reckoned at what the dearest one so far cost, and the first runs alone. Stops when a
   * price is not known.
   */
  readonly maxCost?: number;
  /** Which part of the lines to run, such as `{ index: 1, of: 4 }`. */
  readonly shard?: { readonly index: number; readonly of: number };
  readonly limiter?: BatchLimiter;
  /** Begins no more lines when it fires, but waits for those under way. `signal` ends these too. */
  readonly drain?: AbortSignal;
  /** Called for each line as it is done, in no certain order. `isNew` is false for what the journal knew. */
  readonly onResult?: (result: BatchResult, isNew: boolean) => void;
}

/** What came of a run. */
export interface BatchReport {
  /** In the order of the lines; lines that were not begun have none. */
  readonly results: readonly BatchResult[];
  /** How many lines this run had to do with. */
  readonly total: number;
  readonly ok: number;
  readonly failed: number;
  /** Begun once, answer never seen. */
  readonly unknown: number;
  readonly notRun: number;
  /** What the journal had answered already. */
  readonly reused: number;
  /** US dollars that all these lines cost, those of earlier runs too, as far as prices are known. */
  readonly cost: number;
  /** What this run spent of it. */
  readonly spent: number;
  /** Why the run ended before its last line. */
  readonly stopped?: 'budget' | 'aborted';
}

/**
 * Runs many lines, some at once, and goes on where an earlier run with the same journal ended. A line that fails does not
 * end the run. Throws `config` for options that there are not, `invalid-request` for a line that cannot be run and what the
 * journal throws.
 */
export async function runBatch(
  lines: Iterable<BatchLine>,
  options: RunBatchOptions = {},
): Promise<BatchReport> {
  checkRun('runBatch', options, optionNames);
  const named = nameLines(lines);
  const mine = options.shard === undefined ? named : shardOf(named, options.shard);
  const own = options.client === undefined ? createClient() : undefined;
  try {
    const setup = {
      client: options.client ?? (own as NonNullable<typeof own>),
      journal: options.journal ?? memoryJournal(),
    };
    return await run(mine, { ...options, ...setup });
  } finally {
    await own?.close();
  }
}

const optionNames = [
  'client',
  'journal',
  'model',
  'options',
  'retryUnknown',
  'retryFailed',
  'signal',
  'concurrency',
  'maxCost',
  'shard',
  'limiter',
  'drain',
  'onResult',
] as const satisfies readonly (keyof RunBatchOptions)[];

type Setup = RunBatchOptions & RunLineOptions;

async function run(lines: readonly NamedLine[], options: Setup): Promise<BatchReport> {
  const { concurrency = 8 } = options;
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) throw badConcurrency();
  const purse = createPurse(options.maxCost);
  const results = new Map<string, BatchResult>();
  const note = (result: BatchResult, isNew: boolean): void => {
    results.set(result.id, result);
    options.onResult?.(result, isNew);
  };
  const open: NamedLine[] = [];
  // First what is known, so that a limit counts what earlier runs spent.
  await inParallel(lines, concurrency, async (line) => {
    const known = await recall(line, options);
    if (known === undefined) open.push(line);
    else purse.add(known);
    if (known !== undefined) note(known, false);
  });
  open.sort((left, right) => left.index - right.index);
  const before = { reused: results.size, earlier: purse.spent() };
  await inParallel(open, concurrency, async (line) => {
    const done = isStopped(options) ? undefined : await oneLine(line, options, purse);
    if (done !== undefined) note(done.result, done.isNew);
  });
  const stopped = isStopped(options) ? 'aborted' : purse.isEmpty() ? 'budget' : undefined;
  return reportOf(lines, results, { ...before, cost: purse.spent(), stopped });
}

/** Some at once. The first failure ends it, once those under way are done: without a journal nothing may be sent. */
async function inParallel<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failure: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    while (failure === undefined && next < items.length) {
      const item = items[next] as Item;
      next += 1;
      await work(item).catch((error: unknown) => (failure ??= { error }));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  if (failure !== undefined) throw (failure as { error: unknown }).error;
}

async function oneLine(
  line: NamedLine,
  options: Setup,
  purse: Purse,
): Promise<{ result: BatchResult; isNew: boolean } | undefined> {
  const settle = await purse.reserve();
  if (settle === undefined) return undefined;
  if (isStopped(options)) {
    settle(undefined);
    return undefined;
  }
  let result: BatchResult | undefined;
  let release: Awaited<ReturnType<BatchLimiter['acquire']>> | undefined;
  try {
    release = await options.limiter?.acquire(options.signal);
    const done = await runNamed(line, options);
    if (done.isNew) ({ result } = done);
    return done;
  } catch (error) {
    // The limiter was told to stop waiting: the line was not begun.
    if (isReqLLMError(error) && error.code === 'aborted') return undefined;
    throw error;
  } finally {
    await release?.();
    settle(result);
  }
}

function isStopped({ signal, drain }: Setup): boolean {
  return signal?.aborted === true || drain?.aborted === true;
}

interface Sums {
  readonly reused: number;
  readonly cost: number;
  readonly earlier: number;
  readonly stopped: BatchReport['stopped'];
}

function reportOf(
  lines: readonly NamedLine[],
  results: ReadonlyMap<string, BatchResult>,
  { reused, cost, earlier, stopped }: Sums,
): BatchReport {
  const inOrder = lines.flatMap(({ id }) => results.get(id) ?? []);
  const count = (status: BatchResult['status']): number =>
    inOrder.filter((result) => result.status === status).length;
  const notRun = lines.length - inOrder.length;
  return {
    results: inOrder,
    total: lines.length,
    ok: count('ok'),
    failed: count('error'),
    unknown: count('unknown'),
    notRun,
    reused,
    cost,
    spent: cost - earlier,
    ...(stopped === undefined || notRun === 0 ? {} : { stopped }),
  };
}

function badConcurrency(): ReqLLMError {
  return new ReqLLMError('`concurrency` must be a whole number of at least 1.', {
    code: 'config',
    phase: 'config',
  });
}
