import { fitsGlobs } from '../../core/glob.ts';
import type { QuirkAction } from '../schema.ts';
import { params } from './params.ts';
import type { QuirkContext, Rule, RuleCase } from './rule.ts';

/** What one rule would do about one thing, if its condition is met. */
export interface Choice {
  readonly rule: Rule;
  readonly when: RuleCase['when'];
  readonly action: QuirkAction;
}

/** All that rules say about one thing, the most specific first: the first whose condition is met counts. */
export interface Step {
  readonly key: string;
  readonly choices: readonly Choice[];
}

/** The rules for one model, in the order in which they act. */
export interface Plan {
  /** On the portable call, before it is encoded. */
  readonly call: readonly Step[];
  /** On the provider's body, afterwards. */
  readonly body: readonly Step[];
  /** Every rule that speaks of the model, whoever enforces it. */
  readonly rules: readonly Rule[];
  /** What of a call the rules decide, by name. */
  readonly settled: ReadonlySet<string>;
}

type Target = Pick<QuirkContext, 'provider' | 'protocol' | 'rules'>;

// Refusals first; then the effort, as what else is refused depends on it; what is added comes before the schema is cut.
const order = ['route', 'reject', 'effort', 'default', 'set', 'drop', 'clamp', 'map', 'toolChoice', 'output'];
const callPaths: ReadonlySet<string> = new Set([
  'reasoning.effort',
  'maxTokens',
  'parallelToolCalls',
  'tools.strict',
]);
const bodyOps: ReadonlySet<string> = new Set(['rename', 'header', 'role']);
const compiled = new WeakMap<readonly Rule[], Map<string, Plan>>();
// A service may be asked for any number of ids.
const mostPlans = 1_000;

/** The rules for a model as an ordered list of actions; made once for each provider, protocol and model id. */
export function planFor({ provider, protocol, rules }: Target, model: string): Plan {
  let plans = compiled.get(rules);
  if (plans === undefined) compiled.set(rules, (plans = new Map()));
  const key = `${provider} ${protocol} ${model}`;
  const known = plans.get(key);
  if (known !== undefined) return known;
  if (plans.size >= mostPlans) plans.clear();
  const plan = compile({ provider, protocol, rules }, model);
  plans.set(key, plan);
  return plan;
}

interface Ranked extends Choice {
  readonly rank: number;
}

function compile(target: Target, model: string): Plan {
  const names = namesOf(model);
  const fitting = target.rules.filter((rule) => fits(rule.match, target, names));
  const ranked = fitting.flatMap((rule) =>
    rule.cases
      .filter(({ match }) => match === undefined || fits(match, target, names))
      .flatMap(({ when, then, match }) => {
        const rank = rankOf({ ...rule.match, ...match }, names);
        return then.flatMap(single).map((action): Ranked => ({ rule, when, action, rank }));
      }),
  );
  const steps = (isBody: boolean): Step[] =>
    group(ranked.filter(({ action }) => isOnBody(action) === isBody));
  const call = steps(false);
  return { call, body: steps(true), rules: fitting, settled: new Set(call.flatMap(paramsOf)) };
}

function paramsOf({ choices }: Step): readonly string[] {
  return choices.flatMap(({ action }) => {
    if (action.op === 'drop') return action.params;
    if (action.op === 'clamp' || action.op === 'map') return [action.param];
    return action.op === 'effort' ? ['effort'] : [];
  });
}

function fits(
  { provider, api, model, notModel }: Rule['match'],
  target: Target,
  names: readonly string[],
): boolean {
  if (provider !== undefined && !fitsAny([target.provider], provider)) return false;
  if (api !== undefined && !fitsAny([target.protocol], api)) return false;
  if (model !== undefined && !fitsAny(names, model)) return false;
  return notModel === undefined || !fitsAny(names, notModel);
}

// Nearly all globs are a whole name or the beginning of one; a regular expression for each would take most of the time.
function fitsAny(names: readonly string[], globs: readonly string[]): boolean {
  return globs.some((glob) => {
    const star = glob.indexOf('*');
    const start = (star < 0 ? glob : glob.slice(0, star)).toLowerCase();
    return names.some((name) => {
      const lower = name.toLowerCase();
      if (star < 0) return lower === start;
      return lower.startsWith(start) && (star === glob.length - 1 || fitsGlobs(name, [glob]));
    });
  });
}

/** The id, and what is left of it without the lab, the region or the vendor in front: `us.anthropic.claude-x` is `claude-x`. */
function namesOf(model: string): string[] {
  const tail = model.slice(model.lastIndexOf('/') + 1);
  const bare = tail.replace(/^(?:(?:us|us-gov|eu|ap|apac|ca|au|jp|global)\.)?[a-z]+\.(?=[a-z])/, '');
  return [...new Set([model, tail, bare])];
}

// Whole format, provider, family, model: the longer the text that a glob demands, the closer it is.
function rankOf({ provider, model }: Rule['match'], names: readonly string[]): number {
  const globs = (model ?? []).filter((glob) => fitsAny(names, [glob]));
  const length = Math.max(0, ...globs.map((glob) => glob.replaceAll('*', '').length));
  const isExact = globs.some((glob) => !glob.includes('*'));
  return (isExact ? 10_000 : 0) + length * 10 + (provider === undefined ? 0 : 1);
}

function single(action: QuirkAction): QuirkAction[] {
  return action.op === 'drop' ? action.params.map((param) => ({ ...action, params: [param] })) : [action];
}

function isOnBody(action: QuirkAction): boolean {
  if (bodyOps.has(action.op)) return true;
  if (action.op === 'drop') return action.params.some((param) => !params.has(param));
  if (action.op === 'clamp' || action.op === 'map') return !params.has(action.param);
  return (action.op === 'set' || action.op === 'default') && !callPaths.has(action.path);
}

// The sort is stable: among equals the order of the rules stays, and the cases of a rule keep theirs.
function group(ranked: readonly Ranked[]): Step[] {
  const steps = new Map<string, Ranked[]>();
  for (const choice of ranked) {
    const key = keyOf(choice);
    steps.set(key, [...(steps.get(key) ?? []), choice]);
  }
  return [...steps]
    .map(([key, choices]) => ({ key, choices: choices.sort((left, right) => right.rank - left.rank) }))
    .sort((left, right) => placeOf(left.key) - placeOf(right.key));
}

function placeOf(key: string): number {
  const place = order.indexOf(key.split(' ')[0] ?? '');
  return place < 0 ? order.length : place;
}

function keyOf({ action, rule }: Ranked): string {
  switch (action.op) {
    case 'drop':
      return `drop ${action.params.join(' ')}`;
    case 'clamp':
    case 'map':
    case 'rename':
      return `${action.op} ${action.param}`;
    case 'set':
    case 'default':
      return `${action.op} ${action.path}`;
    case 'toolChoice':
      return `toolChoice ${action.from}`;
    case 'header':
      return `header ${action.name} ${action.value}`;
    case 'history':
      return `history ${action.fix}`;
    // Schemas are cut by every rule that wants to.
    case 'schema':
      return `schema ${rule.id}`;
    default:
      return action.op;
  }
}
