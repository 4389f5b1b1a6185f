// `reqllm models` as people run it, in this process; two runs of the built file are in cli.test.ts.
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgram } from '../src/cli/program.ts';
import { reportFailure } from '../src/cli/report.ts';
import { tableLines } from '../src/cli/table.ts';

const folder = mkdtempSync(join(tmpdir(), 'reqllm-models-'));
const out = { stdout: '', stderr: '' };

beforeEach(() => {
  out.stdout = '';
  out.stderr = '';
  vi.stubEnv('REQLLM_CACHE_DIR', join(folder, 'cache'));
  for (const name of ['stdout', 'stderr'] as const)
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      out[name] += String(text);
      return true;
    });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = 0;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `reqllm models …`; answers with the exit code. */
async function models(...args: readonly string[]): Promise<number> {
  out.stdout = '';
  out.stderr = '';
  process.exitCode = 0;
  try {
    await createProgram().parseAsync(['models', ...args], { from: 'user' });
  } catch (error) {
    process.exitCode = reportFailure(error);
  }
  return Number(process.exitCode);
}

const printed = <T>(): T => JSON.parse(out.stdout) as T;

interface Entry {
  readonly spec: string;
  readonly provider: string;
  readonly kind: string;
  readonly limits: { readonly context?: number };
  readonly capabilities: {
    readonly input: readonly string[];
    readonly tools: { readonly supported: unknown };
  };
}

describe('list', () => {
  it('all filters hold', async () => {
    const filters = [
      '--kind',
      'chat',
      '--require',
      'tools,vision',
      '--min-context',
      '200k',
      '--max-price-input',
      '1',
    ];
    expect(await models('list', 'openai', ...filters, '--sort', 'price', '--json')).toBe(0);
    const found = printed<Entry[]>();
    expect(found.length).toBeGreaterThan(2);
    for (const { provider, kind, limits, capabilities } of found) {
      expect([provider, kind, capabilities.tools.supported]).toEqual(['openai', 'chat', true]);
      expect(limits.context).toBeGreaterThanOrEqual(200_000);
      expect(capabilities.input).toContain('image');
    }
  });

  it('globs, providers by any name, other kinds, a limit', async () => {
    await models('list', 'anthropic:*haiku*', '--json');
    expect(printed<Entry[]>().every(({ spec }) => /^anthropic:.*haiku/.test(spec))).toBe(true);
    await models('list', 'google_vertex', '--limit', '2', '--json');
    expect(printed<Entry[]>().map(({ provider }) => provider)).toEqual(['google-vertex', 'google-vertex']);
    await models('list', '--kind', 'embedding', '--output', 'embedding', '--limit', '3', '--json');
    expect(printed<Entry[]>().map(({ kind }) => kind)).toEqual(['embedding', 'embedding', 'embedding']);
  });

  it('only what the environment has keys for', async () => {
    for (const name of Object.keys(process.env)) if (/_(KEY|TOKEN)/.test(name)) vi.stubEnv(name, '');
    vi.stubEnv('GROQ_API_KEY', 'x');
    await models('list', '--configured', '--json');
    expect([...new Set(printed<Entry[]>().map(({ provider }) => provider))]).toEqual(['groq']);
  });

  it('a table without colours that fits, one line a model', async () => {
    expect(await models('list', 'openrouter', '--limit', '5')).toBe(0);
    const lines = out.stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    expect(lines[0]).toMatch(/^model +context +\$\/M in +\$\/M out +status +can$/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
    expect(out.stdout).not.toContain('\u001b[');
    expect(out.stderr).toMatch(/^5 models · catalogue 20\d\d\./);
  });

  it('nothing found is an exit code and a sentence', async () => {
    expect(await models('list', 'opnai')).toBe(1);
    expect(out.stderr).toContain('There is no provider "opnai"');
    expect(await models('list', 'openai', '--min-context', '900M')).toBe(1);
    expect(out).toEqual({ stdout: '', stderr: 'No model fits all filters.\n' });
  });
});

describe('show', () => {
  it('facts, prices over time, abilities; and why', async () => {
    expect(await models('show', 'openai:gpt-5.5', '--why')).toBe(0);
    for (const words of [
      'GPT-5.5  openai:gpt-5.5',
      'more than 272k tokens in',
      'tools.supported',
      'prices until 20',
      'models.dev',
      'openai.tier.flex',
    ])
      expect(out.stdout).toContain(words);
  });

  it('as JSON, with all prices it ever had', async () => {
    await models('show', 'deepseek:deepseek-v4-pro', '--json');
    const { spec, history } = printed<Entry & { history: { periods: { from: string | null }[] } }>();
    expect(spec).toBe('deepseek:deepseek-v4-pro');
    expect(history.periods.map(({ from }) => from)).toEqual([null, '2026-06-01', '2026-11-10']);
  });

  it('a retired model and what to use instead', async () => {
    await models('show', 'xai:grok-4');
    expect(out.stdout).toMatch(/status +retired\n(.*\n)*?instead +xai:grok/);
  });

  it('facts of the project count', async () => {
    const file = join(folder, 'own.json');
    writeFileSync(file, JSON.stringify({ models: { 'openai:gpt-5.5': { name: 'Ours' } } }));
    await models('show', 'openai:gpt-5.5', '--project', file, '--why');
    expect(out.stdout).toMatch(/^Ours {2}openai:gpt-5.5\n/);
    expect(out.stdout).toMatch(/^name +project$/m);
  });

  it('what is not there is suggested', async () => {
    expect(await models('show', 'openai:gpt-5-mni')).toBe(1);
    expect(out.stderr).toContain('Did you mean openai:gpt-5-mini');
    expect(out.stdout).toBe('');
  });
});

describe('find', () => {
  it.each([
    [['gpt-5-mni'], 'gpt-5-mini', false],
    [['sonet', '4.5'], 'sonnet-4-5', false],
    [['xai:grok4'], 'xai:grok-4', true],
  ])('%j', async (words, id, isRetired) => {
    expect(await models('find', ...words, '--json', '-n', '40')).toBe(0);
    const found = printed<{ spec: string; score: number; isRetired: boolean }[]>();
    expect(found.some((each) => each.spec.includes(id) && (!isRetired || each.isRetired))).toBe(true);
    const scores = found.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((left, right) => right - left));
  });

  it('the model of its maker stands before those of resellers and retired ones', async () => {
    expect(await models('find', 'haiku', '--json')).toBe(0);
    const [first] = printed<{ spec: string; isRetired: boolean }[]>();
    expect(first).toMatchObject({ spec: expect.stringMatching(/^anthropic:/) as string, isRetired: false });
  });

  it('nothing like it', async () => {
    expect(await models('find', 'zzzzzzzz')).toBe(1);
    expect(out.stderr).toContain('No model is called anything like "zzzzzzzz"');
  });
});

