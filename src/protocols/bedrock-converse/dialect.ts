import type { Effort } from '../../core/call.ts';
import type { CacheMinimums } from '../cache.ts';
import type { SchemaDialectName } from '../../schema/dialects.ts';

/**
 * How models of one vendor take `reasoning` in `additionalModelRequestFields`. `budget` and `adaptive`: Anthropic's
 * `thinking`. `member`: a level in a member of that name. `nova`: Amazon's `reasoningConfig`.
 */
export type ReasoningForm =
  | { readonly type: 'budget' | 'adaptive' | 'nova' }
  | { readonly type: 'member'; readonly name: string };

/** A fact about the models whose id fits a pattern (the text of a regular expression); of several the first counts. */
export interface ForModels<Fact> {
  readonly models: string;
  readonly fact: Fact;
}

/**
 * What Converse leaves to the models. Plain data; everything has a default. Patterns are about the whole model id, which
 * may have a region or an ARN in front, and count only where the catalogue knows no fact.
 */
export interface BedrockConverseDialect {
  /** Name on `extra` chunks and parts, and the `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** How models think. Others do not, as far as is known: `reasoning` is left out, with a warning. */
  readonly reasoning: readonly ForModels<ReasoningForm>[];
  /** Tokens to think with for each effort; no model takes fewer than 1024. */
  readonly budgets: Readonly<Record<Exclude<Effort, 'none'>, number>>;
  /** What models with three levels call each effort. */
  readonly levels: Readonly<Record<Exclude<Effort, 'none'>, string>>;
  /** What adaptive models call each effort. */
  readonly efforts: Readonly<Record<Exclude<Effort, 'none'>, string>>;
  /** Where `topK` goes in `additionalModelRequestFields`; for other models it is left out, with a warning. */
  readonly topK: readonly ForModels<readonly string[]>[];
  /** Ids of tool calls that models take, as a regular expression; others are renamed. */
  readonly toolCallIds: readonly ForModels<string>[];
  /** Models that keep what stands before a cache point: tools, system text and turns of any kind. */
  readonly cacheModels: readonly string[];
  /** Models that keep text only, of the system and the user, for five minutes. */
  readonly textCacheModels: readonly string[];
  /** The least tokens of a prompt that models keep; unknown ones get their points always. */
  readonly cacheMinimums: CacheMinimums;
  /** Models that refuse thoughts without a signature. */
  readonly signedModels: readonly string[];
  /** Models that refuse temperature, top-p and top-k. */
  readonly fixedSamplingModels: readonly string[];
  /** Models that refuse temperature and top-p together. */
  readonly oneSamplerModels: readonly string[];
  /** Models that can be held to a schema. */
  readonly schemaModels: readonly string[];
  /** Models that can be made to call one tool. */
  readonly namedToolModels: readonly string[];
  /** Models that take a conversation which begins with a turn of their own. */
  readonly beginningModels: readonly string[];
  /** Models that refuse a conversation whose last turn is their own. */
  readonly noPrefillModels: readonly string[];
  /** Models that go on with a turn of their own at the end of the conversation, unless they think. */
  readonly prefillModels: readonly string[];
  /** The form of the schemas that models are held to; those of others stay as they are. */
  readonly schemaForms: readonly ForModels<SchemaDialectName>[];
}

const claude = 'anthropic\\.claude';

