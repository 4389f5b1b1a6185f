// docs/compatibility.md says what the packaged evidence says.
import { expect, test } from 'vitest';
import { matrixOf, type MatrixRow } from '../src/cli/commands/compat/matrix.ts';
import { type Cell, readLedger } from '../src/models.ts';
import { expectPage, table } from './support/generated-page.ts';

const matrix = matrixOf(readLedger());
const recorded = matrix.rows.filter(({ isSimulated }) => !isSimulated);
const workOf = new Map(matrix.scenarios.map(({ id, type = 'text' }) => [id, type]));
const isOf =
  (work: string) =>
  ({ cells }: MatrixRow): boolean =>
    Object.keys(cells).some((id) => (workOf.get(id) === 'text') === (work === 'text'));
const talking = recorded.filter(isOf('text'));
const others = recorded.filter(isOf('other'));
const simulated = matrix.rows.filter(({ isSimulated }) => isSimulated);
const marks: Readonly<Record<Cell['result'], string>> = { pass: '✓', fail: '✗', unusable: '?' };

test('docs/compatibility.md is up to date', () => expectPage('docs/compatibility.md', page()));

test('no cell passes without a recording', () => {
  for (const { model, cells } of recorded)
    for (const [scenario, { result, fixture, source }] of Object.entries(cells))
      if (result === 'pass')
        expect([source, fixture.split('/').length > 3], `${model} ${scenario}`).toEqual(['recording', true]);
});

test('every cell that does not pass says why', () => {
  for (const { model, cells } of matrix.rows)
    for (const [scenario, { result, reason }] of Object.entries(cells))
      if (result !== 'pass') expect(reason, `${model} ${scenario}`).toMatch(/\w/);
});

