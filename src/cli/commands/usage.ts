import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Command, Option } from 'commander';
import { type JournalGroup, type JournalRow, summariseJournal } from '../../node.ts';
import { ReqLLMError } from '../../index.ts';
import { faint } from '../report.ts';
import { printTable } from '../table.ts';

interface UsageOptions {
  readonly by: JournalGroup;
  readonly json?: boolean;
}

/** `reqllm usage`: what the calls of a journal came to. */
export function addUsage(program: Command): void {
  program
    .command('usage')
    .description('add up a journal of calls: requests, tokens and cost (see docs/telemetry.md)')
    .argument('<journal>', 'a file of JSON lines, as the client option `journal` writes it')
    .addOption(
      new Option('--by <what>', 'what to put together').choices(['model', 'tag', 'day']).default('model'),
    )
    .option('--json', 'print JSON')
    .action(usage);
}

async function usage(path: string, { by, json }: UsageOptions): Promise<void> {
  const summary = summariseJournal(await linesOf(path), by);
  if (json === true) {
    process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
    return;
  }
  const head = [by, 'calls', 'failed', 'requests', 'in', 'out', 'cost'];
  printTable(head, [...summary.rows, summary.total].map(cellsOf));
  const { total, unreadable } = summary;
  const notes = [
    ...(total.uncounted > 0 ? [`${total.uncounted} requests without a final count of tokens`] : []),
    ...(total.unpriced > 0
      ? [`${total.unpriced} requests without a whole price: the cost is at least this`]
      : []),
    ...(unreadable.length > 0 ? [`lines that cannot be read: ${unreadable.join(', ')}`] : []),
  ];
  for (const note of notes) process.stderr.write(`${faint(note)}\n`);
}

function cellsOf(row: JournalRow): string[] {
  const { name, calls, failed, requests, inputTokens, outputTokens, cost, unpriced } = row;
  const dollars = `$${cost.toFixed(6)}${unpriced > 0 ? '+' : ''}`;
  return [name, ...[calls, failed, requests, inputTokens, outputTokens].map(String), dollars];
}

async function linesOf(path: string): Promise<string[]> {
  const lines: string[] = [];
  try {
    for await (const line of createInterface({ input: createReadStream(path, 'utf8') })) lines.push(line);
  } catch (cause) {
    throw new ReqLLMError(`The journal ${path} cannot be read.`, { code: 'config', phase: 'config', cause });
  }
  return lines;
}
