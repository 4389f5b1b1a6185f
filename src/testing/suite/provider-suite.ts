import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { models } from '../../catalog/models.ts';
import { processEnv } from '../../client/env.ts';
import { ReqLLMError } from '../../core/error.ts';
import type { FixtureMode } from '../fixtures/fixtures.ts';
import { readShelf } from '../fixtures/store.ts';
import { scenarios as allScenarios } from '../scenarios/list.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { fixtureFile, type Trial, tryScenario, whyUntried } from './try-scenario.ts';

/** The functions of a test runner: those of vitest and jest, or what `node:test` exports. */
export interface SuiteRunner {
  describe(name: string, run: () => void): unknown;
  test(name: string, run: (context?: { skip?: (reason?: string) => unknown }) => Promise<void>): unknown;
  /** Registers a test as skipped, for runners whose tests cannot skip themselves once they run (jest). */
  skip?(name: string): unknown;
}

export interface ProviderSuiteOptions extends Pick<Trial, 'transport' | 'client'> {
  /** The provider's id. */
  readonly provider: string;
  /** Model ids. Default: those with a folder of recordings. */
  readonly models?: readonly string[];
  /** Ids of scenarios. Default: all. */
  readonly scenarios?: readonly string[];
  /** The folder with `<provider>/<model>/<scenario>.jsonl`. Default `test/fixtures`. */
  readonly fixtures?: string;
  /** Default: `REQLLM_FIXTURES_MODE`, else `replay`. */
  readonly mode?: FixtureMode;
  /** Default: the globals of vitest or jest, else `node:test`. */
  readonly runner?: SuiteRunner;
}

/**
 * Registers a test for each model of a provider and each scenario: `providerSuite({ provider: 'openai' })`. Recordings are
 * replayed, without a key and without the network; what was not recorded is skipped, and says so. Throws `config` where
 * there is nothing to try. Vitest without globals must be awaited: `await providerSuite(…)`.
 */
export function providerSuite(options: ProviderSuiteOptions): Promise<void> {
  const runner = options.runner ?? presentRunner();
  // Only vitest without globals has to be loaded; elsewhere the tests are there when this returns.
  if (!(runner instanceof Promise)) {
    registerSuite(options, runner);
    return Promise.resolve();
  }
  return runner.then((found) => registerSuite(options, found));
}

function registerSuite(options: ProviderSuiteOptions, runner: SuiteRunner): void {
  const { provider, fixtures: folder = 'test/fixtures' } = options;
  const mode = options.mode ?? (processEnv('REQLLM_FIXTURES_MODE') as FixtureMode | undefined) ?? 'replay';
  const wanted = chosen(options.scenarios);
  const ids = options.models ?? recordedModels(folder, provider, wanted);
  if (ids.length === 0)
    throw refusal(
      `There is nothing of ${provider} in ${folder}; name \`models\` and record them with REQLLM_FIXTURES_MODE=record.`,
    );
  runner.describe(`${provider}, ${mode === 'replay' ? 'as recorded' : mode}`, () => {
    for (const id of ids)
      runner.describe(id, () => {
        for (const scenario of wanted) register(runner, { ...options, folder, mode, id, scenario });
      });
  });
}

interface Case extends ProviderSuiteOptions {
  readonly folder: string;
  readonly mode: FixtureMode;
  readonly id: string;
  readonly scenario: Scenario;
}

function register(runner: SuiteRunner, tried: Case): void {
  const { provider, id, scenario, folder, mode, transport, client } = tried;
  const model = `${provider}:${id}`;
  const found = models.find(model);
  const trial: Trial = {
    scenario,
    model,
    folder,
    mode,
    ...(found.ok ? { facts: found.model } : {}),
    ...(transport === undefined ? {} : { transport }),
    ...(client === undefined ? {} : { client }),
  };
  const name = `${scenario.id}: ${scenario.shows}`;
  const untried = whyUntried(trial);
  if (untried !== undefined && runner.skip !== undefined) return void runner.skip(`${name} (${untried})`);
  // No parameter that counts: jest and node:test would wait for a callback.
  runner.test(name, async (...[context]) => {
    const result = await tryScenario(trial);
    if (result.outcome === 'skip') return void context?.skip?.(result.reason);
    if (result.outcome === 'fail')
      throw new Error(`${model}, ${scenario.id} (${result.layer ?? 'assertion'}): ${result.reason ?? ''}`);
  });
}

function chosen(ids: readonly string[] | undefined): readonly Scenario[] {
  if (ids === undefined) return allScenarios;
  return ids.map((id) => {
    const found = allScenarios.find((each) => each.id === id);
    if (found === undefined)
      throw refusal(
        `There is no scenario "${id}"; there are ${allScenarios.map((each) => each.id).join(', ')}.`,
      );
    return found;
  });
}

/** The models with a recording: by the name that the catalogue or the recorded request has, as folders have plain names. */
function recordedModels(folder: string, provider: string, wanted: readonly Scenario[]): string[] {
  const parent = join(folder, provider);
  if (!existsSync(parent)) return [];
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => nameOf(folder, provider, name, wanted))
    .sort();
}

function nameOf(folder: string, provider: string, name: string, wanted: readonly Scenario[]): string {
  if (models.has(`${provider}:${name}`)) return name;
  const listed = models
    .list(provider)
    .find(({ id }) => fixtureFile(folder, `${provider}:${id}`, '').includes(`${name}/`));
  if (listed !== undefined) return listed.id;
  for (const { id } of wanted) {
    const [first] = readShelf(fixtureFile(folder, `${provider}:${name}`, id)).all;
    const body = first?.fixture.request.body;
    const asked =
      body !== undefined && 'json' in body ? (body.json as { model?: unknown } | null)?.model : undefined;
    if (typeof asked === 'string') return asked;
  }
  return name;
}

function presentRunner(): SuiteRunner | Promise<SuiteRunner> {
  const { describe, test } = globalThis as Partial<SuiteRunner>;
  const isVitest = '__vitest_worker__' in globalThis;
  if (typeof describe === 'function' && typeof test === 'function') {
    const { skip } = test as { skip?: (name: string, run: () => void) => unknown };
    if (isVitest || skip === undefined) return { describe, test };
    return { describe, test, skip: (name) => skip(name, () => {}) };
  }
  if (isVitest) return import('vitest') as unknown as Promise<SuiteRunner>;
  const found = process.getBuiltinModule('node:test') as unknown as SuiteRunner;
  return {
    describe: (name, run) => found.describe(name, run),
    test: (name, run) => found.test(name, run),
  };
}

function refusal(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
