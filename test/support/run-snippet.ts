import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { listProviders } from 'reqllm';
import { simulator } from 'reqllm/testing';
import ts from 'typescript';

import { root } from './source-file.ts';

export interface Snippet {
  /** Says where it stands: `README.md:11`. */
  readonly name: string;
  readonly language: 'ts' | 'sh';
  readonly code: string;
}

export interface SnippetRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const folder = join(root, '.snippets');
const preload = pathToFileURL(join(root, 'test', 'support', 'simulate.mjs')).href;

/** Runs a snippet as its reader would: the built package, a process of its own, and a simulator for every provider. */
export async function runSnippet({ name, language, code }: Snippet): Promise<SnippetRun> {
  const simulated = await simulator();
  try {
    const bin = makeBin();
    const providers = await listProviders();
    const routes = providers.flatMap(({ id, baseUrl }) =>
      baseUrl === undefined ? [] : [{ from: baseUrl, to: simulated.baseUrls[id] ?? simulated.url }],
    );
    const keys = providers.flatMap(({ id, env }) => env.map((variable) => [variable, simulated.keys[id]]));
    const env = {
      ...Object.fromEntries(keys),
      PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
      NO_COLOR: '1',
      NODE_OPTIONS: `--import ${preload}`,
      REQLLM_DOCS_SIM: '1',
      REQLLM_DOCS_ROUTES: JSON.stringify({ url: simulated.url, routes }),
    };
    if (language === 'sh') return await run('bash', ['-euo', 'pipefail', '-c', code], env);
    const file = join(folder, `${name.replace(/[^\w.-]/g, '_')}.mjs`);
    writeFileSync(file, toJavaScript(code));
    return await run(process.execPath, [file], env);
  } finally {
    await simulated.close();
  }
}

/** A folder for PATH in which `reqllm` is the built command line. */
function makeBin(): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const command = join(bin, 'reqllm');
  writeFileSync(command, `#!/bin/sh\nexec node "${join(root, 'dist', 'cli', 'main.js')}" "$@"\n`, {
    mode: 0o755,
  });
  return bin;
}

function toJavaScript(code: string): string {
  return ts.transpileModule(code, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  }).outputText;
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<SnippetRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, ...output }));
  });
}
