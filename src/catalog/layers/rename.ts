import type { ModelLayer } from './layer.ts';

/** What a name of the layers' own stands for, the highest layer first; the text itself when it is none. */
export function meaningIn(aliasOf: (spec: string) => string | undefined, text: string): string {
  let meant = text;
  // A ring of aliases ends here, and is then an unknown model.
  for (let steps = 0; steps < 8; steps += 1) {
    const next = aliasOf(meant);
    if (next === undefined) return meant;
    meant = next;
  }
  return meant;
}

/** As {@link meaningIn}, over layers that are not indexed yet. */
export function renamed(layers: readonly ModelLayer[], text: string): string {
  const aliasOf = (spec: string): string | undefined => {
    const layer = layers.findLast(({ aliases = {} }) => Object.hasOwn(aliases, spec));
    const meant: unknown = layer?.aliases?.[spec];
    return typeof meant === 'string' ? meant : undefined;
  };
  return meaningIn(aliasOf, text);
}
