import type { Command } from 'commander';
import {
  diffCatalogs,
  diffMarkdown,
  isEmptyDiff,
  type ReadText,
  readPackaged,
  renderDiff,
} from '../../../models.ts';
import { newestRead, printJson } from './in-use.ts';

interface DiffOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
}

/** `reqllm models diff`: what changed between two catalogues. */
export function addDiff(models: Command): void {
  models
    .command('diff')
    .description('what changed between two catalogues; exits with 2 when something did')
    .argument(
      '<old>',
      'the folder of a catalogue, an api.json[.gz|.br], a folder of dated ones, "packaged" or "current"',
    )
    .argument('<new>', 'the same')
    .option('--json', 'print as JSON')
    .option('--markdown', 'print as Markdown, for a release note')
    .action((before: string, after: string, options: DiffOptions) => {
      const diff = diffCatalogs(placeOf(before), placeOf(after));
      if (!isEmptyDiff(diff)) process.exitCode = 2;
      if (options.json === true) return printJson(diff);
      process.stdout.write(options.markdown === true ? diffMarkdown(diff) : `${renderDiff(diff)}\n`);
    });
}

function placeOf(name: string): ReadText | string {
  if (name === 'packaged') return readPackaged;
  return name === 'current' ? newestRead() : name;
}
