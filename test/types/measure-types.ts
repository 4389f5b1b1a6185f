import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/source-file.ts';

/** The compilers that users have, by their names in node_modules. */
export const compilers = ['typescript59', 'typescript', 'typescript7'] as const;
export type Compiler = (typeof compilers)[number];

/** What compiling a program cost. */
export interface Measured {
  /** What the compiler complains of. */
  readonly errors: readonly string[];
  readonly instantiations: number;
  readonly memoryMb: number;
  readonly checkSeconds: number;
}

const settings = {
  target: 'es2023',
  lib: ['es2023', 'esnext.disposable'],
  module: 'nodenext',
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  noEmit: true,
};

/** Compiles one file against the built package, as a user would. */
export function measureTypes(compiler: Compiler, name: string, code: string): Measured {
  // Inside the package, so that `reqllm` is found by its own name; the built declarations, as no condition says otherwise.
  const folder = join(root, '.snippets', `types-${compiler}-${name}`);
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(join(folder, 'program.ts'), code);
    const project = { compilerOptions: settings, files: ['program.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
    const tsc = join(root, 'node_modules', compiler, 'bin', 'tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--extendedDiagnostics'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return read(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function read(printed: string): Measured {
  const number = (name: string): number => {
    const found = new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(printed)?.[1];
    if (found === undefined) throw new Error(`The compiler did not say "${name}".\n${printed}`);
    return Number(found);
  };
  return {
    errors: printed.split('\n').filter((line) => /error TS\d+/.test(line)),
    instantiations: number('Instantiations'),
    memoryMb: Math.round(number('Memory used') / 1024),
    checkSeconds: number('Check time'),
  };
}
