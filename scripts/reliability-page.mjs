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
