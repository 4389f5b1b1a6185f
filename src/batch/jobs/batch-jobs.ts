import { createDefaultTransport } from '#transport';
import {
  type ClientOptions,
  isReqLLMError,
  processEnv,
  ReqLLMError,
  type TextOptions,
  type Transport,
} from '../../index.ts';
import { checkRun } from '../check-run.ts';
import type { BatchJournal } from '../journal.ts';
import { type BatchLine, nameLines, type NamedLine, shardOf } from '../line.ts';
import { type BatchResult, failed, unknownResult } from '../result.ts';
import { recall, type RunLineOptions } from '../run-line.ts';
import { anthropicBatches } from './anthropic.ts';
import { type Captured, captureRequest, notRunResult, replayAnswer } from './capture.ts';
import { createExchange, type Exchange } from './exchange.ts';
import { googleBatches } from './google.ts';
import type { BatchHost } from './host.ts';
import { type JobCosts, reckonJobs } from './job-cost.ts';
import type { BatchJob, JobStore } from './job-state.ts';
import { mistralBatches } from './mistral.ts';
import { openaiBatches } from './openai.ts';

/** How lines are handed to the batch APIs of their providers. */
export interface BatchJobsOptions extends Pick<RunLineOptions, 'retryUnknown' | 'retryFailed' | 'model'> {
  readonly journal: BatchJournal;
  readonly jobs: JobStore;
  /** Keys, addresses, transport and so on, as for `createClient`. */
  readonly client?: ClientOptions;
  /** Options of all lines, under their own. */
  readonly options?: TextOptions;
  /**
   * Hands nothing in when all that would be, what is under way and what was spent may come to more US dollars than this:
   * input by the estimate and its bound, answers at `maxTokens`, at the batch price.
   */
  readonly maxCost?: number;
  /** Which part of the lines to run, such as `{ index: 1, of: 4 }`. */
  readonly shard?: { readonly index: number; readonly of: number };
  readonly signal?: AbortSignal;
}

/** How a run over batch APIs stands. */
export interface BatchJobsReport {
  /** Of lines that are settled, in the order of the lines. */
  readonly results: readonly BatchResult[];
  readonly total: number;
  readonly ok: number;
  readonly failed: number;
  /** Handed in, perhaps, by a process that did not live to note the job. Not handed in again. */
  readonly unknown: number;
  /** In jobs that are under way. */
  readonly waiting: number;
  /** US dollars at the batch price, as far as prices are known. */
  readonly cost: number;
}

const hosts: Readonly<Record<string, BatchHost>> = {
  openai: openaiBatches,
  anthropic: anthropicBatches,
  google: googleBatches,
  mistral: mistralBatches,
};

/**
 * Hands in the lines that are not yet, fetches the answers of jobs that are done, and tells how it stands. Call it again,
 * from any process, until nothing is `waiting`. A line is noted in the journal before its job is handed in, so that no end
 * of the process can make it be handed in twice. Throws `unsupported` for a provider without a batch API that is known.
 */
export async function runBatchJobs(
  lines: Iterable<BatchLine>,
  options: BatchJobsOptions,
): Promise<BatchJobsReport> {
  checkRun('runBatchJobs', options, optionNames);
  const all = nameLines(lines);
  const named = options.shard === undefined ? all : shardOf(all, options.shard);
  const own =
    options.client?.transport === undefined ? createDefaultTransport({ env: processEnv }) : undefined;
  const work: Work = { ...options, transport: (own ?? options.client?.transport) as Transport };
  try {
    await collectJobs(named, work);
    await submitLines(named, work);
  } finally {
    await own?.close();
  }
  const waiting = new Set(openJobs(options).flatMap((job) => job.lines));
  const results: BatchResult[] = [];
  for (const line of named) {
    const result = (await options.journal.find(line.id))?.result ?? unknownResult(line);
    if (!waiting.has(line.id)) results.push(result);
  }
  const count = (status: BatchResult['status']): number =>
    results.filter((result) => result.status === status).length;
  return {
    results,
    total: named.length,
    ok: count('ok'),
    failed: count('error'),
    unknown: count('unknown'),
    waiting: waiting.size,
    cost: results.reduce((sum, { usage }) => sum + (usage?.cost?.total ?? 0), 0),
  };
}

const optionNames = [
  'journal',
  'jobs',
  'client',
  'model',
  'options',
  'retryUnknown',
  'retryFailed',
  'maxCost',
  'shard',
  'signal',
] as const satisfies readonly (keyof BatchJobsOptions)[];

type Work = BatchJobsOptions & { readonly transport: Transport };

interface Group {
  readonly host: BatchHost;
  readonly provider: string;
  readonly model: string;
  readonly captured: Captured;
  readonly members: { readonly line: NamedLine; readonly captured: Captured }[];
}

async function submitLines(lines: readonly NamedLine[], options: Work): Promise<void> {
  const waiting = new Set(openJobs(options).flatMap((job) => job.lines));
  const groups = new Map<string, Group>();
  const open: NamedLine[] = [];
  let spent = 0;
  for (const line of lines) {
    const known = await recall(line, options);
    spent += known?.usage?.cost?.total ?? 0;
    if (!waiting.has(line.id) && known === undefined) open.push(line);
  }
  for (const line of open) await addTo(groups, line, options);
  const members = [...groups.values()].flatMap((group) => group.members.map(({ line }) => line));
  const costs = await costsOf(members, spent, options);
  for (const group of groups.values())
    for (let at = 0; at < group.members.length; at += group.host.most)
      await submit(group, group.members.slice(at, at + group.host.most), options, costs);
}

