import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

import { root } from './source-file.ts';

export interface CodeBlock {
  readonly file: string;
  /** The line of the first line of code. */
  readonly line: number;
  readonly language: string;
  /** What stands after the language: `run`. */
  readonly marks: readonly string[];
  readonly code: string;
}

/** The pages that people write by hand; a generated page says so in its first lines. */
export function readPages(): { file: string; text: string }[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map(
    (name) => `docs/${name.replaceAll('\\', '/')}`,
  );
  const top = readdirSync(root).filter((name) => name === 'README.md' || name === 'AGENTS.md');
  return [...top, ...docs]
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))
    .filter(({ text }) => !/^.*\bgenerated\b/im.test(text.split('\n').slice(0, 3).join('\n')));
}

export function codeBlocks(file: string, text: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const opening = /^( *)(`{3,})([\w-]+)?(.*)$/.exec(lines[index] ?? '');
    if (opening === null) continue;
    const [, indent = '', fence = '', language = '', rest = ''] = opening;
    const start = index + 1;
    while (++index < lines.length && (lines[index] ?? '').trim() !== fence);
    if (index >= lines.length) throw new Error(`${file}:${start} opens a code block that nothing closes.`);
    const code = lines
      .slice(start, index)
      .map((line) => line.slice(Math.min(indent.length, line.search(/\S|$/))));
    blocks.push({
      file,
      line: start + 1,
      language,
      marks: rest.trim().split(/\s+/).filter(Boolean),
      code: code.join('\n'),
    });
  }
  return blocks;
}

/** Type-checks all blocks in one program, each as a module of its own; answers `README.md:12 message`. */
export function typeErrors(blocks: readonly CodeBlock[]): string[] {
  const sources = new Map(
    blocks.map((block, index) => [join(root, '.snippets', `block-${index}.ts`), block]),
  );
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (name) => ts.sys.readFile(name)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const textOf = (name: string): string | undefined => {
    const block = sources.get(join(name));
    return block && `${block.code}\nexport {};\n`;
  };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (name) => sources.has(join(name)) || disk.fileExists(name),
    readFile: (name) => textOf(name) ?? disk.readFile(name),
    getSourceFile: (name, language, ...rest) => {
      const text = textOf(name);
      return text === undefined
        ? disk.getSourceFile(name, language, ...rest)
        : ts.createSourceFile(name, text, language, true);
    },
  };
  const program = ts.createProgram({
    rootNames: [...sources.keys()],
    // A snippet shows a thing; it need not use every name, nor declare what it would export.
    options: {
      ...options,
      noUnusedLocals: false,
      noUnusedParameters: false,
      isolatedDeclarations: false,
      declaration: false,
    },
    host,
  });
  return [...sources.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    const block = sources.get(name);
    if (source === undefined || block === undefined) return [];
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      (problem) => {
        const line = source.getLineAndCharacterOfPosition(problem.start ?? 0).line + block.line;
        return `${block.file}:${line} ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')}`;
      },
    );
  });
}
