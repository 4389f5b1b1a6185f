import { ReqLLMError } from '../../core/error.ts';
import { isRecord, isWithinDepth } from '../../core/json.ts';
import { didYouMean } from '../../core/suggest.ts';
import { meters } from '../record.ts';
import type { ModelLayer } from './layer.ts';

const members = ['models', 'aliases', 'allow', 'deny', '$schema'];
const most = 10_000;

/**
 * A layer after checking it: member names, types, sizes, prices. Throws `config` that names the place. `where` is said in
 * the message, such as the file's name.
 */
export function checkLayer(value: unknown, where: string = '`models`'): ModelLayer {
  if (!isRecord(value)) throw wrong(where, 'is no object');
  if (!isWithinDepth(value, 32)) throw wrong(where, 'is nested deeper than 32 levels');
  const unknown = Object.keys(value).find((name) => !members.includes(name));
  if (unknown !== undefined)
    throw wrong(where, `has an unknown member "${clip(unknown)}".${didYouMean(unknown, members)}`);
  const { models, aliases, allow, deny } = value;
  if (models !== undefined) checkModels(models, where);
  if (aliases !== undefined) checkAliases(aliases, where);
  for (const [name, list] of Object.entries({ allow, deny }))
    if (list !== undefined && !isTexts(list)) throw wrong(where, `needs a list of texts as \`${name}\``);
  return value as ModelLayer;
}

/** Why a patch of one model cannot be used; undefined for one that can. */
export function patchProblem(patch: unknown): string | undefined {
  if (!isRecord(patch)) return 'is no object';
  for (const [member, value] of Object.entries(patch)) {
    const form = Object.hasOwn(forms, member) ? forms[member] : undefined;
    if (form === undefined)
      return `has an unknown fact "${clip(member)}".${didYouMean(member, Object.keys(forms))}`;
    if (value !== null && !fits(value, form)) return `needs ${words[form]} as \`${member}\``;
  }
  const { price, pricing, limits, capabilities } = patch;
  return (
    priceProblem(price) ?? periodsProblem(pricing) ?? limitsProblem(limits) ?? abilityProblem(capabilities)
  );
}

type Form = 'text' | 'object' | 'texts' | 'support';

const forms: Readonly<Record<string, Form>> = {
  name: 'text',
  family: 'text',
  kind: 'text',
  canonical: 'text',
  pointsTo: 'text',
  aliases: 'texts',
  openWeights: 'support',
  limits: 'object',
  capabilities: 'object',
  pricing: 'object',
  price: 'object',
  lifecycle: 'object',
  wires: 'object',
  modes: 'object',
  extra: 'object',
};

const words: Readonly<Record<Form, string>> = {
  text: 'text',
  object: 'an object',
  texts: 'a list of texts',
  support: 'true, false or "unknown"',
};

function fits(value: unknown, form: Form): boolean {
  if (form === 'text') return typeof value === 'string' && value.length <= 500;
  if (form === 'texts') return isTexts(value);
  return form === 'object' ? isRecord(value) : isSupport(value);
}

function isSupport(value: unknown): boolean {
  if (typeof value === 'boolean' || value === 'unknown') return true;
  return isRecord(value) && typeof value['when'] === 'string';
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= most && value.every((each) => typeof each === 'string');
}

function checkModels(models: unknown, where: string): void {
  if (!isRecord(models)) throw wrong(where, 'needs an object of models by `provider:id` as `models`');
  if (Object.keys(models).length > most) throw wrong(where, `names more than ${most} models`);
  for (const [spec, patch] of Object.entries(models)) {
    if (!/^[^:\s]+:\S+$/.test(spec) || spec.length > 250)
      throw wrong(where, `names the model "${clip(spec)}"; write it as "provider:id"`);
    const problem = patch === null ? undefined : patchProblem(patch);
    if (problem !== undefined) throw wrong(where, `has a wrong entry for "${clip(spec)}": it ${problem}`);
  }
}

function checkAliases(aliases: unknown, where: string): void {
  if (!isRecord(aliases)) throw wrong(where, 'needs an object of names as `aliases`');
  for (const [alias, spec] of Object.entries(aliases))
    if (typeof spec !== 'string' || spec === '' || spec === alias)
      throw wrong(where, `needs the spec of another model for the alias "${clip(alias)}"`);
}

