import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';
import { beforeAll, expect, test } from 'vitest';

import { ensureBuilt } from './support/built.ts';
import { root } from './support/source-file.ts';

// The public names are a promise. When one changes on purpose: `npx vitest run test/exports.test.ts -u`, a line in
// CHANGELOG.md, and the reason in the commit.
const entries = publicEntries();

beforeAll(() => ensureBuilt());

test('the public names are those of the snapshot', async () => {
  const names = Object.fromEntries(
    entries.map(({ specifier, types }) => [
      specifier,
      { values: runtimeNames(specifier), types: typeNames(types) },
    ]),
  );
  await expect(`${JSON.stringify(names, null, 2)}\n`).toMatchFileSnapshot('./exports.snapshot.json');
});

test.for(entries)(
  '$specifier: what the declarations promise is there at run time',
  ({ specifier, types }) => {
    const promised = exportsOf(types).filter(({ isValue }) => isValue);
    expect(runtimeNames(specifier)).toEqual(promised.map(({ name }) => name));
  },
);

test('every file that package.json names is there', () => {
  const { exports, imports, bin } = readPackage();
  const named = [...filesIn(exports), ...filesIn(imports), ...filesIn(bin)];
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

interface Package {
  readonly exports: Record<string, string | { readonly types: string; readonly default: string }>;
  readonly imports: unknown;
  readonly bin: unknown;
}

function readPackage(): Package {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Package;
}

function publicEntries(): { specifier: string; types: string }[] {
  return Object.entries(readPackage().exports).flatMap(([path, target]) =>
    typeof target === 'string'
      ? []
      : [{ specifier: path.replace('.', 'reqllm'), types: join(root, target.types) }],
  );
}

function filesIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(filesIn) : [];
}

function runtimeNames(specifier: string): string[] {
  const code = `console.log(JSON.stringify(Object.keys(await import('${specifier}')).sort()))`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  return JSON.parse(output) as string[];
}

function typeNames(file: string): string[] {
  return exportsOf(file)
    .filter(({ isValue }) => !isValue)
    .map(({ name }) => name);
}

function exportsOf(file: string): { name: string; isValue: boolean }[] {
  const program = ts.createProgram([file], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    types: ['node'],
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${file} exports nothing.`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => {
      const real = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return { name: symbol.name, isValue: (real.flags & ts.SymbolFlags.Value) !== 0 };
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
