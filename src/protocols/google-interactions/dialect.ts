import type { Effort } from '../../core/call.ts';

/** A portable option that a host may not take. */
export type GoogleInteractionsOption =
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'minP'
  | 'seed'
  | 'stop'
  | 'maxTokens'
  | 'frequencyPenalty'
  | 'presencePenalty'
  | 'logprobs'
  | 'user'
  | 'metadata'
  | 'parallelToolCalls';

/**
 * How one host speaks the Interactions API. Plain data; everything has a default, which is the Gemini API. Patterns are
 * the text of regular expressions on the model id.
 */
export interface GoogleInteractionsDialect {
  /** Name on `extra` chunks and parts, and the `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Appended to the base URL. Default `/interactions`. */
  readonly path: string;
  /**
   * Whether the host is told to keep the interaction where the call does not speak of it (`store`, `background`,
   * `previous_interaction_id`, an agent); undefined leaves it to the host. Default false, as Google keeps it otherwise.
   */
  readonly store: boolean | undefined;
  /** What stands in front of `files/…` in the address of an uploaded file. */
  readonly fileUriPrefix: string;
  /** Portable options that are left out, with a warning. */
  readonly unsupported: readonly GoogleInteractionsOption[];
  /** Models that are agents: they go into `agent`, run in the background and take no settings of generation. */
  readonly agents: readonly string[];
  /** `thinking_level` for each effort. */
  readonly levels: Readonly<Record<Effort, string>>;
  /** Models that do not think; `reasoning` is left out, with a warning. */
  readonly thoughtlessModels: readonly string[];
  /** Models that refuse the level `minimal`; they get `low`. */
  readonly lowestLevelLowModels: readonly string[];
  /** Models that take an output schema together with functions. */
  readonly schemaWithToolsModels: readonly string[];
}

/** The Gemini API. */
export const googleInteractionsDefaults: GoogleInteractionsDialect = {
  vendor: 'google',
  path: '/interactions',
  store: false,
  fileUriPrefix: 'https://generativelanguage.googleapis.com/v1beta/',
  // `generation_config` has none of these (https://ai.google.dev/api/interactions-api#GenerationConfig).
  unsupported: [
    'topK',
    'minP',
    'frequencyPenalty',
    'presencePenalty',
    'logprobs',
    'user',
    'metadata',
    'parallelToolCalls',
  ],
  // https://ai.google.dev/gemini-api/docs/interactions#supported-models-agents
  agents: ['^deep-research-', '^antigravity-'],
  levels: {
    none: 'minimal',
    minimal: 'minimal',
    low: 'low',
    medium: 'medium',
    high: 'high',
    xhigh: 'high',
    max: 'high',
  },
  thoughtlessModels: ['^gemma-[1-3]'],
  // "Thinking level MINIMAL is not supported for this model" (recorded at generateContent, HTTP 400).
  lowestLevelLowModels: ['^gemini-3.*-pro', '^gemini-(?:flash|pro)-latest$'],
  // Quirk google.output.with-tools.
  schemaWithToolsModels: ['^gemini-(?:[3-9]|\\d\\d)'],
};

/** The given fields over the Gemini API's. */
export function googleInteractionsDialect(
  dialect: Partial<GoogleInteractionsDialect> = {},
): GoogleInteractionsDialect {
  return { ...googleInteractionsDefaults, ...dialect };
}

/** Whether a model id fits one of a dialect's patterns. */
export function fits(patterns: readonly string[], id: string): boolean {
  return patterns.some((pattern) => new RegExp(pattern).test(id));
}