function page(): string {
  const cells = recorded.flatMap((row) => Object.values(row.cells));
  const count = (result: Cell['result']): number => cells.filter((cell) => cell.result === result).length;
  const tiers = (['first-class', 'partial', 'experimental', 'failing'] as const).map((tier) => [
    tier,
    meanings[tier],
    String(recorded.filter((row) => row.tier === tier).length),
  ]);
  const models = new Set(recorded.map(({ model }) => model)).size;
  const lines = [
    '# What is proved of which model',
    '',
    'Written by `npm run generate` from the packaged evidence; do not edit. `npm run compat:report` writes the same as a page',
    'with filters, `reqllm compat` prints it, and `models.supports(spec, ability)` asks it.',
    '',
    `${models} models have recordings, up to ${matrix.asOf}: ${cells.length} cells, of which ${count('pass')} pass, ${count('fail')} fail and`,
    `${count('unusable')} show nothing of their model. Each is decided by the scenario’s own assertions on a replayed exchange with the`,
    'provider. What stands under "failing" is often a model that its host has withdrawn since: the reason is the host’s own.',
    '',
    ...table(['tier', 'meaning', 'rows'], tiers),
    '',
    '## Scenarios',
    '',
    ...table(
      ['', 'scenario', 'shows', 'pass', 'fail', '?', 'not recorded'],
      matrix.scenarios.map((each, index) => scenarioRow(each, index)),
    ),
    '',
    '## The matrix',
    '',
    '✓ passes, ✗ fails, ‼ fails as the answer could not be read, ? the recording shows nothing of the model, – the catalogue is',
    'sure that the model lacks the ability; empty: not recorded. Columns by the numbers above.',
    '',
    ...byProvider(talking).flatMap(([provider, rows]) => [
      `### ${provider}`,
      '',
      ...matrixTable(rows, 'text'),
      '',
    ]),
    '## Vectors, ranks, images, speech and transcripts',
    '',
    'What was recorded elsewhere asks other questions than the scenarios (other texts, another picture): their assertions are',
    'made on the answer to what was asked. A question with one right answer, such as which document answers it, has none there.',
    'The tier of a model that stands above too is that of its text.',
    '',
    ...matrixTable(others, 'other'),
    '',
    '## Over the simulator only',
    '',
    'Protocols and hosts that nobody recorded with the scenarios. The simulator speaks the protocol through this library’s own',
    'server side: it shows that the protocol carries the scenario, and nothing of any model. S: passes there.',
    '',
    ...matrixTable(simulated, 'text'),
    '',
    '## Why cells fail',
    '',
    ...reasonTable('fail'),
    '',
    '## Why recordings show nothing',
    '',
    ...reasonTable('unusable'),
    '',
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

const meanings: Readonly<Record<MatrixRow['tier'], string>> = {
  'first-class':
    'every core scenario (**bold**) of its work that makes sense for the model was recorded, and all that was recorded passes',
  partial: '`basic` passes, or `embed_basic`, `image_basic`, … of a model that does not talk',
  experimental: 'anything else: too little was recorded',
  failing: 'that one fails, or an answer could not be read',
};

function scenarioRow({ id, shows, core }: (typeof matrix.scenarios)[number], index: number): string[] {
  const cells = recorded.flatMap((row) => row.cells[id] ?? []);
  const count = (result: Cell['result']): string =>
    String(cells.filter((cell) => cell.result === result).length);
  const rows = workOf.get(id) === 'text' ? talking : others.filter(({ cells: all }) => isTried(all, id));
  const missing = String(rows.length - cells.length);
  return [
    String(index + 1),
    core ? `**${id}**` : id,
    shows,
    count('pass'),
    count('fail'),
    count('unusable'),
    missing,
  ];
}

/** Whether something of the same work was recorded. */
function isTried(cells: MatrixRow['cells'], id: string): boolean {
  return Object.keys(cells).some((each) => workOf.get(each) === workOf.get(id));
}

function byProvider(rows: readonly MatrixRow[]): [string, MatrixRow[]][] {
  const providers = [...new Set(rows.map(({ provider }) => provider))];
  return providers.map((provider) => [provider, rows.filter((row) => row.provider === provider)]);
}

function matrixTable(rows: readonly MatrixRow[], work: 'text' | 'other'): string[] {
  // What was recorded for some of these rows, and what their tiers hang on.
  const columns = matrix.scenarios
    .map(({ id, core }, index) => ({ id, core, number: String(index + 1) }))
    .filter(({ id }) => (workOf.get(id) === 'text') === (work === 'text'))
    .filter(({ id, core }) => core || rows.some(({ cells }) => cells[id] !== undefined));
  const lines = rows.map(({ model, surface, tier, isSimulated, cells, inapplicable }) => [
    `\`${work === 'text' ? model.slice(model.indexOf(':') + 1) : model}\``,
    surface,
    isSimulated ? 'simulator' : tier,
    ...columns.map(({ id }) => (cells[id] || !inapplicable.includes(id) ? markOf(cells[id]) : '–')),
  ]);
  return table(['model', 'over', 'tier', ...columns.map(({ number }) => number)], lines);
}

function markOf(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  if (cell.source === 'simulator' && cell.result === 'pass') return 'S';
  return cell.layer === 'decode' ? '‼' : marks[cell.result];
}

/** Reasons with the cells that they are about, the most frequent first. */
function reasonTable(result: Cell['result']): string[] {
  const places = new Map<string, string[]>();
  for (const { model, cells } of recorded)
    for (const [scenario, cell] of Object.entries(cells)) {
      if (cell.result !== result) continue;
      const id = model.slice(model.indexOf(':') + 1);
      const reason = `${cell.layer ?? ''} | ${escaped((cell.reason ?? '').replaceAll(id, '…'))}`;
      places.set(reason, [...(places.get(reason) ?? []), `${model} ${scenario}`]);
    }
  const sorted = [...places].toSorted(
    ([left, a], [right, b]) => b.length - a.length || (left < right ? -1 : 1),
  );
  return table(
    ['cells', 'layer', 'reason', 'where'],
    sorted.map(([reason, all]) => [String(all.length), ...reason.split(' | '), whereOf(all)]),
  );
}

function whereOf(places: readonly string[]): string {
  const byModel = new Map<string, string[]>();
  for (const place of places) {
    const at = place.lastIndexOf(' ');
    byModel.set(place.slice(0, at), [...(byModel.get(place.slice(0, at)) ?? []), place.slice(at + 1)]);
  }
  return [...byModel].map(([model, scenarios]) => `\`${model}\` ${scenarios.join(', ')}`).join('; ');
}

function escaped(text: string): string {
  return text.replaceAll('|', '/').replaceAll('<', '&lt;').replaceAll('`', "'");
}
