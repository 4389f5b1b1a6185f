import type { PriceCondition, PricePeriod, Rate, RateCard } from '../schema.ts';

/** What is known about a request beside its counts. What is absent is not known. */
export interface PriceFacts {
  /** When the request was made: the prices of that day count. Default: the newest prices. */
  readonly at?: Date;
  /** Tokens in, cached ones included. Default: the sum of the counted ones. */
  readonly promptTokens?: number;
  /** The tier that served the request. Default `standard`, as without a wish; `auto` is not known. */
  readonly serviceTier?: string;
  /** Where it was served, in the words of the price list. */
  readonly region?: string;
  /** Whether the model was asked to think. Default: whether it did, where that is counted. */
  readonly reasoned?: boolean;
  /** Which kind of a priced thing it was, such as the size of a search's context, by meter. */
  readonly variants?: Readonly<Record<string, string>>;
  /** Rates of the provider that hold for all its models, under the model's own. */
  readonly toolPrices?: readonly Rate[];
}

/** One way in which the facts may be: a question has one answer in it. */
export interface Scenario {
  readonly promptTokens: number;
  readonly tier: string;
  readonly region: string | undefined;
  readonly reasoned: boolean;
  /** Answers for the hours of the day, by {@link windowName}. */
  readonly windows: Readonly<Record<string, boolean>>;
}

type Hours = NonNullable<PriceCondition['utc']>;

/** The period that was in force; undefined for a day before the first known price. */
export function periodAt(periods: readonly PricePeriod[], at: Date | undefined): PricePeriod | undefined {
  const last = periods.at(-1);
  if (at === undefined || last === undefined || beginOf(last) <= at.getTime()) return last;
  return periods.findLast((period) => beginOf(period) <= at.getTime());
}

// A day alone is read as its midnight in UTC.
function beginOf({ from }: PricePeriod): number {
  return from === null ? Number.NEGATIVE_INFINITY : Date.parse(from);
}

/** All ways in which the unknown facts may be, the plainest first; one when everything that counts is known. */
export function scenariosOf(cards: readonly RateCard[], facts: PriceFacts, promptTokens: number): Scenario[] {
  const questions = questionsOf(cards);
  const { at } = facts;
  const plain = { promptTokens, tier: 'standard', region: undefined, reasoned: false, windows: {} };
  // Most price lists ask nothing, and most others nothing that the facts leave open.
  if (!questions.areAny) return [plain];
  const tiers = tiersOf(questions, facts);
  const regions = facts.region === undefined ? questions.regions : [facts.region];
  const thoughts = facts.reasoned === undefined ? questions.thoughts : [facts.reasoned];
  const isOpen = tiers.length + regions.length + thoughts.length > 3 || questions.hours.length > 0;
  const [tier = 'standard', region, reasoned = false] = [tiers[0], regions[0], thoughts[0]];
  if (!isOpen) return [{ ...plain, tier, region, reasoned }];
  let all: Scenario[] = [plain];
  all = spread(all, tiers, (scenario, answer) => ({ ...scenario, tier: answer }));
  all = spread(all, regions, (scenario, answer) => ({ ...scenario, region: answer }));
  all = spread(all, thoughts, (scenario, answer) => ({ ...scenario, reasoned: answer }));
  for (const window of questions.hours) {
    const answers = at === undefined ? [false, true] : [isWithin(window, at)];
    all = spread(all, answers, (scenario, answer) => ({
      ...scenario,
      windows: { ...scenario.windows, [windowName(window)]: answer },
    }));
  }
  return all;
}

interface Questions {
  readonly areAny: boolean;
  /** What `auto` may come to. */
  readonly tiers: readonly string[];
  readonly regions: readonly (string | undefined)[];
  readonly thoughts: readonly boolean[];
  readonly hours: readonly Hours[];
}

const known = new WeakMap<readonly RateCard[], Questions>();

/** What the cards of a list make their prices depend on, with all answers that count: the same for each call. */
function questionsOf(cards: readonly RateCard[]): Questions {
  const before = known.get(cards);
  if (before !== undefined) return before;
  const conditions = cards.flatMap(({ when }) => (when === undefined ? [] : [when]));
  const windows = conditions.flatMap(({ utc }) =>
    utc === undefined ? [] : [[windowName(utc), utc] as const],
  );
  const tiers = conditions.flatMap(({ serviceTier }) => serviceTier ?? []);
  const found = {
    areAny: conditions.length > 0,
    tiers: [...new Set(['standard', ...tiers.filter((tier) => tier !== 'batch')])],
    regions: [undefined, ...new Set(conditions.flatMap(({ region }) => region ?? []))],
    thoughts: conditions.some(({ reasoned }) => reasoned !== undefined) ? [false, true] : [false],
    hours: [...new Map(windows).values()],
  };
  known.set(cards, found);
  return found;
}

/** Whether a card counts in a scenario. */
export function holds({ when }: RateCard, scenario: Scenario): boolean {
  if (when === undefined) return true;
  const { promptOver, serviceTier, region, reasoned, utc } = when;
  return (
    (promptOver === undefined || scenario.promptTokens > promptOver) &&
    (serviceTier === undefined || scenario.tier === serviceTier) &&
    (region === undefined || scenario.region === region) &&
    (reasoned === undefined || scenario.reasoned === reasoned) &&
    (utc === undefined || scenario.windows[windowName(utc)] === true)
  );
}

/** A tier in the words of the price list: providers say `default`, `on_demand` and `standard_only` for the same thing. */
export function tierName(tier: string): string {
  const name = tier.toLowerCase();
  return standardNames.has(name) ? 'standard' : name;
}

const standardNames = new Set(['default', 'on_demand', 'standard_only', 'on-demand', 'standard', '']);

const onlyStandard: readonly string[] = ['standard'];

// A request that asks for no tier is a standard one; only `auto` leaves the choice to the provider.
function tiersOf({ tiers }: Questions, { serviceTier }: PriceFacts): readonly string[] {
  if (serviceTier === undefined) return onlyStandard;
  const name = tierName(serviceTier);
  return name === 'auto' ? tiers : [name];
}

function spread<Answer>(
  all: readonly Scenario[],
  answers: readonly Answer[],
  put: (scenario: Scenario, answer: Answer) => Scenario,
): Scenario[] {
  return all.flatMap((scenario) => answers.map((answer) => put(scenario, answer)));
}

function windowName({ from, to, days }: Hours): string {
  return `${from}-${to}/${(days ?? []).join('')}`;
}

function isWithin({ from, to, days }: Hours, at: Date): boolean {
  if (days !== undefined && !days.includes(at.getUTCDay())) return false;
  const time = at.toISOString().slice(11, 16);
  // A window such as 22:00 to 06:00 goes over midnight.
  return from <= to ? time >= from && time < to : time >= from || time < to;
}
