import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type BatchReport,
  fileJournal,
  type FileJournal,
  nameLines,
  runBatch,
  type RunBatchOptions,
  shardOf,
} from '../../batch/index.ts';
import { createClient, type TextOptions } from '../../index.ts';
import { chooseModel } from '../choose-model.ts';
import { environmentOf } from '../environment.ts';
import { decimal, wholeNumber } from '../number.ts';
import { faint } from '../report.ts';
import { runInBatches } from '../run/in-batches.ts';
import { failureLines } from '../run/failures.ts';
import { checkPlaces, journalPath, readInput, writeResults } from '../run/files.ts';
import { createProgress } from '../run/progress.ts';

interface RunOptions {
  readonly out: string;
  readonly model?: string;
  readonly system?: string;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly concurrency: number;
  readonly maxCost?: number;
  readonly resume?: boolean;
  readonly retryUnknown?: boolean;
  readonly retryFailed?: boolean;
  readonly shard?: { readonly index: number; readonly of: number };
  readonly order: 'input' | 'done';
  readonly baseUrl?: string;
  readonly envFile?: string;
  readonly json?: boolean;
  readonly batch?: boolean;
  readonly wait?: boolean;
}

/** `reqllm run`: many prompts, with a journal by which a run that was killed goes on. */
export function addRun(program: Command): void {
  program
    .command('run')
    .description('answer every line of a file, several at once; a run that was ended goes on where it was')
    .argument(
      '<prompts>',
      'JSON lines: { id?, prompt or messages, model?, options?, schema? }; - for standard input',
    )
    .requiredOption(
      '-o, --out <file>',
      'where the results go; the journal is kept beside it, in <file>.journal',
    )
    .option('-m, --model <spec>', 'the model of lines that name none')
    .option('-s, --system <text>', 'instructions above each prompt')
    .option('--max-tokens <count>', 'most tokens to generate for a line', wholeNumber)
    .option('-t, --temperature <number>', '0 to 2', decimal)
    .option('-c, --concurrency <count>', 'how many lines are under way at once', wholeNumber, 8)
    .option(
      '--max-cost <usd>',
      'stop before more US dollars than this are spent on the whole file; with --batch hand in nothing that may cost more',
      decimal,
    )
    .option('--resume', 'go on with the journal of an earlier run: what is answered is not sent again')
    .option('--retry-unknown', 'send again what was begun and never answered; it may be billed twice')
    .option('--retry-failed', 'send again what failed, also where it may have been billed')
    .option('--shard <i/n>', 'run only the i-th of n parts, such as 2/4', shard)
    .addOption(
      new Option('--order <order>', 'order of the results: that of the input, or as they were done')
        .choices(['input', 'done'])
        .default('input'),
    )
    .option('--base-url <url>', 'another address of the same API')
    .option('--env-file <path>', 'read keys from this file; addresses in it are not used')
    .option(
      '--batch',
      'hand the lines in to the batch API of their provider, at its price; --batch --resume fetches the answers',
    )
    .option('--wait', 'with --batch: look every 30 seconds until all answers are there')
    .option('--json', 'print the counts as JSON')
    .action(run);
}

async function run(path: string, options: RunOptions): Promise<void> {
  const { out } = options;
  const lines = readInput(path);
  checkPlaces(path, out, journalPath(out), options.resume === true);
  const env = environmentOf(options.envFile);
  const needsModel = options.model === undefined && lines.some(({ model }) => model === undefined);
  const model = needsModel ? await chooseModel(env) : options.model;
  const journal = await fileJournal(journalPath(out));
  if (options.batch === true) {
    const settings = settingsOf(options, model);
    return runInBatches(lines, {
      ...settings,
      env,
      journal,
      out,
      json: options.json === true,
      wait: options.wait === true,
    });
  }
  await using client = createClient({ env });
  const named = nameLines(lines);
  const mine = options.shard === undefined ? named : shardOf(named, options.shard);
  const progress = createProgress(mine.length);
  const stop = listenForStop();
  const done: string[] = [];
  try {
    const report = await runBatch(lines, {
      client,
      journal,
      ...settingsOf(options, model),
      signal: stop.abort,
      drain: stop.drain,
      onResult(result, isNew) {
        done.push(result.id);
        progress.note(result, isNew);
      },
    });
    progress.end();
    const inOrder = options.order === 'input' ? report.results : inOrderOf(done, report);
    writeResults(out, inOrder);
    conclude(report, options, journal);
  } finally {
    progress.end();
    stop.forget();
    await journal.close();
  }
}

