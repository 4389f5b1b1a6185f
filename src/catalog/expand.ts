import { capabilitiesOf } from './capabilities.ts';
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
  ModelMode,
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
  const capabilities = mergePatch(capabilitiesOf(model, api), model.capabilities ?? {}) as Capabilities;
  const pricing = pricingOf(periods);
  return {
    provider: provider.id,
    id,
    spec: `${provider.id}:${id}`,
    name: model.name,
    ...(family === undefined ? {} : { family }),
    kind: model.kind,
    ...(canonical === undefined ? {} : { canonical }),
    aliases: model.aliases ?? [],
    ...(pointsTo === undefined ? {} : { pointsTo }),
    openWeights: model.weights ?? 'unknown',
    limits: limitsOf(aged),
    capabilities,
    ...(pricing === undefined ? {} : { pricing }),
    lifecycle: lifecycleOf(aged, isRetired),
    wires: wiresOf(provider, aged, api),
    ...(modes === undefined ? {} : { modes: modes as unknown as Readonly<Record<string, ModelMode>> }),
    provenance: provenanceOf(aged, isRetired, pricing !== undefined),
    ...(extra === undefined ? {} : { extra }),
  };
}

/** Prices as the schema writes them; undefined when none was ever known. */
export function pricingOf(periods: readonly PricePeriodRecord[]): Pricing | undefined {
  const current = periods.at(-1);
  if (current === undefined) return undefined;
  return { currency: 'USD', periods: periods.map(periodOf), basis: current.price.basis };
}

function periodOf({ from, price }: PricePeriodRecord): PricePeriod {
  const base: RateCard = { scope: 'full', rates: ratesOf(price.rates) };
  const others = price.cards.map(({ when, rates }): RateCard => ({
    when,
    scope: 'full',
    rates: ratesOf(rates),
  }));
  return {
    from,
    cards: [base, ...others],
    source: 'models.dev',
    ...(from === null ? {} : { observed: from }),
  };
}

function ratesOf(table: RateTable): Rate[] {
  return (Object.entries(table) as [Meter, string][]).map(([meter, usd]) => ({
    meter,
    usd,
    per: unitOf(meter),
  }));
}

function limitsOf({ model }: AgedModel): Limits {
  const { context, maxInput: input, maxOutput: output } = model;
  return {
    ...(context === undefined ? {} : { context }),
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
  };
}

const statuses: ReadonlySet<string> = new Set(['alpha', 'beta', 'deprecated', 'retired']);

function lifecycleOf({ model, firstSeen, lastSeen }: AgedModel, isRetired: boolean): Lifecycle {
  const { status = 'active', released, updated, knowledge, deprecatedAt, retiresAt, replacement } = model;
  return {
    status: isRetired ? 'retired' : statuses.has(status) ? (status as Lifecycle['status']) : 'active',
    ...(released === undefined ? {} : { releasedAt: released }),
    ...(updated === undefined ? {} : { updatedAt: updated }),
    ...(knowledge === undefined ? {} : { knowledge }),
    ...(deprecatedAt === undefined ? {} : { deprecatedAt }),
    ...(retiresAt === undefined ? {} : { retiresAt }),
    ...(replacement === undefined ? {} : { replacement }),
    firstSeen,
    lastSeen,
  };
}

function wiresOf(provider: CatalogProvider, { model }: AgedModel, api: string): CatalogModel['wires'] {
  const wires: Partial<Record<Operation, Wire>> = {};
  if (!provider.executable && model.wire?.api === undefined) return wires;
  const baseUrl = model.wire?.baseUrl;
  for (const operation of operations[model.kind]) {
    if (operation === 'object' && model.schema === false && model.tools === false) continue;
    const spoken = protocolFor(operation, api);
    if (spoken !== undefined)
      wires[operation] = { api: spoken, ...(baseUrl === undefined ? {} : { baseUrl }) };
  }
  return wires;
}

const facts = ['name', 'kind', 'limits', 'capabilities', 'lifecycle', 'wires', 'openWeights'];

function provenanceOf(
  aged: AgedModel,
  isRetired: boolean,
  isPriced: boolean,
): Readonly<Record<string, LayerName>> {
  const { layer = isRetired ? 'archive' : 'models.dev', patched = [] } = aged.model;
  const all = [...facts, ...(isPriced ? ['pricing'] : [])];
  return Object.fromEntries([
    ...all.map((fact): [string, LayerName] => [fact, layer]),
    ...patched.map((fact): [string, LayerName] => [fact, 'overlay']),
  ]);
}
