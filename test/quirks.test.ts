import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allRules } from '../src/catalog/quirks/load.ts';
import type { Rule } from '../src/catalog/quirks/rule.ts';
import { expectPage, table } from './support/generated-page.ts';
import { cases } from './support/quirk-cases.ts';
import { root } from './support/source-file.ts';

const rules = [...(await allRules())].sort((left, right) => (left.id < right.id ? -1 : 1));
const titles = {
  engine: 'By the engine',
  dialect: 'By a dialect',
  'not followed': 'Not followed',
  'not yet': 'Not yet',
} as const;
const classes = ['engine', 'dialect', 'not followed', 'not yet'] as const;

test('every rule is there once, in one class, with a source', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  for (const { id, enforced, source, cases: own, by } of rules) {
    expect(classes, id).toContain(enforced);
    expect(source, id).not.toBe('');
    expect(own.length > 0, id).toBe(enforced === 'engine');
    if (enforced !== 'engine') expect(by, id).toBeTruthy();
  }
});

const imported = join(root, '../shared/models/quirks.json');
test.skipIf(!existsSync(imported))(
  'no rule of the list they were taken from is lost (../shared/models)',
  () => {
    const ids = (JSON.parse(readFileSync(imported, 'utf8')) as { id: string }[]).map(({ id }) => id);
    const known = new Set(rules.map(({ id }) => id));
    expect(ids.length).toBe(284);
    expect(ids.filter((id) => !known.has(id))).toEqual([]);
  },
);

test('files that rules name as their enforcers exist', () => {
  for (const { id, by } of rules)
    for (const [file] of (by ?? '').matchAll(/providers\/[\w.-]+\.ts/g))
      expect(existsSync(join(root, 'src', file)), `${id}: ${file}`).toBe(true);
});

test('docs/quirks.md is up to date', () => {
  const count = (enforced: Rule['enforced']): number =>
    rules.filter((rule) => rule.enforced === enforced).length;
  const lines = [
    '# What providers and models want otherwise',
    '',
    'Written by `npm run generate`; do not edit.',
    '',
    `${rules.length} rules. ${count('engine')} are applied by the rule engine, each with a test of its own (${cases.length} cases);`,
    `${count('dialect')} by the encoders and their dialects; ${count('not followed')} are not followed, as providers accept the opposite on record;`,
    `${count('not yet')} are followed by nobody, for the reason given. Each applied rule is a warning in the response that names`,
    'it. The columns: who is concerned, what the rule says, who enforces it, how it is known (obs: seen in a recording or',
    'worked around by a shipped client; doc: documented; code: seen in code only). Sources are in the rules themselves,',
    '`src/catalog/quirks/rules/`; what decided between sources that disagree is in `decisions/0008-quirk-contradictions.md`.',
  ];
  for (const enforced of classes) {
    const own = rules.filter((rule) => rule.enforced === enforced);
    lines.push('', `## ${titles[enforced]} (${own.length})`, '');
    lines.push(
      ...table(
        ['rule', 'who', 'what', enforced.startsWith('not') ? 'why not' : 'where', 'known'],
        own.map(row),
      ),
    );
  }
  expectPage('docs/quirks.md', `${lines.join('\n')}\n`);
});

function row({ id, match, says, by, confidence }: Rule): string[] {
  const models = [...(match.model ?? []), ...(match.notModel ?? []).map((glob) => `!${glob}`)];
  const who = [match.provider?.join(', '), match.api?.[0], models.join(', ')].filter((part) => part);
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('*', '\\*');
  return [`\`${id}\``, cell(who.join('; ')) || 'all', cell(says), cell(by ?? 'engine'), confidence];
}
