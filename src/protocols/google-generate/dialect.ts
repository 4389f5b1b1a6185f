import type { Effort } from "../../core/call.ts";

/** A portable option that a host may not take. */
export type GoogleGenerateOption =
  | "temperature"
  | "topP"
  | "topK"
  | "seed"
  | "stop"
  | "maxTokens"
  | "frequencyPenalty"
  | "presencePenalty"
  | "logprobs"
  | "reasoning"
  | "output"
  | "metadata";

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
  /** Whether `functionCall` and `functionResponse` carry the call's id. Vertex refuses them. */
  readonly sendCallIds: boolean;
  /** Field of `generationConfig` that takes the JSON Schema of the output. */
  readonly outputSchemaField: "responseJsonSchema" | "responseSchema";
  /** Field of a function declaration that takes the JSON Schema of its arguments. */
  readonly toolSchemaField: "parametersJsonSchema" | "parameters";
  /** Portable options that are left out, with a warning. */
  readonly unsupported: readonly GoogleGenerateOption[];
  /** Whether request `metadata` is sent as `labels`; only Vertex takes them. */
  readonly sendLabels: boolean;
  /** `thinkingBudget` in tokens for each effort. */
  readonly budgets: Readonly<Record<Effort, number>>;
  /** `thinkingLevel` for each effort. */
  readonly levels: Readonly<Record<Effort, string>>;
  /** Models that take `thinkingLevel`. */
  readonly levelModels: readonly string[];
  /** Models that take `thinkingBudget`. */
  readonly budgetModels: readonly string[];
  /** Models that refuse the level `minimal`; they get `low`. */
  readonly lowestLevelLowModels: readonly string[];
  /** Bounds of the budget; the first that fits counts. */
  readonly budgetRanges: readonly BudgetRange[];
  /** Models that take images and files inside a `functionResponse`; for others these follow as user content. */
  readonly resultMediaModels: readonly string[];
  /** Models without a system instruction; it goes in front of the first user turn. */
  readonly systemlessModels: readonly string[];
  /** Models that refuse a function call in history without a signature; calls from elsewhere get `foreignSignature`. */
  readonly signatureModels: readonly string[];
  /** The value Google documents for function calls that another model made. */
  readonly foreignSignature: string;
}

/** The Gemini API. */
export const googleGenerateDefaults: GoogleGenerateDialect = {
  vendor: "google",
  modelPath: "/models",
  sendCallIds: true,
  outputSchemaField: "responseJsonSchema",
  toolSchemaField: "parametersJsonSchema",
  unsupported: [],
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
    none: "minimal",
    minimal: "minimal",
    low: "low",
    medium: "medium",
    high: "high",
    xhigh: "high",
    max: "high",
  },
  levelModels: ["^gemini-(?:[3-9]|\\d\\d)", "^gemma-4", "^gemini-(?:flash|pro|flash-lite)-latest$"],
  budgetModels: ["^gemini-2"],
  // "Thinking level MINIMAL is not supported for this model" (recorded, HTTP 400).
  lowestLevelLowModels: ["^gemini-3.*-pro", "^gemini-(?:flash|pro)-latest$"],
  // https://ai.google.dev/gemini-api/docs/thinking#set-budget
  budgetRanges: [
    { models: "^gemini-2\\.5-pro", min: 128, max: 32_768 },
    { models: "^gemini-2\\.5-flash", min: 0, max: 24_576 },
  ],
  resultMediaModels: ["^gemini-(?:[3-9]|\\d\\d)"],
  systemlessModels: ["^gemma-[1-3]"],
  // https://ai.google.dev/gemini-api/docs/thought-signatures
  signatureModels: ["^gemini-(?:[3-9]|\\d\\d)"],
  foreignSignature: "skip_thought_signature_validator",
};

/** The given fields over the Gemini API's. */
export function googleGenerateDialect(
  dialect: Partial<GoogleGenerateDialect> = {},
): GoogleGenerateDialect {
  return { ...googleGenerateDefaults, ...dialect };
}