/** The results as they were done. */
function inOrderOf(done: readonly string[], { results }: BatchReport): BatchReport['results'] {
  const rank = new Map(done.map((id, index) => [id, index]));
  return results.toSorted((left, right) => (rank.get(left.id) ?? 0) - (rank.get(right.id) ?? 0));
}

function settingsOf(options: RunOptions, model: string | undefined): RunBatchOptions {
  const { system, maxTokens, temperature, baseUrl, concurrency, maxCost } = options;
  const text: TextOptions = {
    ...(system === undefined ? {} : { system }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
  };
  return {
    options: text,
    concurrency,
    retryUnknown: options.retryUnknown === true,
    retryFailed: options.retryFailed === true ? 'all' : 'unbilled',
    ...(model === undefined ? {} : { model }),
    ...(maxCost === undefined ? {} : { maxCost }),
    ...(options.shard === undefined ? {} : { shard: options.shard }),
  };
}

function conclude(report: BatchReport, options: RunOptions, journal: FileJournal): void {
  const { results: _results, ...counts } = report;
  const { ok, failed, unknown, notRun, stopped } = report;
  if (journal.repairedBytes > 0)
    process.stderr.write(`${faint(`${journal.repairedBytes} bytes of a half-written line were cut off.`)}\n`);
  if (unknown > 0)
    process.stderr.write(
      `${unknown} lines were sent by a run that was ended before it wrote down the answer: they may have been billed and were not sent again. --retry-unknown sends them.\n`,
    );
  for (const line of failureLines(report.results)) process.stderr.write(`${line}\n`);
  if (stopped === 'budget')
    process.stderr.write(
      'Stopped by --max-cost, or as a price is not known. --resume with a higher one goes on.\n',
    );
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ out: options.out, ...counts })}\n`
      : `${summary(report, options.out)}\n`,
  );
  if (stopped === 'aborted') process.exitCode = 130;
  else if (failed + unknown + notRun > 0) process.exitCode = 1;
  else if (ok === report.total) process.exitCode = 0;
}

/** `98 of 100 ok · 2 failed · $0.0021 · results.jsonl`. */
function summary({ total, ok, failed, unknown, notRun, reused, cost }: BatchReport, out: string): string {
  const some = (count: number, what: string): string[] => (count === 0 ? [] : [`${count} ${what}`]);
  return [
    `${ok} of ${total} ok`,
    ...some(failed, 'failed'),
    ...some(unknown, 'unknown'),
    ...some(notRun, 'not run'),
    ...some(reused, 'from the journal'),
    `$${cost.toFixed(4)}`,
    out,
  ].join(' · ');
}

/** The first Ctrl-C lets what is under way end, the second ends it. */
function listenForStop(): { readonly drain: AbortSignal; readonly abort: AbortSignal; forget(): void } {
  const [drain, abort] = [new AbortController(), new AbortController()];
  const interrupt = (): void => {
    if (drain.signal.aborted) return abort.abort();
    drain.abort();
    process.stderr.write('\nWaiting for the lines under way; once more ends them.\n');
  };
  process.on('SIGINT', interrupt);
  return { drain: drain.signal, abort: abort.signal, forget: () => process.off('SIGINT', interrupt) };
}

function shard(text: string): { index: number; of: number } {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (index === undefined || Number(index) < 1 || Number(index) > Number(of))
    throw new InvalidArgumentError('It must look like 2/4.');
  return { index: Number(index), of: Number(of) };
}
