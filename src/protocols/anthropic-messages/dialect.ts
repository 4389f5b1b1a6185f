import type { CacheMinimums } from '../cache.ts';
import type { Effort } from '../../core/call.ts';

/** A portable option that a host may not take. */
export type AnthropicMessagesOption =
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'stop'
  | 'user'
  | 'serviceTier'
  | 'reasoning'
  | 'output'
  | 'toolChoice'
  | 'parallelToolCalls'
  | 'strict';

/**
 * How one host speaks the Messages format. Plain data; everything has a default, which is Anthropic's own API. Model
 * patterns are the text of regular expressions on the model id and count only where the catalogue knows no fact.
 */
export interface AnthropicMessagesDialect {
  /** Name on `extra` chunks and parts, and the `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Path of a call; `{model}` in it stands for the percent-encoded model id. */
  readonly path: string;
  /** Path of a streamed call, where it is another one. */
  readonly streamPath?: string;
  /** Where the host counts the tokens of a call; absent where it does not. */
  readonly countPath?: string;
  /** Version of the format. */
  readonly version: string;
  /** Where the version goes: the header `anthropic-version`, or the body member `anthropic_version` (Vertex, Bedrock). */
  readonly versionIn: 'header' | 'body';
  /** Whether the body names the model; hosts with the model in the path refuse it there. */
  readonly modelInBody: boolean;
  /** Whether the body says `stream`; hosts with a path of its own for streams refuse it there. */
  readonly streamInBody: boolean;
  /** `max_tokens` when neither the call nor the catalogue knows a number; the format demands one. */
  readonly defaultMaxTokens: number;
  /** Beta features that every request asks for. */
  readonly betas: readonly string[];
  /** Where betas go: the header `anthropic-beta`, or the body member `anthropic_beta` (Bedrock). */
  readonly betasIn: 'header' | 'body';
  /** Beta that a request asks for when it names a file by id; empty where none is needed. */
  readonly filesBeta: string;
  /** More headers for every request, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Portable options that are left out, with a warning. */
  readonly unsupported: readonly AnthropicMessagesOption[];
  /** Body member that takes the JSON Schema of the answer. */
  readonly outputField: 'output_config' | 'output_format';
  /** Tokens to think with for each effort. The API takes no fewer than 1024. */
  readonly budgets: Readonly<Record<Exclude<Effort, 'none'>, number>>;
  /** `output_config.effort` for each effort. */
  readonly efforts: Readonly<Record<Exclude<Effort, 'none'>, string>>;
  /** Whether thoughts without a signature may be sent back; Anthropic refuses them. */
  readonly allowUnsignedThinking: boolean;
  /** Models that decide themselves how long to think. */
  readonly adaptiveModels: readonly string[];
  /** Models that decide themselves, but also take a budget. */
  readonly budgetModels: readonly string[];
  /** Models that refuse temperature, top-p and top-k. */
  readonly fixedSamplingModels: readonly string[];
  /** Models that refuse temperature and top-p together. */
  readonly oneSamplerModels: readonly string[];
  /** Models that can be held to a schema. */
  readonly schemaModels: readonly string[];
  /** Models that cannot be made to call a tool. */
  readonly unforcedToolModels: readonly string[];
  /** Models that refuse a conversation whose last turn is their own. */
  readonly noPrefillModels: readonly string[];
  /** The least tokens of a prompt that models keep; unknown ones get their marks always. */
  readonly cacheMinimums: CacheMinimums;
  /** Models that cannot be told not to think. */
  readonly alwaysThinkingModels: readonly string[];
  /** Models that do not know the effort `xhigh`; they get `high`. */
  readonly noExtraHighModels: readonly string[];
  /** Models that go on with an assistant turn at the end of the conversation, unless they think; newer ones refuse it. */
  readonly prefillModels: readonly string[];
  /** Models that take system messages in the middle of the conversation; for others these move to the top. */
  readonly midSystemModels: readonly string[];
}

/** Anthropic's own API. */
export const anthropicMessagesDefaults: AnthropicMessagesDialect = {
  vendor: 'anthropic',
  path: '/v1/messages',
  version: '2023-06-01',
  versionIn: 'header',
  modelInBody: true,
  streamInBody: true,
  defaultMaxTokens: 4_096,
  betas: [],
  betasIn: 'header',
  // https://docs.claude.com/en/docs/build-with-claude/files
  filesBeta: 'files-api-2025-04-14',
  headers: {},
  unsupported: [],
  outputField: 'output_config',
  budgets: { minimal: 1_024, low: 2_048, medium: 8_192, high: 16_384, xhigh: 32_768, max: 65_536 },
  efforts: { minimal: 'low', low: 'low', medium: 'medium', high: 'high', xhigh: 'xhigh', max: 'max' },
  allowUnsignedThinking: false,
  adaptiveModels: ['claude-(?:opus|sonnet)-4-[6-8]', 'claude-[a-z]+-5(?![0-9])'],
  // Recorded with claude-sonnet-4-6, HTTP 200.
  budgetModels: ['claude-(?:opus|sonnet)-4-6'],
  fixedSamplingModels: [
    'claude-opus-4-[78]',
    'claude-(?:opus|sonnet|fable|mythos)-5(?![0-9])',
    'claude-haiku-5-5',
  ],
  oneSamplerModels: ['claude-[a-z]+-4-[156](?![0-9])'],
  // Quirk anthropic.output.native.
  schemaModels: [
    'claude-[a-z]+-4-[5-9](?![0-9])',
    'claude-opus-4-1(?![0-9])',
    'claude-[a-z]+-[5-9](?![0-9])',
  ],
  unforcedToolModels: ['claude-fable-5', 'claude-mythos', 'claude-(?:opus|sonnet)-5-5'],
  // https://docs.claude.com/en/docs/build-with-claude/prompt-engineering/prefill-claudes-response
  noPrefillModels: ['claude-(?:opus|sonnet)-4-[6-9]', 'claude-[a-z]+-[5-9](?![0-9])'],
  // Anthropic lowers them from model to model, and its pages disagree on some: the lowest that was ever said counts.
  // https://docs.claude.com/en/docs/build-with-claude/prompt-caching
  cacheMinimums: [
    ['claude-(?:opus-4-[5-7]|haiku-4-5)(?![0-9])', 4_096],
    ['claude-3(?:-5)?-haiku', 2_048],
    ['claude-(?:3-|(?:opus|sonnet)-4(?![0-9]))', 1_024],
    ['claude-opus-5(?![0-9])', 512],
  ],
  alwaysThinkingModels: ['claude-fable-5', 'claude-(?:opus|sonnet)-5-5'],
  // "This model does not support effort level 'xhigh'" (recorded, HTTP 400).
  noExtraHighModels: ['claude-(?:opus|sonnet)-4-6'],
  // "This model does not support assistant message prefill" (4.6 and later, HTTP 400).
  prefillModels: [
    'claude-(?:instant|[23](?![0-9]))',
    'claude-[a-z]+-4-[0-5](?![0-9])',
    'claude-[a-z]+-4(?:-20[0-9]{6}|-latest|@|$)',
  ],
  // Recorded with these two, HTTP 200.
  midSystemModels: ['claude-opus-4-8', 'claude-fable-5'],
};

/** The given fields over those of Anthropic's API. */
export function anthropicMessagesDialect(
  dialect: Partial<AnthropicMessagesDialect> = {},
): AnthropicMessagesDialect {
  return { ...anthropicMessagesDefaults, ...dialect };
}

/** Whether a model's id fits one of the patterns. */
export function fitsModel(id: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => new RegExp(pattern).test(id));
}
