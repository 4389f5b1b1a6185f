import { type Cell, type Ledger, type LedgerScenario, models, type Tier } from '../../../models.ts';

/** One model on one protocol, as a row of the matrix. */
export interface MatrixRow {
  readonly model: string;
  readonly provider: string;
  readonly surface: string;
  readonly tier: Tier;
  /** Whether all its cells come from the simulator. */
  readonly isSimulated: boolean;
  readonly cells: Readonly<Record<string, Cell>>;
  /** The scenarios that make no sense for the model. */
  readonly inapplicable: readonly string[];
}

/** What is proved of which model. */
export interface Matrix {
  readonly asOf: string;
  /** Those that were recorded for some model, in the order of the suite. */
  readonly scenarios: readonly LedgerScenario[];
  readonly rows: readonly MatrixRow[];
}

/** The ledger as rows, sorted by model. */
export function matrixOf(ledger: Ledger | undefined): Matrix {
  if (ledger === undefined) return { asOf: 'unknown', scenarios: [], rows: [] };
  const rows = Object.keys(ledger.models)
    .sort()
    .flatMap((model) =>
      models.evidence(model).map(({ surface, tier, cells, inapplicable }): MatrixRow => {
        const provider = model.slice(0, model.indexOf(':'));
        const isSimulated = Object.values(cells).every(({ source }) => source === 'simulator');
        return { model, provider, surface, tier, isSimulated, cells, inapplicable };
      }),
    );
  const seen = new Set(rows.flatMap(({ cells }) => Object.keys(cells)));
  return { asOf: ledger.asOf, scenarios: ledger.scenarios.filter(({ id }) => seen.has(id)), rows };
}
