import type { Effort } from '../../core/call.ts';

/** A portable option that a host may not take. */
export type CohereChatOption =
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'seed'
  | 'stop'
  | 'maxTokens'
  | 'frequencyPenalty'
  | 'presencePenalty'
  | 'logprobs'
  | 'reasoning'
  | 'output';

/** A setting that counts within bounds only. */
export type BoundedOption = 'topP' | 'topK' | 'frequencyPenalty' | 'presencePenalty';

/** How one host speaks Cohere's chat. Plain data; everything has a default, which is Cohere's own API. */
export interface CohereChatDialect {
  /** Name on `extra` chunks and parts, and the `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Appended to the base URL. */
  readonly path: string;
  /** Portable options that are left out, with a warning. */
  readonly unsupported: readonly CohereChatOption[];
  /** Least and greatest value of a setting; values outside are moved to the nearest bound, with a warning. */
  readonly bounds: Readonly<Record<BoundedOption, readonly [number, number]>>;
  /** `thinking.token_budget` for each effort; undefined sets no limit. */
  readonly budgets: Readonly<Record<Effort, number | undefined>>;
  /** Regular expressions on the ids of models that do not think; they count where the catalogue knows no fact. */
  readonly thoughtlessModels: readonly string[];
}

const cohereDefaults: CohereChatDialect = {
  vendor: 'cohere',
  path: '/v2/chat',
  unsupported: [],
  // https://docs.cohere.com/reference/chat
  bounds: { topP: [0.01, 0.99], topK: [0, 500], frequencyPenalty: [0, 1], presencePenalty: [0, 1] },
  budgets: {
    none: undefined,
    minimal: 512,
    low: 1_024,
    medium: 8_192,
    high: undefined,
    xhigh: undefined,
    max: undefined,
  },
  // https://docs.cohere.com/docs/reasoning
  thoughtlessModels: [
    '^command(?:-light|-nightly)?$',
    '^command-r',
    '^command-a-(?:03|vision|translate)',
    '^c4ai-',
  ],
};

/** The given fields over Cohere's own. */
export function cohereChatDialect(dialect: Partial<CohereChatDialect> = {}): CohereChatDialect {
  return { ...cohereDefaults, ...dialect };
}
