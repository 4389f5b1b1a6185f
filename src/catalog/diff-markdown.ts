import type { CatalogDiff } from './sync/diff.ts';

/** A diff as a page for a release note; what is empty is left out. */
export function diffMarkdown(diff: CatalogDiff): string {
  const list = (title: string, specs: readonly string[]): string[] =>
    specs.length === 0
      ? []
      : [`## ${title} (${specs.length})`, '', ...specs.map((spec) => `- \`${spec}\``), ''];
  const table = (title: string, changes: CatalogDiff['changed']): string[] =>
    changes.length === 0
      ? []
      : [
          `## ${title} (${changes.length})`,
          '',
          '| model | fact | before | after |',
          '| --- | --- | --- | --- |',
          ...changes.map(
            ({ spec, fact, from, to }) => `| \`${spec}\` | ${fact} | ${cell(from)} | ${cell(to)} |`,
          ),
          '',
        ];
  const lines = [
    ...list('New providers', diff.addedProviders),
    ...list('Gone providers', diff.removedProviders),
    ...list('New models', diff.added),
    ...list('Retired models', diff.retired),
    ...table('New prices', diff.repriced),
    ...table('Changed facts', diff.changed),
  ];
  return lines.length === 0 ? 'Nothing changed.\n' : lines.join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
