// docs/mutations.md: what a run over all mutants came to, with the reasons that people wrote into it.
import { existsSync, readFileSync } from 'node:fs';
import { folderOf } from './mutant-tests.mjs';

/** The reasons in the page, by the names of the mutants. */
export function knownSurvivors(page) {
  const found = new Map();
  for (const [, name, reason] of readPage(page).matchAll(/^- `(.+)`\n {2}(.+(?:\n {2}.+)*)$/gm))
    found.set(plain(name), reason);
  return found;
}

/** The folders whose mutants the page is about. */
export function coveredFolders(page) {
  return new Set([...readPage(page).matchAll(/^\| `(src\/[^`]+)` \|/gm)].map(([, folder]) => folder));
}

function readPage(page) {
  return existsSync(page) ? readFileSync(page, 'utf8') : '';
}

/** A name as it stands in the page, where backticks would end it. */
function plain(name) {
  return name.replaceAll('´', '`');
}

export function pageOf(mutants, survivors, known) {
  const counts = (title, of, show) => [
    `| ${title} | mutants | killed | survived |`,
    '| --- | --- | --- | --- |',
    ...[...new Set(mutants.map(of))].map((value) => {
      const own = mutants.filter((each) => of(each) === value).length;
      const lived = survivors.filter((each) => of(each) === value).length;
      return `| ${show(value)} | ${own} | ${own - lived} | ${lived} |`;
    }),
  ];
  const lived = survivors
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .map(({ name }) => `- \`${name.replaceAll('`', '´')}\`\n  ${known.get(name) ?? 'not looked at yet'}`);
  return [
    '# Decoders broken on purpose',
    '',
    'Written by `npm run mutate`, but for the reasons, which it keeps. Each mutant is one change to what reads replies',
    'under `src/protocols`, to the framers of `src/wire`, to the fold, or to what reads JSON in an answer (`src/schema`),',
    'in a scratch copy; it is killed when a test of the protocol, the conformance laws or the replayed scenarios fail. A',
    'mutant is named by the words of its line, what is taken away between the brackets. Of the many ways to drop a field,',
    'skip a step, turn a question round or forget half of one, a share is tried that the names decide (`oneIn` in',
    'scripts/mutants.mjs); of all others every one. `npm run test:slow` tries some of them again.',
    '',
    `${mutants.length} mutants, ${mutants.length - survivors.length} killed, ${survivors.length} survived.`,
    '',
    ...counts('operator', ({ operator }) => operator, String),
    '',
    ...counts(
      'where',
      ({ file }) => folderOf(file),
      (folder) => `\`${folder}\``,
    ),
    '',
    '## Survivors',
    '',
    ...(lived.length === 0 ? ['None.'] : lived),
    '',
  ].join('\n');
}