describe('price', () => {
  // gpt-5.5: 5 dollars in and 30 out a million; above 272,000 tokens 10 and 45; until 2026-06-01 no such step.
  it.each([
    [['--input', '100k', '--output', '10k'], '0.8', 'exact'],
    [['--input', '300k', '--output', '10k'], '3.45', 'exact'],
    [['--input', '300k', '--output', '10k', '--at', '2026-05-15'], '1.8', 'exact'],
    [['--input', '100k', '--tier', 'flex'], '0.25', 'exact'],
    [['--input', '100k', '--tier', 'nonesuch'], '0.5', 'unknown'],
    [['--input', '0', '--cache-read', '1M', '--prompt-tokens', '1000'], '0.5', 'exact'],
  ])('%j', async (args, usd, basis) => {
    expect(await models('price', 'openai:gpt-5.5', ...args, '--json')).toBe(0);
    expect(printed()).toMatchObject({ usd, basis });
  });

  it('line by line, and what has no rate', async () => {
    await models('price', 'openai:gpt-5.5', '--input', '1M', '--meter', 'gb_day=2', '--prompt-tokens', '10');
    expect(out.stdout).toMatch(/^input +1000000 +5$/m);
    expect(out.stdout).toMatch(/^total {2}\$5$/m);
    expect(out.stdout).toContain('no rate is known for gb_day');
  });

  it('says what it lacks', async () => {
    expect(await models('price', 'openai:gpt-5.5')).toBe(1);
    expect(out.stderr).toContain('Say how much');
    expect(await models('price', 'openai:no-such', '--input', '1')).toBe(1);
  });
});

