import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { sourcesFile } from '../scripts/built-sources.ts';
import { ensureBuilt } from './support/built.ts';
import { root } from './support/source-file.ts';

interface Loaded {
  /** Files of the package, from its root. */
  readonly files: readonly string[];
  /** The sources whose code stands in those files, as the build wrote it down. */
  readonly sources: readonly string[];
  readonly asked: readonly string[];
  readonly woken: readonly string[];
}

/** Loaded only when used: a format's code, a provider's data, the catalogue's facts, signers, the transport's pool. */
const lazy =
  /^src\/(protocols\/[^/]+\/(?!endpoint\.ts)|providers\/(?!(provider|registry|from-catalog)\.ts)|catalog\/data\/|auth\/(?!(api-key|auth|credentials)\.ts)|testing\/|gateway\/|cli\/)/;
const network = /^(node:)?(internal\/)?(_http_|http2?$|https$|net$|tls$|_tls_|dns$|undici|deps\/undici)/;

beforeAll(() => ensureBuilt());

describe('importing reqllm', () => {
  let loaded: Loaded;
  beforeAll(() => {
    loaded = listLoaded('reqllm');
  });

  test('loads its own files, and only those', () => {
    expect(loaded.files).toContain('dist/index.js');
    expect(loaded.sources).toContain('src/client/default-client.ts');
    expect(loaded.files.filter((file) => !file.startsWith('dist/'))).toEqual([]);
  });

  test('loads no format, no provider, no signer and no catalogue shard', () => {
    expect(loaded.sources.filter((source) => lazy.test(source))).toEqual([]);
  });

  test('asks Node for nothing', () => {
    expect(loaded.asked).toEqual([]);
  });

  test('wakes no part of the network', () => {
    expect(loaded.woken.filter((name) => network.test(name))).toEqual([]);
  });
});

describe('the list of sources', () => {
  test('is that of the built files: testing, which loads much more, shows them', () => {
    expect(listLoaded('reqllm/testing').sources).toContain('src/testing/simulator.ts');
  });
});

describe('this test catches', () => {
  const folder = join(root, '.snippets', 'front-door');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const loadedBy = (name: string, code: string): Loaded => {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${name}.mjs`);
    writeFileSync(file, code);
    return listLoaded(file);
  };

  test('a codec', () => {
    const endpoint = "import { openaiChat } from 'reqllm';\nawait openaiChat().load();\n";
    expect(loadedBy('codec', endpoint).sources.filter((source) => lazy.test(source))).toContain(
      'src/protocols/openai-chat/codec.ts',
    );
  });

  test('a provider', () => {
    const list = "import { listProviders } from 'reqllm';\nawait listProviders();\n";
    expect(loadedBy('provider', list).sources.filter((source) => lazy.test(source))).toContain(
      'src/providers/groq.ts',
    );
  });

  test('node:http, however it is loaded', () => {
    const direct = loadedBy('direct', "import 'node:http';\n");
    expect(direct.woken.filter((name) => network.test(name))).not.toEqual([]);
    const quiet = loadedBy('quiet', "process.getBuiltinModule('node:http');\n");
    expect(quiet.asked).toEqual(['node:http']);
    expect(quiet.woken.filter((name) => network.test(name))).not.toEqual([]);
  });
});

function listLoaded(module: string): Loaded {
  const script = join(root, 'test', 'support', 'list-loaded.mjs');
  // `reqllm` inside the package itself is the built package, by its own `exports`.
  const output = execFileSync(process.execPath, ['--no-warnings', script, module], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  const { files, asked, woken } = JSON.parse(output) as { files: string[]; asked: string[]; woken: string[] };
  const paths = files
    .filter((url) => url.startsWith('file:'))
    .map((url) => relative(root, fileURLToPath(url)).replaceAll('\\', '/'));
  const built = JSON.parse(readFileSync(sourcesFile, 'utf8')) as Readonly<Record<string, readonly string[]>>;
  const sources = paths.flatMap((path) => built[path.replace(/^dist\//, '')] ?? []);
  return { files: paths, sources, asked, woken };
}
