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
  if (at === undefined || last?.from === null) return last;
  const day = at.toISOString().slice(0, 10);
  return periods.findLast(({ from }) => from === null || from <= day);
}

/** All ways in which the unknown facts may be, the plainest first; one when everything that counts is known. */
export function scenariosOf(cards: readonly RateCard[], facts: PriceFacts, promptTokens: number): Scenario[] {
  const { conditions, hours } = questionsOf(cards);
  let all: Scenario[] = [{ promptTokens, tier: 'standard', region: undefined, reasoned: false, windows: {} }];
  // Most price lists ask nothing.
  if (conditions.length === 0) return all;
  all = spread(all, tiersOf(conditions, facts), (scenario, tier) => ({ ...scenario, tier }));
  all = spread(all, regionsOf(conditions, facts), (scenario, region) => ({ ...scenario, region }));
  all = spread(all, thoughtsOf(conditions, facts), (scenario, reasoned) => ({ ...scenario, reasoned }));
  for (const window of hours) {
    const answers = facts.at === undefined ? [false, true] : [isWithin(window, facts.at)];
    all = spread(all, answers, (scenario, answer) => ({
      ...scenario,
      windows: { ...scenario.windows, [windowName(window)]: answer },
    }));
  }
  return all;
}

interface Questions {
  readonly conditions: readonly PriceCondition[];
  readonly hours: readonly Hours[];
}

const questions = new WeakMap<readonly RateCard[], Questions>();

/** What the cards of a list make their prices depend on: the same for each call. */
function questionsOf(cards: readonly RateCard[]): Questions {
  const known = questions.get(cards);
  if (known !== undefined) return known;
  const conditions = cards.flatMap(({ when }) => (when === undefined ? [] : [when]));
  const windows = conditions.flatMap(({ utc }) =>
    utc === undefined ? [] : [[windowName(utc), utc] as const],
  );
  const found = { conditions, hours: [...new Map(windows).values()] };
  questions.set(cards, found);
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
  const plain = new Set(['default', 'on_demand', 'standard_only', 'on-demand', 'standard', '']);
  const name = tier.toLowerCase();
  return plain.has(name) ? 'standard' : name;
}

// A request that asks for no tier is a standard one; only `auto` leaves the choice to the provider.
function tiersOf(conditions: readonly PriceCondition[], { serviceTier }: PriceFacts): string[] {
  if (serviceTier === undefined) return ['standard'];
  const name = tierName(serviceTier);
  if (name !== 'auto') return [name];
  const known = conditions.flatMap((condition) => condition.serviceTier ?? []);
  return [...new Set(['standard', ...known.filter((tier) => tier !== 'batch')])];
}

function regionsOf(conditions: readonly PriceCondition[], { region }: PriceFacts): (string | undefined)[] {
  if (region !== undefined) return [region];
  return [undefined, ...new Set(conditions.flatMap((condition) => condition.region ?? []))];
}

function thoughtsOf(conditions: readonly PriceCondition[], { reasoned }: PriceFacts): boolean[] {
  if (reasoned !== undefined) return [reasoned];
  return conditions.some((condition) => condition.reasoned !== undefined) ? [false, true] : [false];
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
