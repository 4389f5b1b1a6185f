// What an editor shows for model names: the names to choose from, and the reason for a refusal.
import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/built.ts';
import { root } from '../support/source-file.ts';

beforeAll(() => ensureBuilt());

describe('an editor', () => {
  it('offers the names of the first-party models, and those of all when asked for', () => {
    const plain = offered(`import { generateText } from 'reqllm';\nawait generateText('|', 'Hi');`);
    expect(plain.filter((name) => /^(openai:gpt-4o|anthropic:claude-opus-4-8)$/.test(name))).toHaveLength(2);
    expect(plain.some((name) => name.startsWith('openrouter:'))).toBe(false);
    const every = offered(
      `import 'reqllm/models/all';\nimport { createClient } from 'reqllm';\nawait createClient().streamText('|', 'Hi');`,
    );
    expect(
      every.filter((name) => /^(openai:gpt-4o|openrouter:openai\/gpt-4o-mini)$/.test(name)),
    ).toHaveLength(2);
    expect(every.length).toBeGreaterThan(6_500);
  });

  it('offers the levels of thinking that the model has', () => {
    const call = `import { generateText } from 'reqllm';\nawait generateText('openai:o1', 'Hi', { reasoning: '|' });`;
    expect(offered(call)).toEqual(['high', 'low', 'medium']);
  });

  it.each([
    [`generateText('openai:o1', 'Hi', { temperature: 0 })`, 'openai:o1 takes no temperature'],
    [
      `generateText('openai:text-embedding-3-small', 'Hi')`,
      'openai:text-embedding-3-small does not answer with text',
    ],
    [
      `generateText('openai:gpt-3.5-turbo', { role: 'user', content: [{ type: 'image', source: { url: 'https://example.com/a.png' } }] })`,
      'openai:gpt-3.5-turbo takes no images',
    ],
    [
      `createClient().generateText('cohere:c4ai-aya-expanse-8b', 'Hi', { tools: [] })`,
      'cohere:c4ai-aya-expanse-8b takes no tools',
    ],
    [
      `generateText('openai:gpt-4o', 'Hi', { reasoning: 'low' })`,
      'openai:gpt-4o does not think before it answers',
    ],
  ])('says why: %s', (call, reason) => {
    const [message, ...others] = complaints(
      `import { createClient, generateText } from 'reqllm';\nawait ${call};`,
    );
    expect(others).toEqual([]);
    // In the line that is shown first, not in the depths of an explanation.
    expect(message).toContain(`Refused<"${reason}">`);
    expect(message?.length).toBeLessThan(300);
  });
});

const file = join(root, '.snippets', 'editor.ts');

function serviceFor(code: string): ts.LanguageService {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  };
  return ts.createLanguageService({
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const text = name === file ? code : ts.sys.readFile(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => options,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: (name) => (name === file ? code : ts.sys.readFile(name)),
    directoryExists: ts.sys.directoryExists,
  });
}

/** What is offered where the `|` stands. */
function offered(code: string): string[] {
  const at = code.indexOf('|');
  const found = serviceFor(code.replace('|', '')).getCompletionsAtPosition(file, at, {});
  return (found?.entries ?? []).map(({ name }) => name).sort();
}

function complaints(code: string): string[] {
  return serviceFor(code)
    .getSemanticDiagnostics(file)
    .map(({ messageText }) => (typeof messageText === 'string' ? messageText : messageText.messageText));
}
