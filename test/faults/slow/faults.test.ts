import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { faultSuite } from '../all.ts';
import { protocols } from '../protocols.ts';

const page = new URL('../../../docs/reliability.md', import.meta.url);
const [from, to] = ['<!-- faults -->', '<!-- /faults -->'];
const found = new Map<string, Map<string, Set<string>>>();

faultSuite(['node', 'fetch'], true, undefined, ({ title }, protocol, said) => {
  const row = found.get(title) ?? new Map<string, Set<string>>();
  found.set(title, row.set(protocol, (row.get(protocol) ?? new Set()).add(said)));
});

it('come out as docs/reliability.md says (`npm run reliability:report` writes it)', () => {
  const names = protocols.map(({ name }) => name);
  const head = [`| fault | ${names.join(' | ')} |`, `|---|${names.map(() => '---').join('|')}|`];
  const rows = [...found].map(([title, row]) => {
    const cells = names.map((name) => [...(row.get(name) ?? ['–'])].sort().join(', '));
    return `| ${title} | ${cells.join(' | ')} |`;
  });
  const table = [from, '', ...head, ...rows, '', to].join('\n');
  const text = readFileSync(page, 'utf8');
  const [before = '', rest = ''] = text.split(from);
  const written = before + table + (rest.split(to)[1] ?? '');
  if (process.env['REQLLM_FAULT_REPORT'] === 'write') writeFileSync(page, written);
  expect(readFileSync(page, 'utf8')).toBe(written);
});
