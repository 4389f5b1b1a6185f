import { ReqLLMError } from '../core/error.ts';
import type { ModelFacts } from '../core/model.ts';
import type { Usage } from '../core/usage.ts';
import type { Warning } from '../core/warning.ts';
import type { Catalog } from './catalog.ts';
import { factsOf } from './facts.ts';
import { replacementFor, retirementOf } from './retirement.ts';
import { costOf } from './price/cost-of.ts';
import type { Capabilities, CatalogModel, Kind, LayerName, WireApi } from './schema.ts';

/** What a call wants to know about its model. */
export interface ModelKnowledge {
  readonly facts: ModelFacts;
  /** What it can do, as far as that is known. */
  readonly capabilities: Capabilities;
  /** What it is mainly for. */
  readonly kind: Kind;
  /** Whether a source lists what goes into it and comes out; else the lists of the capabilities are a guess. */
  readonly isListed: boolean;
  /** The protocol that serves its text calls, where the entry names one of its own in a gateway that speaks several. */
  readonly wire?: WireApi;
  /** Where a private deployment is, when a layer of the caller's own says so. */
  readonly baseUrl?: string;
  /** The id that the asked one is another name of, where the provider lists only that. */
  readonly listedId?: string;
  /** That the model is no longer listed, and what to use instead. */
  readonly advice?: Warning;
  /** The usage of one request with what it cost; unchanged where no price is known. */
  priced(usage: Usage, facts: { readonly at: Date; readonly serviceTier?: string }): Usage;
}

/** Looks a model up; undefined for one that the catalogue does not list. Throws `config` for one that is denied. */
export function knowledgeIn(catalog: Catalog, provider: string, id: string): ModelKnowledge | undefined {
  const found = catalog.find(`${provider}:${id}`);
  if (!found.ok) {
    if (found.reason === 'denied') throw denied(`${provider}:${id}`, found.rule);
    return undefined;
  }
  const { model } = found;
  const version = versionOf(catalog, model.provenance['pricing']);
  const baseUrl = own.has(model.provenance['wires']) ? model.wires.text?.baseUrl : undefined;
  const advice = retirementOf(catalog, model);
  const { toolPrices } = catalog.provider(model.provider) ?? {};
  const tools = toolPrices === undefined ? {} : { toolPrices };
  return {
    facts: sizesOf(model),
    // Worked out when it is read: many calls need neither this nor a price.
    get capabilities() {
      return model.capabilities;
    },
    kind: model.kind,
    isListed: sources.has(model.provenance['name']) || own.has(model.provenance['capabilities']),
    ...(model.wires.text === undefined ? {} : { wire: model.wires.text.api }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(advice === undefined ? {} : { advice }),
    ...(found.via === 'alias' && isLooser(id, model.id) ? { listedId: model.id } : {}),
    priced: onceEach((usage, facts) => ({
      ...usage,
      cost: costOf(usage, model.pricing, { ...tools, ...facts, version }),
    })),
  };
}

// The sums of the client and its response ask for the price of the same usage, one right after the other.
function onceEach(priced: ModelKnowledge['priced']): ModelKnowledge['priced'] {
  let last: { usage: Usage; at: number; tier: string | undefined; answer: Usage } | undefined;
  return (usage, facts) => {
    const at = facts.at.getTime();
    const isLast = last?.usage === usage && last.at === at && last.tier === facts.serviceTier;
    if (isLast && last !== undefined) return last.answer;
    const answer = priced(usage, facts);
    last = { usage, at, tier: facts.serviceTier, answer };
    return answer;
  };
}

// Only the spelling of a name is put right. A name of its own (`-latest`, a dated id, `gpt-5.6`) is one that the provider
// takes, as the recordings show, and may mean something else there tomorrow.
function isLooser(asked: string, listed: string): boolean {
  const bare = (id: string): string => id.toLowerCase().replace(/[^a-z0-9/]/g, '');
  return asked !== listed && bare(asked) === bare(listed);
}

/**
 * What was probably meant by an id that a provider does not know: what replaces it, else the nearest ids that it serves.
 * Empty when nothing is near.
 */
export function meantIn(catalog: Catalog, provider: string, id: string): readonly string[] {
  const found = catalog.find(`${provider}:${id}`);
  const instead = found.ok ? replacementFor(catalog, found.model) : undefined;
  if (instead !== undefined) return [instead];
  const isServed = (spec: string): boolean => {
    const other = catalog.find(spec);
    return other.ok && other.model.provider === provider && other.model.lifecycle.status !== 'retired';
  };
  return catalog
    .suggest(`${provider}:${id}`, 12)
    .map(({ spec }) => spec)
    .filter((spec) => spec !== `${provider}:${id}` && isServed(spec))
    .slice(0, 3);
}

const sources: ReadonlySet<LayerName | undefined> = new Set(['models.dev', 'archive', 'cache'] as const);
const own: ReadonlySet<LayerName | undefined> = new Set(['project', 'runtime'] as const);

// Only the sizes yet. How a model wants to reason the dialects tell from recordings, and better: models.dev lists
// `budget` for Claude 4.6, which takes adaptive thinking too (recorded).
function sizesOf(model: CatalogModel): ModelFacts {
  const { reasoningStyle: _style, ...sizes } = factsOf(model);
  return sizes;
}

// A price of one's own is not one of the catalogue's version.
function versionOf(catalog: Catalog, layer: LayerName | undefined): string {
  const version = catalog.meta?.version ?? 'unknown';
  return layer === 'live' || own.has(layer) ? `${version} (${layer})` : version;
}

function denied(spec: string, rule: string | undefined): ReqLLMError {
  const message = `The model "${spec.slice(0, 120)}" is denied${rule === undefined ? '' : ` by the rule ${rule}`}.`;
  return new ReqLLMError(message, { code: 'config', phase: 'config', model: spec.slice(0, 250) });
}
