import type { Cell } from '../../../models.ts';
import { bold, faint } from '../../report.ts';
import { printTable } from '../../table.ts';
import type { Matrix, MatrixRow } from './matrix.ts';

/** Prints the matrix: by provider a line for each model. */
export function printMatrix(matrix: Matrix, { json }: { readonly json?: boolean }): void {
  if (json === true) return void process.stdout.write(`${JSON.stringify(matrix, null, 2)}\n`);
  const providers = [...new Set(matrix.rows.map(({ provider }) => provider))];
  for (const provider of providers) {
    const rows = matrix.rows.filter((row) => row.provider === provider);
    process.stdout.write(`\n${bold(provider)}\n`);
    printTable(['model', 'over', 'tier', 'passed', 'failed', 'unusable'], rows.map(cellsOf));
  }
  const recorded = matrix.rows.filter(({ isSimulated }) => !isSimulated);
  const counts = (['first-class', 'partial', 'experimental', 'failing'] as const)
    .map((tier) => `${recorded.filter((row) => row.tier === tier).length} ${tier}`)
    .join(', ');
  process.stdout.write(
    faint(
      `\n${new Set(recorded.map(({ model }) => model)).size} models with recordings as of ${matrix.asOf}: ${counts}\n`,
    ),
  );
}

function cellsOf({ model, surface, tier, isSimulated, cells }: MatrixRow): string[] {
  const count = (result: Cell['result']): string =>
    String(Object.values(cells).filter((cell) => cell.result === result).length);
  const id = model.slice(model.indexOf(':') + 1);
  return [
    id,
    surface,
    isSimulated ? 'simulator only' : tier,
    count('pass'),
    count('fail'),
    count('unusable'),
  ];
}
