import type { Catalog, CatalogSpec } from '../catalog.ts';
import { abilityOf, type CapabilityPath } from '../query.ts';
import type { CatalogModel, Support } from '../schema.ts';
import { readPackaged } from '#catalog-data';
import { type Cell, type Ledger, parseLedger } from './ledger.ts';
import { evidenceFor, type Tier, tierOf, type Verified } from './tiers.ts';

/** What the catalogue says of an ability, and what recorded exchanges show of it. */
export interface SupportEvidence extends Verified {
  /** What the catalogue says; `unknown` too for a model that it does not list. */
  readonly declared: Support;
}

let ledger: Ledger | undefined;

/** The packaged evidence, read when it is first asked for; undefined where there is no disk. */
export function readLedger(): Ledger | undefined {
  const text = ledger === undefined ? readPackaged('evidence.json') : undefined;
  if (text !== undefined) ledger = parseLedger(text);
  return ledger;
}

/** What is said and what is seen of an ability of a model. */
export function supportsIn(catalog: Catalog, spec: CatalogSpec, ability: CapabilityPath): SupportEvidence {
  const found = catalog.find(spec);
  const declared = found.ok ? abilityOf(found.model, ability) : 'unknown';
  const known = readLedger();
  if (known === undefined) return { declared, verified: undefined, evidence: [], asOf: 'unknown' };
  const names = namesOf(found.ok ? found.model : undefined, spec);
  const seen = names.find((name) => Object.hasOwn(known.models, name)) ?? names[0] ?? '';
  return { declared, ...evidenceFor(known, seen, ability) };
}

/** How well a model is proved on one surface. */
export interface SurfaceEvidence {
  /** The protocol that was spoken. */
  readonly surface: string;
  readonly tier: Tier;
  /** By scenario. */
  readonly cells: Readonly<Record<string, Cell>>;
  /** The scenarios that make no sense for it, as the catalogue is sure that it lacks the ability. */
  readonly inapplicable: readonly string[];
}

/** What was seen of a model on each surface, with its tier there; empty for one that was never tried. */
export function evidenceOf(catalog: Catalog, spec: string): readonly SurfaceEvidence[] {
  const known = readLedger();
  if (known === undefined) return [];
  const found = catalog.find(spec);
  const model = found.ok ? found.model : undefined;
  const name = namesOf(model, spec).find((each) => Object.hasOwn(known.models, each));
  if (name === undefined) return [];
  const inapplicable = known.scenarios
    .map(({ id }) => id)
    .filter((scenario) => !appliesTo(known, scenario, model));
  return Object.entries(known.models[name] ?? {}).map(([surface, cells]) => ({
    surface,
    cells,
    inapplicable,
    tier: tierOf(cells, known.scenarios, (scenario) => !inapplicable.includes(scenario)),
  }));
}

/** Whether a scenario makes sense for a model: unless the catalogue is sure that it lacks the ability. */
export function appliesTo({ scenarios }: Ledger, scenario: string, model: CatalogModel | undefined): boolean {
  const ability = scenarios.find(({ id }) => id === scenario)?.ability;
  return ability === undefined || model === undefined || abilityOf(model, ability) !== false;
}

// Recordings stand under the name that was asked for, which may be an alias.
function namesOf(model: CatalogModel | undefined, spec: CatalogSpec): string[] {
  const asked =
    typeof spec === 'string'
      ? [spec]
      : 'spec' in spec
        ? [String(spec.spec)]
        : [`${spec.provider}:${spec.id}`];
  if (model === undefined) return asked;
  return [...asked, model.spec, ...model.aliases.map((alias) => `${model.provider}:${alias}`)];
}
