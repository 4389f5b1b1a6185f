import { fitsGlobs } from '../../core/glob.ts';
import { byText } from '../order.ts';
import type { CatalogModel } from '../schema.ts';
import { providerIdOf } from '../spec.ts';
import type { LayerKind, ModelPatch, PlacedLayer } from './layer.ts';

/** What a layer says about a model: facts, or that it is not there. */
export interface Saying {
  readonly kind: LayerKind;
  readonly patch: ModelPatch | null;
}

/** A layer made ready for lookups. */
export interface LayerIndex {
  readonly kind: LayerKind;
  /** What is said about a model that has any of these names, the least exact first. */
  sayings(names: readonly string[]): readonly Saying[];
  /** Specs that are named in full, sorted. */
  readonly specs: readonly string[];
  /** Whether some models are named by a pattern. */
  readonly hasGlobs: boolean;
  alias(spec: string): string | undefined;
  /** The rule that keeps a model with these names out; undefined when none does. */
  denial(names: readonly string[]): string | undefined;
}

/** Makes a layer ready; `isProvider` tells which providers there are, for other spellings of their names. */
export function indexLayer({ kind, layer }: PlacedLayer, isProvider: (id: string) => boolean): LayerIndex {
  const { models = {}, aliases = {}, allow, deny = [] } = layer;
  const exact = new Map<string, ModelPatch | null>();
  const globs: [pattern: string, patch: ModelPatch | null][] = [];
  for (const [spec, patch] of Object.entries(models)) {
    const name = canonical(spec, isProvider);
    if (name.includes('*')) globs.push([name, patch]);
    else exact.set(name, patch);
  }
  const rule = (word: string, pattern: string): string => `${word} "${pattern}" of the ${kind} layer`;
  return {
    kind,
    specs: [...exact.keys()].sort(byText),
    hasGlobs: globs.length > 0,
    sayings(names) {
      const wide = globs.filter(([pattern]) => names.some((name) => fitsGlobs(name, [pattern])));
      const found = names.filter((name) => exact.has(name)).map((name) => exact.get(name) ?? null);
      return [...wide.map(([, patch]) => patch), ...found.toReversed()].map((patch) => ({ kind, patch }));
    },
    alias: (spec) => (Object.hasOwn(aliases, spec) ? aliases[spec] : undefined),
    denial(names) {
      const hit = deny.find((pattern) =>
        names.some((name) => fitsGlobs(name, [canonical(pattern, isProvider)])),
      );
      if (hit !== undefined) return rule('deny', hit);
      if (allow === undefined) return undefined;
      const patterns = allow.map((pattern) => canonical(pattern, isProvider));
      return names.some((name) => fitsGlobs(name, patterns)) ? undefined : rule('allow', allow.join(', '));
    },
  };
}

/** Every name under which a model may be meant. `asked` is the one that was used. */
export function namesOf(model: CatalogModel, asked?: string): string[] {
  const { provider, spec, aliases, pointsTo, canonical: same } = model;
  const names = [
    spec,
    ...[...aliases, ...(pointsTo === undefined ? [] : [pointsTo])].map((id) => `${provider}:${id}`),
  ];
  const elsewhere = same === undefined ? [] : [same.replace('/', ':')];
  return [...new Set([...names, ...(asked === undefined ? [] : [asked]), ...elsewhere])];
}

/** A spec with the catalogue's own word for its provider. */
export function canonical(spec: string, isProvider: (id: string) => boolean): string {
  const colon = spec.indexOf(':');
  const provider = colon > 0 ? providerIdOf(spec.slice(0, colon), isProvider) : undefined;
  return provider === undefined ? spec : `${provider}${spec.slice(colon)}`;
}

/** The layers in their order, lowest first; those of one kind stay as they are. */
export function inOrder(layers: readonly PlacedLayer[]): PlacedLayer[] {
  const order: readonly LayerKind[] = ['live', 'project', 'runtime'];
  return layers.toSorted((left, right) => order.indexOf(left.kind) - order.indexOf(right.kind));
}
