import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeAll, describe, expect, test } from 'vitest';

import { ensureBuilt } from './support/built.ts';
import { runSnippet } from './support/run-snippet.ts';
import { type CodeBlock, codeBlocks, readPages, typeErrors } from './support/snippets.ts';
import { root } from './support/source-file.ts';

const blocks = readPages().flatMap(({ file, text }) => codeBlocks(file, text));
const isCode = ({ language }: CodeBlock): boolean =>
  ['ts', 'typescript', 'js', 'javascript', 'mjs'].includes(language);
const isShell = ({ language }: CodeBlock): boolean => ['sh', 'bash', 'shell'].includes(language);
const nameOf = ({ file, line }: CodeBlock): string => `${file}:${line}`;

test('every code block type-checks', () => {
  expect(typeErrors(blocks.filter(isCode))).toEqual([]);
});

test('the commands of shell blocks exist', () => {
  expect(blocks.filter(isShell).flatMap(missingCommands)).toEqual([]);
});

describe('blocks marked `run`', () => {
  const marked = blocks.filter(({ marks }) => marks.includes('run'));
  beforeAll(() => {
    if (marked.length > 0) ensureBuilt();
  });
  test.for(marked.map((block) => ({ name: nameOf(block), block })))('$name runs', async ({ name, block }) => {
    expect(isCode(block) || isShell(block)).toBe(true);
    const result = await runSnippet({ name, language: isCode(block) ? 'ts' : 'sh', code: block.code });
    expect(result, result.stderr).toMatchObject({ status: 0 });
  });
});

describe('these tests catch', () => {
  const fence = '```';
  test('a type error, at its line', () => {
    const page = `# Page\n\n${fence}ts\nimport { generateText } from 'reqllm';\n\nconst answer: number = await generateText('a:b', 'hi');\n${fence}\n`;
    expect(typeErrors(codeBlocks('page.md', page))).toEqual([
      expect.stringMatching(/^page\.md:6 Type 'ModelResponse'/),
    ]);
  });

  test('a name that the package does not have', () => {
    const page = `${fence}ts\nimport { generateNovel } from 'reqllm';\n${fence}\n`;
    expect(typeErrors(codeBlocks('page.md', page))).toEqual([expect.stringContaining('page.md:2')]);
  });

  test('a script that is gone', () => {
    const page = `${fence}sh\nnpm run no-such-script\nnode scripts/gone.mjs\nnpm test   # this one is there\n${fence}\n`;
    expect(codeBlocks('page.md', page).flatMap(missingCommands)).toHaveLength(2);
  });

  test('a block that nothing closes', () => {
    expect(() => codeBlocks('page.md', `${fence}ts\nlet a;\n`)).toThrow('page.md:1');
  });

  test('a snippet that throws', async () => {
    ensureBuilt();
    const code = "import { generateText } from 'reqllm';\nawait generateText('openai:gpt-4o-mini', []);";
    const result = await runSnippet({ name: 'broken', language: 'ts', code });
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('ReqLLMError');
  });
});

function missingCommands(block: CodeBlock): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  return block.code.split('\n').flatMap((line, index) => {
    const script = /^\s*npm (?:run )?(?!install|ci\b|exec|i\b|create|init|pack|publish)([\w:-]+)/.exec(
      line,
    )?.[1];
    const file = /^\s*node (?!-)(\S+)/.exec(line)?.[1];
    const isScriptGone = script !== undefined && !(script in scripts);
    // `dist` is made by the build.
    const isFileGone = file !== undefined && !file.startsWith('dist/') && !existsSync(join(root, file));
    return isScriptGone || isFileGone ? [`${block.file}:${block.line + index} ${line.trim()}`] : [];
  });
}
