import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

import { root } from './support/source-file.ts';

/** The rooms that look for credentials, at a place where no package is installed. */
function bareCopy(): string {
  const target = mkdtempSync(join(tmpdir(), 'reqllm-bare-'));
  writeFileSync(join(target, 'package.json'), '{"type":"module"}');
  for (const room of ['auth', 'core']) {
    mkdirSync(join(target, room));
    const folder = join(root, 'src', room);
    for (const name of readdirSync(folder).filter(
      (each) => each.endsWith('.ts') && !each.includes('.test.'),
    )) {
      const { outputText } = ts.transpileModule(readFileSync(join(folder, name), 'utf8'), {
        compilerOptions: {
          module: ts.ModuleKind.ESNext,
          target: ts.ScriptTarget.ES2022,
          verbatimModuleSyntax: true,
          rewriteRelativeImportExtensions: true,
        },
      });
      writeFileSync(join(target, room, name.replace(/\.ts$/, '.js')), outputText);
    }
  }
  return target;
}

const bare = bareCopy();

test.each([
  ['aws', 'aws()', '@aws-sdk/credential-provider-node'],
  ['azure', "azureKey({ env: ['AZURE_API_KEY'] })", '@azure/identity'],
  ['google', 'googleCloud()', 'google-auth-library'],
])('%s names the command that installs what it lacks', (file, auth, wanted) => {
  const program = `
    const { ${auth.replace(/\(.*/, '')} } = await import('${pathToFileURL(join(bare, 'auth', `${file}.js`)).href}');
    const env = (name) => ({ HOME: '/home/somebody' })[name];
    const request = { method: 'POST', url: 'https://example.test/', headers: {}, body: '', env };
    await ${auth}.headers(undefined, request).catch((error) => console.log(JSON.stringify(error)));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: bare,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({
    code: 'auth',
    message: expect.stringContaining(`npm install ${wanted}`),
  });
});
