import { type CatalogModel, listPrice, type Meter, type Support } from '../../../models.ts';

/** `200k` or `1.05M` as people write limits, the number where that would round it; `?` for an unknown one. */
export function tokens(count: number | undefined): string {
  if (count === undefined) return '?';
  if (count >= 1e6 && count % 1e4 === 0) return `${count / 1e6}M`;
  return count >= 1e3 && count % 1e3 === 0 ? `${count / 1e3}k` : String(count);
}

/** Dollars per million tokens; `?` where no price is known. */
export function dollars(model: CatalogModel, meter: Meter): string {
  const usd = listPrice(model, meter);
  return usd === undefined ? (model.pricing?.basis === 'subscription' ? 'plan' : '?') : String(usd);
}

/** Three values and a condition, as words. */
export function support(value: Support | undefined): string {
  if (value === undefined || value === 'unknown') return 'unknown';
  return typeof value === 'object' ? `when ${value.when}` : value ? 'yes' : 'no';
}

/** What a model is known to be able to do, in short words. */
export function abilities({ capabilities }: CatalogModel): string {
  const { tools, output, reasoning, caching } = capabilities;
  const can = (name: string, value: Support): string[] =>
    value === true || typeof value === 'object' ? [name] : [];
  return [
    ...can('tools', tools.supported),
    ...can('schema', output.jsonSchema),
    ...can('reasoning', reasoning.supported),
    ...can('caching', caching.supported),
    ...capabilities.input.filter((each) => each !== 'text'),
    ...capabilities.outputModalities.filter((each) => each !== 'text').map((each) => `→${each}`),
  ].join(' ');
}

/** A text in lines of at most `width`, each after an indent. */
export function wrapped(text: string, indent: string, width: number): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.length > indent.length && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent;
    }
    line += line.length > indent.length ? ` ${word}` : word;
  }
  return [...lines, line];
}
