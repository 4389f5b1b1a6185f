// A share of the mutants of docs/mutations.md, which says what they are: each is to be noticed, or to be explained there.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const page = readFileSync(new URL('../docs/mutations.md', import.meta.url), 'utf8');
const script = new URL('../scripts/mutate.mjs', import.meta.url).pathname;

it('every survivor has a reason', () => {
  expect(page).toMatch(/^\d+ mutants, \d+ killed, \d+ survived\.$/m);
  expect(page).not.toContain('not looked at yet');
});

it('decoders that are broken on purpose are noticed: some of each kind', async () => {
  const { code, said } = await mutate('--count', '30', '--seed', '1', '--seed', '2');
  expect(said).toMatch(/^\d+ killed, 0 survived/m);
  expect(code).toBe(0);
});

it('a mutant that no test notices is told of', async () => {
  // The page's own survivors, as if nobody had explained them.
  const first = /^- `(.+?)`$/m.exec(page)?.[1];
  if (first === undefined) return;
  const { code, said } = await mutate(
    '--only',
    first.replaceAll('´', '`'),
    '--explained-by',
    'nothing',
    '--near',
  );
  expect(said).toContain('survived: ');
  expect(code).toBe(1);
});

function mutate(...options: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [script, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve({ code, said }));
  });
}
