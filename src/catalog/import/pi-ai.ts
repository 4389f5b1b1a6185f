import { isRecord, type JsonObject } from '../../core/json.ts';
import type { AgedModel, Book, ModelRecord, ProviderBook } from '../record.ts';
import type { CatalogProvider, IsoDate, WireApi } from '../schema.ts';
import { byText } from '../order.ts';
import { modelRecord } from './model.ts';

type Source = Readonly<Record<string, unknown>>;

// Providers that models.dev does not list; their names and addresses are pi-ai's own.
const names: Readonly<Record<string, string>> = {
  'ant-ling': 'Ant Ling',
  meta: 'Meta',
  'openai-codex': 'OpenAI Codex',
  'qwen-token-plan': 'Qwen Token Plan',
  'qwen-token-plan-cn': 'Qwen Token Plan (China)',
  'qwen-token-plan-individual': 'Qwen Token Plan (individual)',
  'qwen-token-plan-individual-cn': 'Qwen Token Plan (individual, China)',
  'zai-coding-cn': 'Z.AI Coding Plan (China)',
};

// pi-ai prices those in another region, or in dollars made from yuan: no change of the price.
const otherPrices = /^amazon-bedrock$|-cn$/;

/** Adds the models of pi-ai's list that a book lacks, and prices that changed since; models that it has keep their facts. */
export function withPiAi(book: Book, document: unknown, date: IsoDate): Book {
  const listed = isRecord(document) && isRecord(document['providers']) ? document['providers'] : {};
  const ids = [...new Set([...book.providers.map(({ provider }) => provider.id), ...Object.keys(listed)])];
  const known = new Map(book.providers.map((each) => [each.provider.id, each]));
  const providers = ids.sort(byText).flatMap((id) => {
    const newer = readModels(id, listed[id]);
    const own = known.get(id) ?? newProvider(id, newer);
    return own === undefined ? [] : [laid(own, newer, date)];
  });
  return { ...book, providers };
}

interface Newer {
  readonly model: ModelRecord;
  readonly wire: WireApi;
  readonly baseUrl: string;
}

function readModels(provider: string, source: unknown): Newer[] {
  const models = isRecord(source) && isRecord(source['models']) ? source['models'] : {};
  return Object.entries(models).flatMap(([key, value]) => {
    const id = isRecord(value) && typeof value['id'] === 'string' ? value['id'] : key;
    const model = modelRecord(provider, id, value);
    if (typeof model === 'string' || !isRecord(value)) return [];
    const { wire, base_url: baseUrl } = value;
    if (typeof wire !== 'string' || typeof baseUrl !== 'string') return [];
    return [
      { model: { ...model, ...thinkingOf(value), ...factsOf(value), layer: 'overlay' }, wire, baseUrl },
    ];
  });
}

function newProvider(id: string, [first]: readonly Newer[]): ProviderBook | undefined {
  if (first === undefined) return undefined;
  const provider: CatalogProvider = {
    id,
    name: names[id] ?? id,
    aliases: [],
    api: first.wire,
    baseUrl: first.baseUrl,
    auth: { type: 'bearer', env: [] },
    executable: true,
  };
  return { provider, models: [], retired: [] };
}

function laid(own: ProviderBook, newer: readonly Newer[], date: IsoDate): ProviderBook {
  const { provider } = own;
  const models = new Map(own.models.map((aged) => [aged.model.id, aged]));
  const retired = new Map(own.retired.map((aged) => [aged.model.id, aged]));
  for (const { model, wire } of newer) {
    const { id } = model;
    const there = models.get(id);
    if (there !== undefined) models.set(id, repriced(provider.id, there, model, date));
    else models.set(id, arrival(wireFor(provider, wire, model), retired.get(id), date));
    retired.delete(id);
  }
  const sorted = (map: ReadonlyMap<string, AgedModel>): AgedModel[] =>
    [...map.values()].sort((left, right) => byText(left.model.id, right.model.id));
  return { provider, models: sorted(models), retired: sorted(retired) };
}

// pi-ai's own choice among the protocols that these hosts speak.
const speaksSeveral = /^(openrouter|vercel|fireworks-ai|xai|cloudflare-ai-gateway)$/;

function wireFor(provider: CatalogProvider, api: WireApi, model: ModelRecord): ModelRecord {
  const wire = api === 'mistral-chat' ? 'openai-chat' : api;
  return wire === provider.api || speaksSeveral.test(provider.id) ? model : { ...model, wire: { api: wire } };
}

function arrival(model: ModelRecord, before: AgedModel | undefined, date: IsoDate): AgedModel {
  const { price } = model;
  if (before === undefined)
    return {
      model,
      firstSeen: date,
      lastSeen: date,
      periods: price === undefined ? [] : [{ from: null, price }],
    };
  const periods = price === undefined ? before.periods : [...before.periods, { from: date, price }];
  return { ...before, model, lastSeen: date, periods };
}

function repriced(provider: string, there: AgedModel, { price }: ModelRecord, date: IsoDate): AgedModel {
  const old = there.model.price?.rates;
  const isSame = old?.input === price?.rates.input && old?.output === price?.rates.output;
  if (price === undefined || isSame || price.basis !== 'metered' || otherPrices.test(provider)) return there;
  const model = { ...there.model, price, patched: ['pricing'] };
  return { ...there, model, periods: [...there.periods, { from: date, price }] };
}

// `thinking_level_map` lists exceptions: low, medium and high are understood unless it says otherwise.
function thinkingOf(source: Source): Partial<ModelRecord> {
  const map = source['thinking_level_map'];
  if (!isRecord(map)) return {};
  const words = ['off', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'].flatMap((level) => {
    const word = map[level];
    const isUsual = word === undefined && ['low', 'medium', 'high'].includes(level);
    return typeof word === 'string' ? [word] : isUsual ? [level] : [];
  });
  const saysEffort = Object.values(map).some((word) => typeof word === 'string');
  return {
    ...(saysEffort ? { efforts: words } : {}),
    ...(map['off'] === null ? { alwaysThinks: true } : {}),
  };
}

function factsOf(source: Source): Partial<ModelRecord> {
  const compat = isRecord(source['compat']) ? source['compat'] : {};
  const isStrict = compat['supportsStrictTools'] === true || compat['supportsStrictMode'] === true;
  const facts: Record<string, JsonObject> = {
    ...(isStrict ? { tools: { strict: true } } : {}),
    ...(compat['forceAdaptiveThinking'] === true ? { reasoning: { style: 'adaptive' } } : {}),
  };
  return {
    ...(compat['supportsTemperature'] === false ? { temperature: false } : {}),
    ...(Object.keys(facts).length === 0 ? {} : { capabilities: facts }),
  };
}
