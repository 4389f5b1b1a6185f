// A reader's own count: every tier on docs/compatibility.md follows from the marks that stand beside it, by the rules that
// the page states. Nothing of the library is used.
import { expect, test } from 'vitest';
import { pageText } from './support/generated-page.ts';

interface Row {
  readonly model: string;
  readonly tier: string;
  /** Marks by the number of the scenario. */
  readonly marks: ReadonlyMap<string, string>;
}

const page = pageText('docs/compatibility.md');
const section = (title: string): string => page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

// | 1 | **basic** | … : bold is core.
const scenarios = section('Scenarios')
  .split('\n')
  .map(cellsOf)
  .filter(([number = '']) => /^\d+$/.test(number))
  .map(([number = '', name = '']) => ({
    number,
    id: name.replaceAll('*', ''),
    isCore: name.startsWith('**'),
  }));
const worksWithoutText = ['embed', 'rerank', 'image', 'speech', 'transcription'];
const workOf = (id: string): string =>
  worksWithoutText.find((work) => id.startsWith(`${work}_`) && id !== 'image_input') ?? 'text';

function rowsOf(title: string): Row[] {
  let heads: string[] = [];
  let provider = '';
  const rows: Row[] = [];
  for (const line of section(title).split('\n')) {
    const cells = cellsOf(line);
    const [name = '', , tier = '', ...marks] = cells;
    // Rows under a provider's name go without it.
    if (line.startsWith('### ')) provider = `${line.slice(4)}:`;
    if (name === 'model') heads = cells.slice(3);
    if (!name.startsWith('`')) continue;
    const model = provider + name.replaceAll('`', '');
    rows.push({ model, tier, marks: new Map(heads.map((head, at) => [head, marks[at] ?? ''])) });
  }
  return rows;
}

function tierOf({ marks }: Row): string {
  const tried = scenarios.filter(({ number }) => /[✓✗‼?]/.test(marks.get(number) ?? ''));
  const work = tried.some(({ id }) => workOf(id) === 'text') ? 'text' : workOf(tried[0]?.id ?? '');
  const core = scenarios.filter(({ id, isCore }) => isCore && workOf(id) === work);
  const all = [...marks.values()];
  const basic = marks.get(core[0]?.number ?? '');
  if (all.includes('‼') || basic === '✗') return 'failing';
  if (basic !== '✓') return 'experimental';
  const isWhole = core.every(({ number }) => /[✓–]/.test(marks.get(number) ?? ''));
  return isWhole && !all.includes('✗') ? 'first-class' : 'partial';
}

const talking = rowsOf('The matrix');
const others = rowsOf('Vectors, ranks, images, speech and transcripts');

test('each tier follows from the marks in its row', () => {
  expect(talking.length + others.length).toBeGreaterThan(300);
  for (const row of talking) expect(tierOf(row), row.model).toBe(row.tier);
  for (const row of others) if (!talksToo(row)) expect(tierOf(row), row.model).toBe(row.tier);
});

test('the figures at the top are those of the tables', () => {
  const marks = [...talking, ...others].flatMap((row) => [...row.marks.values()]);
  const [, cells, pass, fail] = /(\d+) cells, of which (\d+) pass, (\d+) fail/.exec(page) ?? [];
  const count = (wanted: string): number =>
    marks.filter((mark) => mark !== '' && wanted.includes(mark)).length;
  expect([count('✓✗‼?'), count('✓'), count('✗‼')].map(String)).toEqual([cells, pass, fail]);
  for (const tier of ['first-class', 'partial', 'experimental', 'failing']) {
    const said = new RegExp(`^\\| ${tier} \\|.*\\| (\\d+) \\|$`, 'm').exec(page)?.[1];
    const rows = [...talking, ...others.filter((row) => !talksToo(row))];
    expect(String(rows.filter((row) => row.tier === tier).length), tier).toBe(said);
  }
});

/** The tier of a model that has text on record too stands beside its text. */
function talksToo({ model }: Row): boolean {
  return talking.some((row) => row.model === model);
}