function priceProblem(price: unknown): string | undefined {
  if (!isRecord(price)) return undefined;
  const { from, tiers, ...rates } = price;
  if (from !== undefined && !(typeof from === 'string' && /^\d{4}-\d\d-\d\d$/.test(from)))
    return 'needs a day (YYYY-MM-DD) as `price.from`';
  return ratesProblem(rates, 'price') ?? tiersProblem(tiers);
}

function ratesProblem(rates: Readonly<Record<string, unknown>>, place: string): string | undefined {
  for (const [meter, usd] of Object.entries(rates)) {
    if (!meters.has(meter))
      return `has a price for "${clip(meter)}", which is no meter.${didYouMean(meter, [...meters])}`;
    if (usd !== null && !isDollars(usd))
      return `needs dollars, such as 2.5 or "2.5", as \`${place}.${meter}\``;
  }
  return undefined;
}

function tiersProblem(tiers: unknown): string | undefined {
  if (tiers === undefined) return undefined;
  if (!Array.isArray(tiers) || tiers.length > 20) return 'needs a list as `price.tiers`';
  for (const tier of tiers as unknown[]) {
    if (!isRecord(tier) || !Number.isSafeInteger(tier['over']) || (tier['over'] as number) <= 0)
      return 'needs a number of tokens as `price.tiers[].over`';
    const { over: _over, ...rates } = tier;
    const problem = Object.values(rates).includes(null)
      ? 'has a tier without a rate'
      : ratesProblem(rates, 'price.tiers[]');
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isDollars(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 && value <= 1e6;
  return typeof value === 'string' && /^\d{1,7}(?:\.\d{1,12})?$/.test(value);
}

function periodsProblem(pricing: unknown): string | undefined {
  const periods = isRecord(pricing) ? pricing['periods'] : undefined;
  if (periods === undefined) return undefined;
  if (!Array.isArray(periods) || !periods.every(isPeriod))
    return 'needs a list of `{ from, cards: [{ scope, rates: [{ meter, usd, per }] }] }` as `pricing.periods`';
  return undefined;
}

function isPeriod(value: unknown): boolean {
  if (!isRecord(value) || !Array.isArray(value['cards'])) return false;
  const { from, cards } = value;
  return (from === null || typeof from === 'string') && (cards as unknown[]).every(isCard);
}

function isCard(card: unknown): boolean {
  if (!isRecord(card) || !Array.isArray(card['rates'])) return false;
  const isRate = (rate: unknown): boolean =>
    isRecord(rate) &&
    meters.has(String(rate['meter'])) &&
    typeof rate['usd'] === 'string' &&
    isDollars(rate['usd']) &&
    [1, 60, 1000, 3600, 1_000_000].includes(rate['per'] as number);
  return (
    (card['scope'] === 'full' || card['scope'] === 'marginal') && (card['rates'] as unknown[]).every(isRate)
  );
}

function limitsProblem(limits: unknown): string | undefined {
  for (const [name, value] of Object.entries(isRecord(limits) ? limits : {})) {
    if (!['context', 'input', 'output'].includes(name)) return `has an unknown limit "${clip(name)}"`;
    if (value !== null && !(Number.isSafeInteger(value) && (value as number) > 0))
      return `needs a whole number of tokens as \`limits.${name}\``;
  }
  return undefined;
}

const abilityGroups = {
  values: new Set(['systemPrompt', 'batch', 'citations', 'webSearch', 'codeExecution']),
  tables: new Set(['streaming', 'tools', 'output', 'reasoning', 'sampling', 'caching', 'embedding']),
  lists: new Set(['input', 'outputModalities']),
};

function abilityProblem(capabilities: unknown): string | undefined {
  for (const [name, value] of Object.entries(isRecord(capabilities) ? capabilities : {})) {
    const isFine =
      value === null ||
      (name === 'chat' && typeof value === 'boolean') ||
      (abilityGroups.values.has(name) && isSupport(value)) ||
      (abilityGroups.tables.has(name) && isRecord(value)) ||
      (abilityGroups.lists.has(name) && isTexts(value));
    if (!isFine) return `has an ability "${clip(name)}" that is unknown or of another form`;
  }
  return undefined;
}

function clip(text: string): string {
  return JSON.stringify(text.slice(0, 120)).slice(1, -1);
}

function wrong(where: string, what: string): ReqLLMError {
  return new ReqLLMError(
    `${where[0]?.toUpperCase() ?? ''}${where.slice(1)} ${what}${what.endsWith('.') || what.endsWith('?') ? '' : '.'}`,
    {
      code: 'config',
      phase: 'config',
    },
  );
}
