import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { root } from './source-file.ts';

/** What stands in a generated page now; empty when there is none. */
export function pageText(page: string): string {
  const path = join(root, page);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** Compares a generated page with what it should say; `npm run generate` writes it instead. */
export function expectPage(page: string, text: string): void {
  if (process.env['REQLLM_GENERATE'] === 'write') writeFileSync(join(root, page), text);
  expect(pageText(page), `${page} is stale; run \`npm run generate\``).toBe(text);
}

/** A table in Markdown. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)];
}

/** Compares the part of a page between `<!-- name -->` and `<!-- /name -->`; `npm run generate` writes it instead. */
export function expectPart(page: string, name: string, text: string): void {
  const [before = '', rest = ''] = pageText(page).split(`<!-- ${name} -->\n`);
  const [, after = ''] = rest.split(`<!-- /${name} -->`);
  expectPage(page, `${before}<!-- ${name} -->\n${text}\n<!-- /${name} -->${after}`);
}
