// Writes the tables of docs/reliability.md: runs every fault, and takes the figures of a whole soak.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const page = at('../docs/reliability.md');
const soak = spawnSync(process.execPath, [at('soak.mjs'), '--json'], { encoding: 'utf8' });
const { machine, results } = JSON.parse(soak.stdout);
const rows = results.map(({ name, figures, missed }) => {
  const said = Object.entries(figures).map(([member, value]) => `${member} ${value}`);
  return `| ${name} | ${said.join(', ')} | ${missed.length === 0 ? 'yes' : `no: ${missed.join(', ')}`} |`;
});
const table = [
  `Measured by \`npm run soak\` on ${machine}, shared with other work.`,
  '',
  '| measurement | figures | as planned |',
  '|---|---|---|',
  ...rows,
];
const [before, rest] = readFileSync(page, 'utf8').split('<!-- figures -->');
writeFileSync(
  page,
  [
    `${before}<!-- figures -->`,
    '',
    ...table,
    '',
    `<!-- /figures -->${rest.split('<!-- /figures -->')[1]}`,
  ].join('\n'),
);

const options = ['run', '--config', 'vitest.slow.config.ts', 'test/faults/slow'];
const { status } = spawnSync(process.execPath, [at('../node_modules/vitest/vitest.mjs'), ...options], {
  cwd: at('..'),
  env: { ...process.env, REQLLM_FAULT_REPORT: 'write' },
  stdio: 'inherit',
});
process.exit(status ?? 1);