it('compare: a column each', async () => {
  expect(await models('compare', 'openai:gpt-5.5', 'anthropic:claude-opus-4-8')).toBe(0);
  expect(out.stdout).toMatch(/^ +openai:gpt-5\.5 +anthropic:claude-opus-4-8$/m);
  expect(out.stdout).toMatch(/^\$\/M in +5 +5$/m);
  expect(await models('compare', 'openai:gpt-5.5', 'openai:none')).toBe(1);
});

describe('quirks', () => {
  it('what would happen, over each protocol, with sources', async () => {
    expect(await models('quirks', 'openai:o3')).toBe(0);
    for (const words of [
      'over openai-chat',
      'over openai-responses',
      'openai.sampling.o-series (obs)',
      '→ drop',
      'source: ',
    ])
      expect(out.stdout).toContain(words);
  });

  it('for an id that no catalogue lists', async () => {
    await models('quirks', 'openai:o3-next', '--protocol', 'openai-responses', '--json');
    const rules = printed<{ id: string; protocol: string; source: string }[]>();
    expect(rules.map(({ id }) => id)).toContain('openai.sampling.o-series');
    expect(rules.every(({ protocol, source }) => protocol === 'openai-responses' && source !== '')).toBe(
      true,
    );
  });

  it('what refusals teach', async () => {
    const file = join(folder, 'refusals.jsonl');
    const error = { message: "Unsupported parameter: 'temperature' is not supported with this model." };
    const refusal = {
      provider: 'openai',
      protocol: 'openai-chat',
      model: 'o9',
      status: 400,
      body: { error },
    };
    writeFileSync(file, `${JSON.stringify(refusal)}\n`);
    expect(await models('quirks', '--learned', file)).toBe(0);
    expect(out.stdout).toMatch(/learned\.openai\.temperature +o9 +drop/);
    writeFileSync(file, '{"provider":1}\n');
    expect(await models('quirks', '--learned', file)).toBe(2);
    expect(out.stderr).toContain('Line 1 is no refusal');
  });

  it('nobody to ask about', async () => {
    expect(await models('quirks', 'nobody:x')).toBe(1);
    expect(await models('quirks', 'openai:o3', '--protocol', 'telepathy')).toBe(1);
    expect(await models('quirks')).toBe(1);
  });
});

const model = (input: number): object => ({
  id: 'm',
  name: 'M',
  attachment: false,
  reasoning: false,
  tool_call: true,
  open_weights: false,
  release_date: '2026-01-01',
  last_updated: '2026-01-01',
  limit: { context: 1000, output: 100 },
  modalities: { input: ['text'], output: ['text'] },
  cost: { input, output: 2 },
});
const document = (ids: Readonly<Record<string, number>>): string => {
  const list = Object.entries(ids).map(([id, input]) => [id, { ...model(input), id, name: id }]);
  const host = {
    id: 'host',
    name: 'Host',
    env: ['HOST_KEY'],
    npm: '@ai-sdk/openai-compatible',
    api: 'https://host.example/v1',
    doc: 'https://host.example',
    models: Object.fromEntries(list),
  };
  return JSON.stringify({ host });
};
const save = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('diff', () => {
  it('text, JSON, Markdown; 2 when something changed', async () => {
    const [old, now] = [
      save('a-2026-08-01.json', document({ a: 1, b: 1 })),
      save('b-2026-09-01.json', document({ a: 3, c: 1 })),
    ];
    expect(await models('diff', old, now)).toBe(2);
    expect(out.stdout).toContain('host:a input: 1 -> 3 (+200 %)');
    expect(await models('diff', old, now, '--json')).toBe(2);
    expect(printed()).toMatchObject({ added: ['host:c'], retired: ['host:b'] });
    await models('diff', old, now, '--markdown');
    expect(out.stdout).toContain('| `host:a` | input | 1 | 3 |');
    expect(await models('diff', old, old)).toBe(0);
    expect(out.stdout).toBe('Nothing changed.\n');
  });

  it('the packaged catalogue with itself; and what is none', async () => {
    expect(await models('diff', 'packaged', 'packaged')).toBe(0);
    expect(await models('diff', join(folder, 'nowhere'), 'packaged')).toBe(2);
    expect(out.stderr).toContain('cannot be read');
  });
});

