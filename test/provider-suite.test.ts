// `providerSuite` in the test runners that people use: real processes, in a project of their own.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leadToSimulator } from '../src/testing/suite/lead-to-simulator.ts';
import { tryScenario, type Trial } from '../src/testing/suite/try-scenario.ts';
import { models } from '../src/models.ts';
import { scenarioActor } from '../src/testing/scenarios/actor.ts';
import { scenarios } from '../src/testing/scenarios/list.ts';
import { simulator, type Simulator } from '../src/testing/simulator.ts';
import { ensureBuilt } from './support/built.ts';
import { root } from './support/source-file.ts';

const project = mkdtempSync(join(tmpdir(), 'provider-suite-'));
const model = 'openai:gpt-4o-mini';
let good: Simulator;
let bad: Simulator;

beforeAll(async () => {
  ensureBuilt();
  good = await simulator({ turns: scenarioActor });
  bad = await simulator({ turns: [{ text: '' }] });
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  symlinkSync(root, join(project, 'node_modules/reqllm'));
  symlinkSync(join(root, 'node_modules/vitest'), join(project, 'node_modules/vitest'));
  writeFileSync(join(project, 'package.json'), '{ "type": "module", "private": true }\n');
  const suite =
    "import { providerSuite } from 'reqllm/testing';\nawait providerSuite({ provider: 'openai' });\n";
  writeFileSync(join(project, 'openai.test.mjs'), suite);
}, 60_000);

afterAll(async () => {
  await Promise.all([good.close(), bad.close()]);
  rmSync(project, { recursive: true });
});

const folder = join(project, 'test/fixtures');

async function trial(id: string, mode: Trial['mode'], simulated: Simulator): ReturnType<typeof tryScenario> {
  const scenario = scenarios.find((each) => each.id === id);
  const transport = await leadToSimulator(simulated, 'openai');
  if (scenario === undefined || transport === undefined) throw new TypeError(`There is no ${id}.`);
  return tryScenario({
    scenario,
    model,
    facts: models.get(model),
    folder,
    mode,
    transport,
    client: { keys: simulated.keys, defaults: { retry: 0 } },
  });
}

describe('recordings', () => {
  test('are made when the scenario passes, and replayed without a key', async () => {
    for (const id of ['basic', 'streaming', 'tool_round_trip', 'object_basic'])
      expect(await trial(id, 'record', good)).toMatchObject({ outcome: 'pass', source: 'simulator' });
    expect(readdirSync(join(folder, 'openai/gpt-4o-mini')).sort()).toEqual([
      'basic.jsonl',
      'object_basic.jsonl',
      'streaming.jsonl',
      'tool_round_trip.jsonl',
    ]);
    const before = good.requests.length;
    expect(await trial('tool_round_trip', 'replay', good)).toMatchObject({
      outcome: 'pass',
      source: 'simulator',
    });
    expect(good.requests.length).toBe(before);
  });

  test('are not made when it fails', async () => {
    expect(await trial('usage', 'record', bad)).toMatchObject({ outcome: 'fail', layer: 'assertion' });
    expect(await trial('usage', 'replay', good)).toMatchObject({
      outcome: 'skip',
      reason: expect.stringContaining('not recorded'),
    });
    // And what was there stays.
    expect(await trial('basic', 'record', bad)).toMatchObject({ outcome: 'fail' });
    expect(await trial('basic', 'replay', good)).toMatchObject({ outcome: 'pass' });
  });

  test('are compared with what is said now', async () => {
    expect(await trial('basic', 'verify', good)).toMatchObject({ outcome: 'pass' });
    const calling = await simulator({ turns: [{ text: 'Hello', refusal: 'no', finishReason: 'length' }] });
    expect(await trial('basic', 'verify', calling)).toMatchObject({ outcome: 'fail', layer: 'drift' });
    await calling.close();
  });
});

describe.each([
  ['node:test', ['--test', '--test-reporter=tap', 'openai.test.mjs']],
  ['vitest', ['node_modules/vitest/vitest.mjs', 'run', '--reporter=verbose', '--root', '.']],
  [
    'vitest with globals',
    ['node_modules/vitest/vitest.mjs', 'run', '--globals', '--reporter=verbose', '--root', '.'],
  ],
])('%s', (name, args) => {
  const run = () =>
    spawnSync(process.execPath, args, {
      cwd: project,
      encoding: 'utf8',
      env: {
        ...process.env,
        NO_COLOR: '1',
        FORCE_COLOR: undefined,
        NODE_TEST_CONTEXT: undefined,
        OPENAI_API_KEY: undefined,
        VITEST: undefined,
      },
    });

  test('runs what was recorded, and skips the rest with the cause', () => {
    const { status, stdout, stderr } = run();
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toContain('tool_round_trip: calls a tool and answers with its result');
    expect(stdout).toContain('not recorded');
    expect(stdout).toMatch(
      name === 'node:test' ? /# pass 4\b[\s\S]*# skipped \d\d/ : /4 passed \| \d\d skipped/,
    );
  });

  test('is red when the answer on record is not as it must be', () => {
    const file = join(folder, 'openai/gpt-4o-mini/no_tool.jsonl');
    // The recording of a plain greeting answers no question about cats: the request is another one.
    cpSync(join(folder, 'openai/gpt-4o-mini/basic.jsonl'), file);
    const { status, stdout } = run();
    rmSync(file);
    expect(status).not.toBe(0);
    expect(stdout).toContain('openai:gpt-4o-mini, no_tool');
  });
});
