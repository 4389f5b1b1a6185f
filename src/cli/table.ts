import { bold } from './report.ts';

/** How wide a table may be where there is no terminal to ask: long enough for what scripts look for. */
const pipedWidth = 100;
const narrowest = 6;

/** Prints rows under a head, each column as wide as its widest cell, the widest cut until the table fits the terminal. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const [first = '', ...rest] = tableLines(head, rows, terminalWidth());
  process.stdout.write(`${bold(first)}\n`);
  for (const line of rest) process.stdout.write(`${line}\n`);
}

/** The width of the terminal, or of what stands for one. */
export function terminalWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns || 80 : pipedWidth;
}

/** The lines of a table that is at most `width` wide, unless its columns cannot be cut so far. */
export function tableLines(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  fit(widths, head, width);
  const line = (cells: readonly string[]): string =>
    head
      .map((_, column) => cut(cells[column] ?? '', widths[column] ?? 0).padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [head, ...rows].map(line);
}

// The first column names the row: it is the last to be cut.
function fit(widths: number[], head: readonly string[], width: number): void {
  const total = (): number => widths.reduce((sum, each) => sum + each + 2, -2);
  const least = (column: number): number => Math.max(narrowest, head[column]?.length ?? 0);
  const spare = (column: number): number => (widths[column] ?? 0) - least(column);
  while (total() > width) {
    const others = widths.map((_, column) => column).filter((column) => column > 0 && spare(column) > 0);
    const widest = others.toSorted((left, right) => (widths[right] ?? 0) - (widths[left] ?? 0))[0];
    const column = widest ?? (spare(0) > 0 ? 0 : undefined);
    if (column === undefined) return;
    widths[column] = (widths[column] ?? 0) - 1;
  }
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
