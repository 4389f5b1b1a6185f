import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BatchJobsReport,
  type BatchLine,
  fileJobs,
  type FileJournal,
  runBatchJobs,
  type RunBatchOptions,
} from '../../batch/index.ts';
import type { Lookup } from '../choose-model.ts';
import { faint } from '../report.ts';
import { writeResults } from './files.ts';

interface InBatches extends RunBatchOptions {
  readonly env: Lookup;
  readonly journal: FileJournal;
  readonly out: string;
  readonly json: boolean;
  readonly wait: boolean;
}

const lookEveryMs = 30_000;

/** Hands lines in to batch APIs, fetches what is done, writes the results so far and says what is to come. */
export async function runInBatches(lines: readonly BatchLine[], options: InBatches): Promise<void> {
  const { env, journal, out, json, wait, concurrency: _c, ...settings } = options;
  const jobs = fileJobs(`${out}.jobs.json`);
  try {
    let report = await runBatchJobs(lines, { ...settings, client: { env }, journal, jobs });
    while (wait && report.waiting > 0) {
      process.stderr.write(`${faint(`${report.waiting} of ${report.total} lines are under way`)}\n`);
      await sleep(lookEveryMs);
      report = await runBatchJobs(lines, {
        ...settings,
        retryFailed: 'none',
        client: { env },
        journal,
        jobs,
      });
    }
    writeResults(out, report.results);
    conclude(report, out, json);
  } finally {
    await journal.close();
  }
}

function conclude(report: BatchJobsReport, out: string, json: boolean): void {
  const { results: _results, ...counts } = report;
  const { total, ok, failed, unknown, waiting, cost } = report;
  const some = (count: number, what: string): string[] => (count === 0 ? [] : [`${count} ${what}`]);
  const words = [
    `${ok} of ${total} ok`,
    ...some(waiting, 'under way'),
    ...some(failed, 'failed'),
    ...some(unknown, 'unknown'),
    `$${cost.toFixed(4)}`,
    out,
  ].join(' · ');
  process.stdout.write(json ? `${JSON.stringify({ out, ...counts })}\n` : `${words}\n`);
  if (waiting > 0)
    process.stderr.write(
      'Fetch the answers later with the same command and --resume, or wait for them with --wait.\n',
    );
  if (failed + unknown > 0) process.exitCode = 1;
}
