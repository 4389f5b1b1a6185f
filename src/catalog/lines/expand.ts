import { capabilitiesOf } from '../capabilities.ts';
import { compact } from './compact.ts';
import { operations, protocolFor } from '../import/protocol.ts';
import { mergePatch } from '../merge.ts';
import {
  type AgedModel,
  type ModelRecord,
  type PricePeriodRecord,
  type RateTable,
  unitOf,
} from '../record.ts';
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
} from '../schema.ts';

/** What follows from a record about abilities, with the patch that it carries. */
export function abilitiesOf(provider: CatalogProvider, model: ModelRecord): Capabilities {
  const known = capabilitiesOf(model, model.wire?.api ?? provider.api);
  return model.capabilities === undefined ? known : (mergePatch(known, model.capabilities) as Capabilities);
}

/** Token limits, as far as they are known. */
export function limitsOf({ context, maxInput, maxOutput }: ModelRecord): Limits {
  return compact({ context, input: maxInput, output: maxOutput }) as Limits;
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

/** How a model is served today; one from the archive is retired whatever its last status was. */
export function statusOf({ status = 'active' }: ModelRecord, isRetired: boolean): Lifecycle['status'] {
  if (isRetired) return 'retired';
  return statuses.has(status) ? (status as Lifecycle['status']) : 'active';
}

/** The life of a model; one from the archive is retired whatever its last status was. */
export function lifecycleOf({ model, firstSeen, lastSeen }: AgedModel, isRetired: boolean): Lifecycle {
  const { released, updated, knowledge, deprecatedAt, retiresAt, replacement } = model;
  return compact({
    status: statusOf(model, isRetired),
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

/** Which protocol serves which operation. */
export function wiresOf(provider: CatalogProvider, model: ModelRecord): CatalogModel['wires'] {
  const api = model.wire?.api ?? provider.api;
  const wires: Partial<Record<Operation, Wire>> = {};
  if (!provider.executable && model.wire?.api === undefined) return wires;
  const baseUrl = model.wire?.baseUrl;
  for (const operation of operations[model.kind]) {
    if (operation === 'object' && model.schema === false && model.tools === false) continue;
    const spoken = protocolFor(operation, api, provider.id);
    if (spoken !== undefined) wires[operation] = compact({ api: spoken, baseUrl }) as Wire;
  }
  return wires;
}

const sourced = ['name', 'kind', 'limits', 'capabilities', 'lifecycle', 'wires', 'openWeights', 'pricing'];

/** Which layer set each fact. */
export function provenanceOf(
  { model, periods }: AgedModel,
  isRetired: boolean,
): Readonly<Record<string, LayerName>> {
  const { layer = isRetired ? 'archive' : 'models.dev', patched = [] } = model;
  const provenance: Record<string, LayerName> = {};
  for (const fact of sourced) if (fact !== 'pricing' || periods.length > 0) provenance[fact] = layer;
  for (const fact of patched) provenance[fact] = 'overlay';
  return provenance;
}
