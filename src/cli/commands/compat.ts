import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ReqLLMError } from '../../index.ts';
import { readLedger } from '../../models.ts';
import { type FixtureMode, type Scenario, scenarios, type ScenarioType } from '../../testing/index.ts';
import { faint } from '../report.ts';
import { type Chosen, chooseModels } from './compat/choose-models.ts';
import { printMatrix } from './compat/print-matrix.ts';
import { compatPage } from './compat/page.ts';
import { matrixOf } from './compat/matrix.ts';
import { createProgress } from './compat/progress.ts';
import { exitCodeOf } from './compat/exit-code.ts';
import { theProviders, theSimulator } from './compat/respondent.ts';
import { type ModelRun, outOfMoney, runModels } from './compat/run-models.ts';

export interface CompatOptions {
  readonly scenario?: string;
  readonly type?: ScenarioType | 'all';
  readonly sample?: boolean;
  readonly available?: boolean;
  readonly record?: boolean;
  readonly recordAll?: boolean;
  readonly verify?: boolean;
  readonly concurrency: number;
  readonly maxCost?: number;
  readonly json?: boolean;
  readonly report?: string;
  readonly fixtures: string;
  readonly simulator?: boolean;
}

/** `reqllm compat`: what is proved of which model, and the proof made anew. */
export function addCompat(program: Command): void {
  program
    .command('compat')
    .description(
      'show what is proved of which model; with a model or a glob, try it: from recordings, or by making them',
    )
    .argument('[spec]', 'provider:model, or a glob such as "groq:*"')
    .option('--scenario <ids>', 'only these scenarios, separated by commas')
    .option('--type <type>', `only scenarios of this type, of models for it: ${types.join(', ')}`, toType)
    .option('--sample', 'one model of each provider')
    .option('--available', 'only models of providers whose key is in the environment')
    .option('--record', 'record what is not recorded yet; kept only when the scenario passes')
    .option('--record-all', 'record everything anew')
    .option('--verify', 'ask again and compare the form of the answers with the recordings')
    .option('--concurrency <count>', 'models tried side by side', toCount, 2)
    .option('--max-cost <usd>', 'stop recording when this much was spent', toDollars)
    .option('--json', 'print JSON')
    .option('--report <folder>', 'also write a page with the matrix, index.html, into this folder')
    .option('--fixtures <folder>', 'where recordings stand', 'test/fixtures')
    .option(
      '--simulator',
      'ask the simulator instead of providers: shows the protocols, nothing of the models',
    )
    .action(compat);
}

async function compat(spec: string | undefined, options: CompatOptions): Promise<void> {
  if (options.report !== undefined) writeReport(options.report);
  if (spec === undefined && options.sample !== true && options.available !== true) {
    if (options.report === undefined || options.json === true) printMatrix(matrixOf(readLedger()), options);
    return;
  }
  const models = chooseModels(spec, options);
  const wanted = chosenScenarios(options, models);
  if (models.length === 0) throw refusal(`No model fits "${spec ?? '*'}".`);
  const stop = new AbortController();
  const leave = (): void => stop.abort();
  process.once('SIGINT', leave);
  const progress = createProgress(models.length, options.json === true);
  const respondent = options.simulator === true ? await theSimulator() : theProviders;
  try {
    const runs = await runModels(models, {
      scenarios: wanted,
      mode: modeOf(options),
      folder: options.fixtures,
      isKept: options.record === true && options.recordAll !== true,
      concurrency: options.concurrency,
      respondent,
      signal: stop.signal,
      progress,
      ...(options.maxCost === undefined ? {} : { maxCost: options.maxCost }),
    });
    progress.done();
    tell(runs, options);
    process.exitCode = stop.signal.aborted ? 130 : exitCodeOf(runs);
  } finally {
    process.removeListener('SIGINT', leave);
    await respondent.close();
  }
}

function tell(runs: readonly ModelRun[], { json, maxCost }: CompatOptions): void {
  const all = runs.flatMap(({ results }) => results);
  const count = (outcome: string): number => all.filter((each) => each.outcome === outcome).length;
  const spent = runs.reduce((sum, { spent: usd }) => sum + usd, 0);
  const isUnknown = all.some(({ cost, outcome }) => outcome !== 'skip' && cost === null);
  const isStopped = all.some(({ reason }) => reason === outOfMoney);
  if (json === true) process.stdout.write(`${JSON.stringify({ spent, isStopped, models: runs }, null, 2)}\n`);
  else {
    const money = spent === 0 ? '' : ` · $${spent.toFixed(4)}${isUnknown ? ' (partly estimated)' : ''}`;
    process.stdout.write(
      `${runs.length} models · ${count('pass')} passed · ${count('fail')} failed · ${count('skip')} skipped${money}\n`,
    );
    if (isStopped)
      process.stdout.write(faint(`Stopped at the budget of $${maxCost}; the rest was not tried.\n`));
  }
}

function modeOf({ record, recordAll, verify, simulator, fixtures }: CompatOptions): FixtureMode {
  if (verify === true && (record === true || recordAll === true))
    throw refusal('Either record or verify: `--verify` compares with what is on record.');
  if (record === true || recordAll === true) return 'record';
  if (verify === true) return 'verify';
  return simulator === true && fixtures === 'test/fixtures' ? 'live' : 'replay';
}

function chosenScenarios(
  { scenario, type: given }: CompatOptions,
  models: readonly Chosen[],
): readonly Scenario[] {
  // What a model that is not listed is for nobody knows: it is taken to talk.
  const isUnlisted = scenario === undefined && models.some(({ facts }) => facts === undefined);
  const type = given ?? (isUnlisted ? 'text' : undefined);
  const ids = scenario?.split(',').map((id) => id.trim());
  const unknown = ids?.find((id) => !scenarios.some((each) => each.id === id));
  if (unknown !== undefined)
    throw refusal(
      `There is no scenario "${unknown}"; there are ${scenarios.map(({ id }) => id).join(', ')}.`,
    );
  const wanted = scenarios.filter(
    (each) =>
      (ids === undefined || ids.includes(each.id)) &&
      (type === undefined || type === 'all' || each.type === type),
  );
  if (wanted.length === 0) throw refusal(`There is no scenario of the type "${type}".`);
  return wanted;
}

function writeReport(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'index.html');
  writeFileSync(file, compatPage(matrixOf(readLedger())));
  process.stderr.write(`${file}\n`);
}

const types: readonly (ScenarioType | 'all')[] = [
  'text',
  'embedding',
  'rerank',
  'image',
  'speech',
  'transcription',
  'all',
];

function toType(text: string): ScenarioType | 'all' {
  const known = types.find((type) => type === text);
  if (known === undefined)
    throw refusal(`There is no scenario of the type "${text}"; there are ${types.join(', ')}.`);
  return known;
}

function toCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 64)
    throw refusal(`"${text}" is no count from 1 to 64.`);
  return count;
}

function toDollars(text: string): number {
  const usd = Number(text);
  if (!(usd >= 0) || text.trim() === '') throw refusal(`"${text}" is no amount in dollars.`);
  return usd;
}

function refusal(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
