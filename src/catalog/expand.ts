import { capabilitiesOf } from './capabilities.ts';
import { compact } from './compact.ts';
import { operations, protocolFor } from './import/protocol.ts';
import { mergePatch } from './merge.ts';
import { type AgedModel, type PricePeriodRecord, type RateTable, unitOf } from './record.ts';
import type {
  Capabilities,
  CatalogModel,
  CatalogProvider,
  LayerName,
  Lifecycle,
  Limits,
  Meter,
  Operation,
  PricePeriod,
  Pricing,
  Rate,
  RateCard,
  Wire,
} from './schema.ts';

/** The finished entry of a model: what the record says, what follows from it, and `unknown` for the rest. */
export function expand(provider: CatalogProvider, aged: AgedModel, isRetired: boolean): CatalogModel {
  const { model, periods } = aged;
  const { id, family, canonical, pointsTo, modes, extra } = model;
  const api = model.wire?.api ?? provider.api;
  const known = capabilitiesOf(model, api);
  const capabilities =
    model.capabilities === undefined ? known : (mergePatch(known, model.capabilities) as Capabilities);
  const pricing = pricingOf(periods);
  return compact({
    provider: provider.id,
    id,
    spec: `${provider.id}:${id}` as const,
    name: model.name,
    family,
    kind: model.kind,
    canonical,
    aliases: model.aliases ?? [],
    pointsTo,
    openWeights: model.weights ?? 'unknown',
    limits: compact({ context: model.context, input: model.maxInput, output: model.maxOutput }) as Limits,
    capabilities,
    pricing,
    lifecycle: lifecycleOf(aged, isRetired),
    wires: wiresOf(provider, aged, api),
    modes: modes as CatalogModel['modes'] | undefined,
    provenance: provenanceOf(aged, isRetired, pricing !== undefined),
    extra,
  }) as CatalogModel;
}

/** Prices as the schema writes them; undefined when none was ever known. */
export function pricingOf(periods: readonly PricePeriodRecord[]): Pricing | undefined {
  const current = periods.at(-1);
  if (current === undefined) return undefined;
  return { currency: 'USD', periods: periods.map(periodOf), basis: current.price.basis };
}

function periodOf({ from, price }: PricePeriodRecord): PricePeriod {
  const cards: RateCard[] = [{ scope: 'full', rates: ratesOf(price.rates) }];
  for (const { when, rates } of price.cards) cards.push({ when, scope: 'full', rates: ratesOf(rates) });
  return compact({ from, cards, source: 'models.dev', observed: from ?? undefined }) as PricePeriod;
}

function ratesOf(table: RateTable): Rate[] {
  const rates: Rate[] = [];
  for (const meter in table) {
    const usd = table[meter as Meter];
    if (usd !== undefined) rates.push({ meter: meter as Meter, usd, per: unitOf(meter as Meter) });
  }
  return rates;
}

const statuses: ReadonlySet<string> = new Set(['alpha', 'beta', 'deprecated', 'retired']);

function lifecycleOf({ model, firstSeen, lastSeen }: AgedModel, isRetired: boolean): Lifecycle {
  const { status = 'active', released, updated, knowledge, deprecatedAt, retiresAt, replacement } = model;
  return compact({
    status: isRetired ? 'retired' : statuses.has(status) ? (status as Lifecycle['status']) : 'active',
    releasedAt: released,
    updatedAt: updated,
    knowledge,
    deprecatedAt,
    retiresAt,
    replacement,
    firstSeen,
    lastSeen,
  }) as Lifecycle;
}

function wiresOf(provider: CatalogProvider, { model }: AgedModel, api: string): CatalogModel['wires'] {
  const wires: Partial<Record<Operation, Wire>> = {};
  if (!provider.executable && model.wire?.api === undefined) return wires;
  const baseUrl = model.wire?.baseUrl;
  for (const operation of operations[model.kind]) {
    if (operation === 'object' && model.schema === false && model.tools === false) continue;
    const spoken = protocolFor(operation, api);
    if (spoken !== undefined) wires[operation] = compact({ api: spoken, baseUrl }) as Wire;
  }
  return wires;
}

const facts = ['name', 'kind', 'limits', 'capabilities', 'lifecycle', 'wires', 'openWeights', 'pricing'];

function provenanceOf(
  aged: AgedModel,
  isRetired: boolean,
  isPriced: boolean,
): Readonly<Record<string, LayerName>> {
  const { layer = isRetired ? 'archive' : 'models.dev', patched = [] } = aged.model;
  const provenance: Record<string, LayerName> = {};
  for (const fact of facts) if (fact !== 'pricing' || isPriced) provenance[fact] = layer;
  for (const fact of patched) provenance[fact] = 'overlay';
  return provenance;
}
