import type { Cell, Ledger, LedgerScenario } from './ledger.ts';

/**
 * How well a model is proved on one surface. `first-class`: every core scenario that applies was recorded, and all that
 * was recorded passes. `partial`: `basic` passes. `failing`: `basic` fails, or an answer could not be read.
 * `experimental`: anything else, down to no recording at all. Where no text was recorded the scenarios of the other work
 * count, and the first of them, such as `embed_basic`, is the basic one.
 */
export type Tier = 'first-class' | 'partial' | 'experimental' | 'failing';

/** The tier of a model on a surface, by the rules of {@link Tier}. `applies` tells which scenarios make sense for it. */
export function tierOf(
  cells: Readonly<Record<string, Cell>>,
  scenarios: readonly LedgerScenario[],
  applies: (scenario: string) => boolean,
): Tier {
  const seen = Object.values(cells).filter(isEvidence);
  const failed = seen.filter(({ result }) => result === 'fail');
  if (failed.some(({ layer }) => layer === 'decode')) return 'failing';
  const passes = (id: string): boolean =>
    cells[id] !== undefined && isEvidence(cells[id]) && cells[id].result === 'pass';
  const tried = ofItsWork(cells, scenarios);
  const basic = tried[0]?.id ?? 'basic';
  if (failed.some((cell) => cell === cells[basic])) return 'failing';
  if (!passes(basic)) return 'experimental';
  const needed = tried.filter(({ id, core }) => core && applies(id));
  const isWhole = needed.every(({ id }) => passes(id));
  return isWhole && failed.length === 0 ? 'first-class' : 'partial';
}

/** The scenarios of the work that a surface is for; those of text where it was tried for any text. */
function ofItsWork(
  cells: Readonly<Record<string, Cell>>,
  scenarios: readonly LedgerScenario[],
): readonly LedgerScenario[] {
  const types = scenarios.filter(({ id }) => cells[id] !== undefined).map(({ type }) => type);
  const work = types.includes(undefined) ? undefined : types[0];
  return scenarios.filter(({ type }) => type === work);
}

/** Whether a cell says something about the model. */
function isEvidence({ source, result }: Cell): boolean {
  return source === 'recording' && result !== 'unusable';
}

/** What recordings say about an ability of a model. */
export interface Verified {
  /** `true`: a scenario for it passed and none failed. `false`: one failed. `undefined`: none was recorded. */
  readonly verified: boolean | undefined;
  readonly evidence: readonly (Cell & { readonly scenario: string; readonly surface: string })[];
  readonly asOf: string;
}

/** The evidence for an ability of a model, or for all of it when no ability is named. */
export function evidenceFor(ledger: Ledger, spec: string, ability?: string): Verified {
  const wanted = new Set(
    ledger.scenarios.filter((each) => ability === undefined || each.ability === ability).map(({ id }) => id),
  );
  const surfaces = Object.hasOwn(ledger.models, spec) ? (ledger.models[spec] ?? {}) : {};
  const evidence = Object.entries(surfaces).flatMap(([surface, cells]) =>
    Object.entries(cells)
      .filter(([scenario, cell]) => wanted.has(scenario) && isEvidence(cell))
      .map(([scenario, cell]) => ({ ...cell, scenario, surface })),
  );
  const verified = evidence.length === 0 ? undefined : evidence.every(({ result }) => result === 'pass');
  return { verified, evidence, asOf: ledger.asOf };
}