describe('sync and check', () => {
  const old = (): string => save('a-2027-08-01.json', document({ a: 1, b: 1 }));
  const newer = (): string => save('b-2027-09-01.json', document({ a: 3, b: 1, c: 1 }));

  it('from files into a folder; the folder can be asked; --check writes nothing', async () => {
    const target = join(folder, 'out');
    mkdirSync(target);
    expect(await models('sync', '--from', old(), '--out', target)).toBe(1);
    expect(out.stderr).toContain('providers are left. The current catalogue stays.');
    expect(await models('sync', '--from', old(), '--out', target, '--force')).toBe(0);
    expect(out.stderr).toContain('The catalogue is now 2027.08.01');
    const before = readFileSync(join(target, 'meta.json'), 'utf8');
    expect(await models('sync', '--from', newer(), '--out', target, '--check')).toBe(2);
    expect(out.stdout).toContain('host:c');
    expect(readFileSync(join(target, 'meta.json'), 'utf8')).toBe(before);
    const lock = join(folder, 'models.lock');
    expect(await models('sync', '--from', newer(), '--out', target, '--lock', lock)).toBe(0);
    expect(await models('show', 'host:c', '--catalog', target)).toBe(0);
    expect(await models('check', '--catalog', target, '--lock', lock)).toBe(0);
    writeFileSync(
      join(target, 'host.txt'),
      readFileSync(join(target, 'host.txt'), 'utf8').replace('3/2', '4/2'),
    );
    expect(await models('check', '--catalog', target, '--lock', lock)).toBe(1);
    expect(out.stdout).toContain('not the files that it names');
  });

  it('from the network; without it the catalogue stays', async () => {
    const server = createServer((_request, response) =>
      response.setHeader('etag', '"x"').end(document({ a: 1 })),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    vi.stubEnv('REQLLM_MODELS_URL', `http://127.0.0.1:${port}/api.json`);
    vi.stubEnv('REQLLM_CACHE_DIR', join(folder, 'network'));
    expect(await models('sync', '--force', '--json')).toBe(0);
    expect(printed()).toMatchObject({ status: 'updated', diff: { added: ['host:a'] } });
    expect(await models('show', 'host:a')).toBe(0);
    server.close();
    expect(await models('sync')).toBe(1);
    expect(out.stderr).toContain('The current catalogue stays.');
  });

  it('the packaged catalogue is whole; its notes are listed when asked', async () => {
    expect(await models('check')).toBe(0);
    expect(out.stdout).toMatch(
      /^Catalogue 20[\d.]+\+models\.\w+: \d+ models, \d+ retired; 0 errors, \d+ notes/,
    );
    await models('check', '--notes', '--json');
    const { problems } = printed<{ problems: { level: string; check: string }[] }>();
    expect(problems.filter(({ level }) => level === 'error')).toEqual([]);
    expect(problems.some(({ check }) => check === 'pointer')).toBe(true);
  });

  it('finds names and replacements that lead nowhere', async () => {
    const target = join(folder, 'broken');
    mkdirSync(target);
    for (const name of readdirSync(join(folder, 'out')).filter((file) => file.includes('.')))
      copyFileSync(join(folder, 'out', name), join(target, name));
    const lines = readFileSync(join(target, 'host.txt'), 'utf8').replace(
      /^a\t.*$/m,
      'a\t[3,"t>t",1000,100,"00","3/2",{"g":"gone","l":"lost"}]',
    );
    writeFileSync(join(target, 'host.txt'), lines);
    writeFileSync(join(target, 'aliases.txt'), 'host:a\tb\nhost:x\ty\n');
    expect(await models('check', '--catalog', target, '--notes')).toBe(1);
    for (const words of ['points to lost', 'replacement gone', 'a model of its own', 'stands for y'])
      expect(out.stdout).toContain(words);
  });
});

describe('tables', () => {
  it('the widest columns are cut until it fits, the first one last', () => {
    const rows = [['openai:a-rather-long-name', 'x'.repeat(80), 'y'.repeat(30)]];
    const lines = tableLines(['model', 'one', 'two'], rows, 60);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
    expect(lines[1]).toMatch(/^openai:a-rather-long-name {2}x+… +y+…$/);
    expect(tableLines(['a'], [['b'.repeat(90)]], 20)[1]).toHaveLength(20);
  });
});
