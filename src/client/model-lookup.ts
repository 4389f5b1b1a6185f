import type { ModelKnowledge } from '../catalog/knowledge.ts';
import type { ModelLookup, ModelPrice } from '../core/lookup.ts';
import type { Model, ModelInput, SingleModel } from '../core/model.ts';
import { usage, type UsageUnits } from '../core/usage.ts';
import type { Warning } from '../core/warning.ts';
import { loadAvailableModels } from './doors.ts';
import { informed } from './known-model.ts';
import type { ProviderNames } from './provider-names.ts';
import { resolveModel } from './resolve.ts';
import type { Runtime } from './runtime.ts';

/** A model with all that a client knows of it. */
export interface FoundModel {
  readonly model: Model;
  readonly knowledge: ModelKnowledge | undefined;
  readonly warnings: readonly Warning[];
}

interface Place {
  readonly runtime: Runtime;
  readonly providers: ProviderNames;
  /** A name of the caller's own, or a bare id, as one that says by itself where it leads. */
  readonly spelledOut: (model: SingleModel) => SingleModel | Promise<SingleModel>;
  /** The providers that the client was told how to reach. */
  readonly told: () => readonly string[];
}

/** What the layers of a client may ask about models. */
export function createModelLookup({ runtime, providers, spelledOut, told }: Place): ModelLookup {
  return {
    async model(wanted) {
      const resolved = resolveModel(await spelledOut(wanted), providers);
      return (await foundModel(resolved, runtime)).model;
    },
    async find(wish) {
      const models = await (await loadAvailableModels())(wish, { reach: runtime.reach, told: told() });
      const asked = models.map(({ spec }) => resolveModel(spec, providers));
      return Promise.all(asked.map(async (model) => (await foundModel(model, runtime)).model));
    },
    async price(model) {
      const found = runtime.knowledge(model);
      const knowledge = found instanceof Promise ? await found : found;
      return knowledge === undefined ? undefined : priceIn(knowledge);
    },
  };
}

/** What a client knows of a model. Without a needless wait, as each is a good part of what a call costs here. */
export function foundModel(asked: Model, runtime: Runtime): FoundModel | Promise<FoundModel> {
  const found = runtime.knowledge(asked);
  const isAtHand = !(found instanceof Promise) && found?.listedId === undefined;
  return isAtHand ? withKnowledge(asked, found, false) : searched(asked, found, runtime);
}

async function searched(
  asked: Model,
  found: ReturnType<Runtime['knowledge']>,
  runtime: Runtime,
): Promise<FoundModel> {
  const knowledge = await found;
  const isRenamed = knowledge?.listedId !== undefined && (await runtime.reach.isAtHome(asked));
  return withKnowledge(asked, knowledge, isRenamed);
}

function withKnowledge(asked: Model, knowledge: ModelKnowledge | undefined, isRenamed: boolean): FoundModel {
  const { model, warnings } = informed(asked, knowledge, isRenamed);
  return { model, warnings, knowledge };
}

/** The first model of a chain, and those to ask when it cannot answer. */
export function chainOf(model: ModelInput): {
  readonly first: SingleModel;
  readonly others: readonly SingleModel[];
} {
  if (!Array.isArray(model)) return { first: model as SingleModel, others: [] };
  const [first, ...others] = model as readonly [SingleModel, ...SingleModel[]];
  return { first, others };
}

// One of each thing that is counted: a model with a price for any of them has a price.
const sample = usage({
  inputTokens: 1,
  outputTokens: 1,
  units: {
    images: 1,
    characters: 1,
    audioSeconds: 1,
    videoSeconds: 1,
    searches: 1,
    pages: 1,
  } satisfies Required<UsageUnits>,
});

const known = new WeakMap<ModelKnowledge, { readonly price: ModelPrice | undefined }>();

function priceIn(knowledge: ModelKnowledge): ModelPrice | undefined {
  let found = known.get(knowledge);
  if (found === undefined) known.set(knowledge, (found = { price: priceOf(knowledge) }));
  return found.price;
}

function priceOf(knowledge: ModelKnowledge): ModelPrice | undefined {
  const price: ModelPrice = (used, { at, serviceTier }) =>
    knowledge.priced(used, { at: new Date(at), ...(serviceTier === undefined ? {} : { serviceTier }) });
  return price(sample, { at: Date.now() }).cost === null ? undefined : price;
}