async function costsOf(
  lines: readonly NamedLine[],
  spent: number,
  options: Work,
): Promise<JobCosts | undefined> {
  const { maxCost: limit } = options;
  if (limit === undefined || lines.length === 0) return undefined;
  const underWay = openJobs(options);
  const unknown = underWay.find(({ most }) => most === undefined);
  if (unknown !== undefined) throw unreckoned(unknown);
  const committed = underWay.reduce((sum, { most = 0 }) => sum + most, spent);
  return reckonJobs(lines, { limit, committed }, options.client ?? {}, options);
}

function unreckoned({ id }: BatchJob): ReqLLMError {
  const message = `The job ${id} was handed in without maxCost, so what it may cost is not known. Fetch its answers first, without maxCost.`;
  return new ReqLLMError(message, { code: 'budget', phase: 'config' });
}

async function addTo(groups: Map<string, Group>, line: NamedLine, options: Work): Promise<void> {
  let captured: Captured;
  try {
    captured = await captureRequest(line, options.client ?? {}, options);
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    // What is wrong with the line alone is its result; what is wrong with the run ends it.
    if (error.code === 'auth' || error.code === 'config') throw error;
    await options.journal.begin({ id: line.id, hash: line.hash, again: true });
    return options.journal.settle(failed(line, error, 0));
  }
  const host = hostFor(captured);
  const key = `${captured.request.url} ${JSON.stringify(captured.body['model'])}`;
  const group = groups.get(key) ?? {
    host,
    provider: captured.provider,
    model: line.model ?? options.model ?? '',
    captured,
    members: [],
  };
  group.members.push({ line, captured });
  groups.set(key, group);
}

async function submit(
  group: Group,
  members: Group['members'],
  options: Work,
  costs: JobCosts | undefined,
): Promise<void> {
  const { journal, jobs } = options;
  const exchange = exchangeFor(group.host, group.captured, options);
  for (const { line } of members) await journal.begin({ id: line.id, hash: line.hash, again: true });
  const path = group.captured.request.url.slice(exchange.root.length);
  let id: string;
  try {
    id = await group.host.submit(
      exchange,
      members.map(({ captured }) => captured),
      path,
    );
  } catch (error) {
    // Refused for certain: nothing runs, and the lines are free again. Otherwise nobody knows, and they stay begun.
    const isRefused = isReqLLMError(error) && error.phase === 'headers' && (error.status ?? 500) < 500;
    if (isRefused)
      for (const { line } of members) await journal.settle(notRunResult(line, (error as Error).message));
    throw error;
  }
  const job: BatchJob = {
    id,
    provider: group.provider,
    model: group.model,
    lines: members.map(({ line }) => line.id),
    ...(costs === undefined
      ? {}
      : { most: members.reduce((sum, { line }) => sum + (costs.most.get(line.id) ?? 0), 0) }),
    submittedAt: new Date().toISOString(),
    collected: false,
  };
  jobs.save([...jobs.load(), job]);
}

async function collectJobs(lines: readonly NamedLine[], options: Work): Promise<void> {
  const byId = new Map(lines.map((line) => [line.id, line]));
  for (const job of openJobs(options)) await collect(job, byId, options);
}

async function collect(job: BatchJob, byId: ReadonlyMap<string, NamedLine>, options: Work): Promise<void> {
  const mine = job.lines.map((id) => byId.get(id));
  const first = mine.find((line) => line !== undefined);
  const host = hosts[job.provider];
  if (first === undefined || host === undefined) return;
  const captured = await captureRequest(first, options.client ?? {}, options);
  const look = await host.look(exchangeFor(host, captured, options), job.id);
  if (look.state === 'working') return;
  for (const [index, line] of mine.entries()) {
    if (line === undefined) continue;
    const answer = look.answers.get(index) ?? {
      notRun: look.problem ?? 'The job ended without an answer to it.',
    };
    await options.journal.settle(await replayAnswer(line, answer, options.client ?? {}, options));
  }
  const { jobs } = options;
  jobs.save(jobs.load().map((each) => (each.id === job.id ? { ...each, collected: true } : each)));
}

function openJobs({ jobs }: BatchJobsOptions): BatchJob[] {
  return jobs.load().filter(({ collected }) => !collected);
}

function hostFor({ provider, request }: Captured): BatchHost {
  const host = hosts[provider];
  if (host !== undefined && host.rootOf(request.url) !== undefined) return host;
  const message = `No batch API is known for ${provider}; those of ${Object.keys(hosts).join(', ')} are. Run it without --batch.`;
  throw new ReqLLMError(message, { code: 'unsupported', phase: 'config' });
}

function exchangeFor(host: BatchHost, { request }: Captured, { transport, signal }: Work): Exchange {
  const root = host.rootOf(request.url) ?? '';
  return createExchange(transport, request, root, signal ?? new AbortController().signal);
}
