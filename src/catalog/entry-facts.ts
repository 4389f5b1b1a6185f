import { deepFreeze } from '../core/json.ts';
import {
  abilitiesOf,
  lifecycleOf,
  limitsOf,
  pricingOf,
  provenanceOf,
  statusOf,
  wiresOf,
} from './lines/expand.ts';
import { kindIn, type ModelLine, presenceIn, readModelLine } from './lines/read.ts';
import type { AgedModel } from './record.ts';
import type { Glance } from './query.ts';
import type { CatalogModel, CatalogProvider, Kind, Lifecycle, Meter, Support } from './schema.ts';

/**
 * What is known of one model. Each fact is worked out when it is first asked for: a query looks at thousands of models
 * and reads few facts of each, a call reads two of one.
 */
export class EntryFacts {
  readonly provider: string;
  readonly id: string;
  readonly spec: `${string}:${string}`;
  readonly #provider: CatalogProvider;
  #line: ModelLine | undefined;
  readonly #isRetired: boolean;
  #record: AgedModel | undefined;
  #limits: CatalogModel['limits'] | undefined;
  #capabilities: CatalogModel['capabilities'] | undefined;
  #pricing: CatalogModel['pricing'];
  #lifecycle: CatalogModel['lifecycle'] | undefined;
  #wires: CatalogModel['wires'] | undefined;
  #provenance: CatalogModel['provenance'] | undefined;
  #entry: CatalogModel | undefined;

  constructor(provider: CatalogProvider, line: ModelLine, isRetired: boolean) {
    this.provider = provider.id;
    this.id = line.id;
    this.spec = `${provider.id}:${line.id}`;
    this.#provider = provider;
    this.#line = line;
    this.#isRetired = isRetired;
  }

  /** The entry that programs see; always the same one. */
  get entry(): CatalogModel {
    return (this.#entry ??= entryOf(this));
  }

  /** Which of the facts that may be absent are there. */
  present(): Readonly<Partial<Record<string, boolean>>> {
    return this.#line === undefined ? presentIn(this.#aged()) : presenceIn(this.#line);
  }

  get kind(): Kind {
    return this.#line === undefined ? this.#aged().model.kind : kindIn(this.#line);
  }

  get glance(): Glance {
    return this;
  }

  get status(): Lifecycle['status'] {
    return statusOf(this.#aged().model, this.#isRetired);
  }

  /** The ability where the record itself says it; a patch of the abilities may say otherwise. */
  ability(path: string): Support | undefined {
    const { model } = this.#aged();
    if (model.capabilities !== undefined) return undefined;
    if (path === 'tools') return model.tools ?? 'unknown';
    if (path === 'reasoning') return model.reasoning ?? 'unknown';
    return path === 'vision' ? model.input.includes('image') : undefined;
  }

  rate(meter: Meter): number | undefined {
    const price = this.#aged().periods.at(-1)?.price;
    if (price === undefined || (price.basis !== 'metered' && price.basis !== 'free')) return undefined;
    const usd = price.rates[meter];
    return usd === undefined ? undefined : Number(usd);
  }

  get limits(): CatalogModel['limits'] {
    return (this.#limits ??= limitsOf(this.#aged().model));
  }

  get capabilities(): CatalogModel['capabilities'] {
    return (this.#capabilities ??= abilitiesOf(this.#provider, this.#aged().model));
  }

  get pricing(): CatalogModel['pricing'] {
    return (this.#pricing ??= pricingOf(this.#aged().periods));
  }

  get lifecycle(): CatalogModel['lifecycle'] {
    return (this.#lifecycle ??= lifecycleOf(this.#aged(), this.#isRetired));
  }

  get wires(): CatalogModel['wires'] {
    return (this.#wires ??= wiresOf(this.#provider, this.#aged().model));
  }

  get provenance(): CatalogModel['provenance'] {
    return (this.#provenance ??= provenanceOf(this.#aged(), this.#isRetired));
  }

  get name(): string {
    return this.#aged().model.name;
  }

  get family(): string | undefined {
    return this.#aged().model.family;
  }

  get canonical(): string | undefined {
    return this.#aged().model.canonical;
  }

  get aliases(): readonly string[] {
    return this.#aged().model.aliases ?? none;
  }

  get pointsTo(): string | undefined {
    return this.#aged().model.pointsTo;
  }

  get openWeights(): CatalogModel['openWeights'] {
    return this.#aged().model.weights ?? 'unknown';
  }

  get modes(): CatalogModel['modes'] {
    return this.#aged().model.modes as CatalogModel['modes'];
  }

  get extra(): CatalogModel['extra'] {
    return this.#aged().model.extra;
  }

  #aged(): AgedModel {
    if (this.#record === undefined) {
      this.#record = readModelLine(this.#line as ModelLine);
      // Twice the same is too much to keep for thousands.
      this.#line = undefined;
    }
    return this.#record;
  }
}

const none: readonly string[] = [];

const members = [
  'name',
  'family',
  'kind',
  'canonical',
  'aliases',
  'pointsTo',
  'openWeights',
  'limits',
  'capabilities',
  'pricing',
  'lifecycle',
  'wires',
  'modes',
  'provenance',
  'extra',
] as const satisfies readonly (keyof CatalogModel)[];

function presentIn({ model, periods }: AgedModel): Readonly<Partial<Record<string, boolean>>> {
  const { family, canonical, pointsTo, modes, extra } = model;
  const facts = { family, canonical, pointsTo, modes, extra, pricing: periods[0] };
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, value !== undefined]));
}

// Plain members, of which those that nobody knows are absent.
function entryOf(facts: EntryFacts): CatalogModel {
  const { provider, id, spec } = facts;
  const entry = { provider, id, spec };
  const present = facts.present();
  for (const member of members)
    if (present[member] !== false)
      Object.defineProperty(entry, member, { enumerable: true, get: () => deepFreeze(facts[member]) });
  // A console would print "[Getter]" for each.
  Object.defineProperty(entry, Symbol.for('nodejs.util.inspect.custom'), { value: () => ({ ...entry }) });
  return Object.freeze(entry) as unknown as CatalogModel;
}
