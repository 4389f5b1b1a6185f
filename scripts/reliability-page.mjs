// The generated parts of docs/reliability.md: each stands between a mark of its own name and one that ends it.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const page = fileURLToPath(new URL('../docs/reliability.md', import.meta.url));

/** The rows of a generated table as they stand now, without its head. */
export function rowsIn(name) {
  const [, part = ''] = readFileSync(page, 'utf8').split(`<!-- ${name} -->`);
  const lines = part.split(`<!-- /${name} -->`)[0].split('\n');
  return lines.filter((line) => line.startsWith('|')).slice(2);
}

/** Puts these lines in the place of what stands there. */
export function writeTable(name, lines) {
  const [from, to] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const text = readFileSync(page, 'utf8');
  const [before, rest] = text.split(from);
  if (rest === undefined) throw new Error(`docs/reliability.md has no ${from}`);
  writeFileSync(page, `${before}${[from, '', ...lines, '', to].join('\n')}${rest.split(to)[1]}`);
}

/** The line of the plan about fuzzing, from what the last run wrote. */
export function fuzzLine() {
  const rows = rowsIn('fuzz').map((row) => row.split('|').map((cell) => cell.trim()));
  const casesOf = (target) => Number((rows.find((row) => row[1] === target)?.[3] ?? '0').replaceAll(',', ''));
  const main = ['1', '2', '3', '8'].map(casesOf);
  // Shares of a target are rounded.
  const isReached = main.every((cases) => cases >= 999_000);
  const said = main.map((cases) => cases.toLocaleString('en')).join('; ');
  return `| fuzzing | 10⁶ cases for each of the targets 1, 2, 3 and 8, nothing found | ${said} | ${isReached ? 'yes' : 'missed'} |`;
}

/** Puts that line into the plan as it stands. */
export function refreshFuzzLine() {
  const rows = rowsIn('plan');
  if (rows.length === 0) return;
  writeTable('plan', [...planHead, ...rows.map((row) => (row.startsWith('| fuzzing |') ? fuzzLine() : row))]);
}

/** The head of the plan's table. */
export const planHead = ['| what | target | measured | reached |', '|---|---|---|---|'];
