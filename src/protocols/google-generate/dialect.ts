import type { Effort } from '../../core/call.ts';

/** A portable option that a host may not take. */
export type GoogleGenerateOption =
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
  | 'output'
  | 'metadata';

/** Bounds of the thinking budget for the models whose id fits a pattern. */
export interface BudgetRange {
  /** Regular expression on the model id. */
  readonly models: string;
  /** Fewest tokens to think with; above 0 the model cannot be told not to think. */
  readonly min: number;
  readonly max: number;
}

/**
 * How one host speaks generateContent. Plain data; everything has a default, which is the Gemini API. Model patterns
 * are the text of regular expressions on the model id and count only where the catalogue knows no fact.
 */
export interface GoogleGenerateDialect {
  /** Name on `extra` chunks and parts, and the `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Path in front of the model id: `/models`, for Vertex `/publishers/google/models`. */
  readonly modelPath: string;
  /** Ids that are whole resource names already, such as `tunedModels/x`; nothing goes in front of them. */
  readonly resourceModels: readonly string[];
  /** What stands in front of `files/…` in the address of an uploaded file. */
  readonly fileUriPrefix: string;
  /** Whether `functionCall` and `functionResponse` carry the call's id. Vertex refuses them. */
  readonly sendCallIds: boolean;
  /** Field of `generationConfig` that takes the JSON Schema of the output. */
  readonly outputSchemaField: 'responseJsonSchema' | 'responseSchema';
  /** Field of a function declaration that takes the JSON Schema of its arguments. */
  readonly toolSchemaField: 'parametersJsonSchema' | 'parameters';
  /** `functionCallingConfig.mode` when a tool asks for `strict` and the choice is free; undefined where there is none. */
  readonly strictMode: string | undefined;
  /** Portable options that are left out, with a warning. */
  readonly unsupported: readonly GoogleGenerateOption[];
  /** Portable options that only some models refuse; left out for these, with a warning. */
  readonly modelUnsupported: readonly {
    readonly models: string;
    readonly options: readonly GoogleGenerateOption[];
  }[];
  /** The form in which the host wants to be asked for the tokens of a call; absent where it does not count. */
  readonly countForm?: 'wrapped' | 'flat';
  /** Whether request `metadata` is sent as `labels`; only Vertex takes them. */
  readonly sendLabels: boolean;
  /** `thinkingBudget` in tokens for each effort. */
  readonly budgets: Readonly<Record<Effort, number>>;
  /** `thinkingLevel` for each effort. */
  readonly levels: Readonly<Record<Effort, string>>;
  /** Models that do not think; `reasoning` is left out, with a warning. */
  readonly thoughtlessModels: readonly string[];
  /** Models that take `thinkingLevel`. So does every model that no list names. */
  readonly levelModels: readonly string[];
  /** Models that take `thinkingBudget`. */
  readonly budgetModels: readonly string[];
  /** Models that refuse the level `minimal`; they get `low`. */
  readonly lowestLevelLowModels: readonly string[];
  /** Bounds of the budget; the first that fits counts. */
  readonly budgetRanges: readonly BudgetRange[];
  /** Models that take images and files inside a `functionResponse`; for others these follow as user content. */
  readonly resultMediaModels: readonly string[];
  /** Models that need `includeServerSideToolInvocations` to mix Google's own tools with functions. */
  readonly mixedToolModels: readonly string[];
  /** Models that take an output schema together with functions. */
  readonly schemaWithToolsModels: readonly string[];
  /** Models without a system instruction; it goes in front of the first user turn. */
  readonly systemlessModels: readonly string[];
  /** Models that refuse a function call in history without a signature; calls from elsewhere get `foreignSignature`. */
  readonly signatureModels: readonly string[];
  /** The value Google documents for function calls that another model made. */
  readonly foreignSignature: string;
  /** Where in `usageMetadata` a gateway reports what the call cost, in dollars; empty where it does not. */
  readonly costPath: readonly string[];
}

const atLeastGemini3: readonly string[] = ['^gemini-(?:[3-9]|\\d\\d)'];

/** The Gemini API. */
export const googleGenerateDefaults: GoogleGenerateDialect = {
  vendor: 'google',
  modelPath: '/models',
  resourceModels: ['^(?:models|tunedModels|publishers|projects|endpoints)/'],
  fileUriPrefix: 'https://generativelanguage.googleapis.com/v1beta/',
  sendCallIds: true,
  outputSchemaField: 'responseJsonSchema',
  toolSchemaField: 'parametersJsonSchema',
  // Recorded: google/gemini-2.5-flash takes VALIDATED. https://ai.google.dev/gemini-api/docs/function-calling#function_calling_modes
  strictMode: 'VALIDATED',
  unsupported: [],
  // "Penalty is not enabled for models/gemini-2.5-flash" (recorded for three models, HTTP 400).
  modelUnsupported: [{ models: '^gemini-2\\.5', options: ['presencePenalty', 'frequencyPenalty'] }],
  sendLabels: false,
  budgets: {
    none: 0,
    minimal: 512,
    low: 1_024,
    medium: 8_192,
    high: 24_576,
    xhigh: 32_768,
    max: 32_768,
  },
  levels: {
    none: 'minimal',
    minimal: 'minimal',
    low: 'low',
    medium: 'medium',
    high: 'high',
    xhigh: 'high',
    max: 'high',
  },
  thoughtlessModels: ['^gemini-1', '^gemini-2\\.0-flash(?!-thinking)', '^gemma-[1-3]', '^learnlm'],
  levelModels: [...atLeastGemini3, '^gemma-4', '^gemini-(?:flash|pro|flash-lite)-latest$'],
  budgetModels: ['^gemini-2'],
  // "Thinking level MINIMAL is not supported for this model" (recorded, HTTP 400).
  lowestLevelLowModels: ['^gemini-3.*-pro', '^gemini-(?:flash|pro)-latest$'],
  // https://ai.google.dev/gemini-api/docs/thinking#set-budget
  budgetRanges: [
    { models: '^gemini-2\\.5-pro', min: 128, max: 32_768 },
    { models: '^gemini-2\\.5-flash', min: 0, max: 24_576 },
  ],
  resultMediaModels: atLeastGemini3,
  mixedToolModels: atLeastGemini3,
  // Quirk google.output.with-tools.
  schemaWithToolsModels: atLeastGemini3,
  systemlessModels: ['^gemma-[1-3]'],
  // https://ai.google.dev/gemini-api/docs/thought-signatures
  signatureModels: atLeastGemini3,
  foreignSignature: 'skip_thought_signature_validator',
  costPath: [],
};

/** The given fields over the Gemini API's. */
export function googleGenerateDialect(dialect: Partial<GoogleGenerateDialect> = {}): GoogleGenerateDialect {
  return { ...googleGenerateDefaults, ...dialect };
}

/** Whether a model id fits one of a dialect's patterns. */
export function fits(patterns: readonly string[], id: string): boolean {
  return patterns.some((pattern) => new RegExp(pattern).test(id));
}