/** Bedrock as it is documented and was recorded. */
export const bedrockConverseDefaults: BedrockConverseDialect = {
  vendor: 'amazon-bedrock',
  reasoning: [
    {
      models: `${claude}-(?:(?:opus|sonnet)-4-[6-8]|[a-z]+-5(?![0-9]))`,
      fact: { type: 'adaptive' },
    },
    { models: `${claude}-(?:3-7|[a-z]+-4)`, fact: { type: 'budget' } },
    // Recorded: openai.gpt-oss-120b, qwen.qwen3-32b and amazon.nova-2-lite.
    { models: 'openai\\.gpt-oss', fact: { type: 'member', name: 'reasoning_effort' } },
    { models: 'qwen\\.qwen3', fact: { type: 'member', name: 'reasoning_config' } },
    { models: 'amazon\\.nova-2', fact: { type: 'nova' } },
  ],
  budgets: { minimal: 1_024, low: 2_048, medium: 8_192, high: 16_384, xhigh: 32_768, max: 65_536 },
  levels: { minimal: 'low', low: 'low', medium: 'medium', high: 'high', xhigh: 'high', max: 'high' },
  efforts: { minimal: 'low', low: 'low', medium: 'medium', high: 'high', xhigh: 'xhigh', max: 'max' },
  topK: [
    { models: 'anthropic\\.', fact: ['top_k'] },
    { models: 'amazon\\.nova', fact: ['inferenceConfig', 'topK'] },
  ],
  toolCallIds: [
    { models: 'anthropic\\.', fact: '^[a-zA-Z0-9_-]{1,64}$' },
    // Recorded: moonshot.kimi-k2-thinking calls its own `functions.get_temperature:0`.
    { models: '', fact: '^[a-zA-Z0-9_.:-]{1,64}$' },
  ],
  // https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
  cacheModels: [`${claude}-(?:3-7|3-5-(?:haiku|sonnet-20241022)|[a-z]+-[4-9])`],
  textCacheModels: ['amazon\\.nova'],
  // Bedrock has numbers of its own; those that its page named for these models.
  cacheMinimums: [
    [`${claude}-3-5-haiku`, 2_048],
    [`${claude}-3-7`, 1_024],
    ['amazon\\.nova', 1_000],
  ],
  signedModels: ['anthropic\\.'],
  fixedSamplingModels: [`${claude}-(?:opus-4-[78]|(?:opus|sonnet|fable|mythos)-5(?![0-9])|haiku-5-5)`],
  oneSamplerModels: [`${claude}-[a-z]+-4-[156](?![0-9])`],
  // Recorded: Claude 4.5, Gemma 3, Mistral Large 3, Nemotron, Qwen 3 and GLM 4.7 with `outputConfig`; Claude and Nova with a
  // named tool. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolChoice.html
  schemaModels: [
    `${claude}-[a-z]+-(?:4-[5-9](?![0-9])|[5-9](?![0-9]))`,
    'google\\.gemma-3',
    'mistral\\.mistral-large-3',
    'nvidia\\.nemotron',
    'qwen\\.qwen3',
    'zai\\.glm-4\\.7',
  ],
  namedToolModels: ['anthropic\\.', 'amazon\\.nova'],
  // Recorded with Claude Sonnet 4.5, HTTP 200; Qwen as in the rule bedrock.first-user.
  beginningModels: ['anthropic\\.', 'qwen\\.'],
  // "This model does not support assistant message prefill" (4.6 and later, HTTP 400).
  noPrefillModels: [`${claude}-(?:(?:opus|sonnet)-4-[6-9]|[a-z]+-[5-9](?![0-9]))`],
  // Recorded: amazon.nova-2-lite goes on with `{`, and Claude 3.5 Haiku through InvokeModel.
  prefillModels: [
    `${claude}-(?:instant|v2|3(?![0-9])|[a-z]+-4-[0-5](?![0-9])|[a-z]+-4-20[0-9]{6})`,
    'amazon\\.nova',
  ],
  schemaForms: [{ models: 'anthropic\\.', fact: 'bedrock-claude' }],
};

/** The given fields over the defaults. */
export function bedrockConverseDialect(
  dialect: Partial<BedrockConverseDialect> = {},
): BedrockConverseDialect {
  return { ...bedrockConverseDefaults, ...dialect };
}

/** Whether a model id fits one of these patterns. */
export function fits(patterns: readonly string[], id: string): boolean {
  return patterns.some((pattern) => new RegExp(pattern).test(id));
}

/** The fact of the first pattern that fits. */
export function factFor<Fact>(facts: readonly ForModels<Fact>[], id: string): Fact | undefined {
  return facts.find(({ models }) => new RegExp(models).test(id))?.fact;
}
