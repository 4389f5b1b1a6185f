import type { Call, CallBody, Effort } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import { type CacheWords, openaiCacheWords } from '../cache-members.ts';
import type { SchemaDialectName } from '../../schema/dialects.ts';

/** The options of a call that a host may lack. */
export type ChatOption = Exclude<
  keyof CallBody,
  'model' | 'messages' | 'stream' | 'output' | 'reasoning' | 'foreignReasoning' | 'cache' | 'providerOptions'
>;

/** How the host takes `reasoning`; see {@link OpenaiChatDialect.effort}. */
export type EffortStyle =
  | 'reasoning_effort'
  | 'reasoning'
  | 'reasoning-enabled'
  | 'thinking'
  | 'thinking-and-effort'
  | 'enable_thinking'
  | 'chat_template_kwargs'
  | 'chat_template_args'
  | 'none-or-default'
  | 'none';

/** The field in which an assistant turn carries its thoughts back; see {@link OpenaiChatDialect.replayReasoning}. */
export type ReasoningReplay =
  | 'none'
  | 'reasoning_content'
  | 'reasoning_content-always'
  | 'reasoning'
  | 'reasoning_details'
  | 'thinking-parts'
  | 'think-tags';

/**
 * Where a host differs from OpenAI's own Chat Completions. Plain data; every field has a default, and the defaults are
 * OpenAI's.
 */
export interface OpenaiChatDialect {
  /** The `provider` name on extra parts, and the `providerOptions` key that applies beside the model's provider. Default `openai`. */
  readonly vendor: string;
  /** Appended to the base URL. `{model}` stands for the model id, which then leaves the body (Azure deployments). Default `/chat/completions`. */
  readonly path: string;
  /** Query parameters of each request (Azure's `api-version`). */
  readonly query: Readonly<Record<string, string>>;
  /** Headers of each request, lower-case names, such as an organisation. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where `maxTokens` goes. Default `max_completion_tokens`. */
  readonly maxTokensField: 'max_completion_tokens' | 'max_tokens';
  /** The role of system messages. Default `system`. */
  readonly systemRole: 'system' | 'developer';
  /** Whether the host takes more than one system message; if not, they become one at the start. Default `many`. */
  readonly systemMessages: 'many' | 'one';
  /** Whether neighbouring turns of one role are merged, for hosts that demand alternating roles (Perplexity). Default false. */
  readonly alternateRoles: boolean;
  /** Whether streams ask for a usage count with `stream_options`; some hosts refuse the member. Default true. */
  readonly streamUsage: boolean;
  /** Options the host refuses or ignores: each is left out with a warning. Default none. */
  readonly unsupported: readonly ChatOption[];
  /** Which of the two sampling options that OpenAI lacks are sent, as `top_k` and `min_p`. Default none. */
  readonly sampling: readonly ('topK' | 'minP')[];
  /** Other names for body members, from OpenAI's to the host's (`seed` to `random_seed` at Mistral). */
  readonly renames: Readonly<Record<string, string>>;
  /**
   * How `reasoning` is said. `reasoning_effort`: a level. `reasoning`: OpenRouter's `{ effort | max_tokens }`.
   * `reasoning-enabled`: Together's `{ enabled }`. `thinking`: `{ type: 'enabled' | 'disabled' }`, and with
   * `thinking-and-effort` the level too. `enable_thinking`: a boolean. `chat_template_kwargs`: the boolean in vLLM's
   * place, and `chat_template_args` in Baseten's. `none-or-default`: one of these two as the level (Groq's Qwen 3). `none`: not at all. Default
   * `reasoning_effort`.
   */
  readonly effort: EffortStyle;
  /** What the host calls our levels; those not listed keep their name, and `null` leaves the level out. */
  readonly effortLevels: Readonly<Partial<Record<Effort, string | null>>>;
  /** Models of the host (globs) that take levels of thinking otherwise; the first that fits counts. Default none. */
  readonly modelEfforts: readonly {
    readonly models: readonly string[];
    readonly effort?: EffortStyle;
    readonly effortLevels?: Readonly<Partial<Record<Effort, string | null>>>;
  }[];
  /** The member that takes `reasoning.budgetTokens`, such as `thinking_budget`. Without one the budget becomes a level. */
  readonly budgetField?: string;
  /** Replacements for tool choices that the host refuses (`tool` stands for a named one); `omit` leaves it out. */
  readonly toolChoices: Readonly<
    Partial<Record<'auto' | 'none' | 'required' | 'tool', 'auto' | 'none' | 'required' | 'any' | 'omit'>>
  >;
  /** Whether `strict` is sent for tools and schemas. Default true. */
  readonly strictJsonSchema: boolean;
  /** The form of strict output schemas. Default OpenAI's: all closed, all members required. */
  readonly strictOutput: SchemaDialectName;
  /** The form of the schemas of strict tools. Default OpenAI's. */
  readonly strictTools: SchemaDialectName;
  /** The closest the host has to an output schema; short of `json_schema` the schema goes into the prompt. Default `json_schema`. */
  readonly responseFormat: 'json_schema' | 'json_object' | 'none';
  /**
   * Ids of tool calls that the host accepts, as a regular expression, and the length of those made up for ids that do
   * not match. Ids that this host itself gave are never changed. Default: up to 40 letters, digits, `_` and `-`.
   */
  readonly toolCallIds: { readonly pattern: string; readonly length: number };
  /** Whether tool results name their tool. Default false. */
  readonly toolResultName: boolean;
  /** Images in tool results: in a user message after the results, as OpenAI's tool messages carry text only, or in place. Default `user-message`. */
  readonly toolResultImages: 'user-message' | 'parts';
  /** The content of an assistant turn that has only tool calls. Default `null`. */
  readonly emptyContent: 'null' | 'empty-string' | 'omit';
  /** Whether message names are accepted. Default true. */
  readonly names: boolean;
  /** How documents are sent: OpenAI's `file` part; the same with addresses too (OpenRouter); Mistral's `document_url`; Perplexity's `file_url`; not at all. Default `file`. */
  readonly fileParts: 'file' | 'file-or-url' | 'document_url' | 'file_url' | 'none';
  /** How audio is sent: bare base64 (OpenAI), as a data URL (Alibaba), or not at all. Default `base64`. */
  readonly audioParts: 'base64' | 'data-url' | 'none';
  /** Whether video goes in `video_url` parts (OpenRouter). Default false. */
  readonly videoParts: boolean;
  /** Where thoughts are looked for in a reply; the first field that holds any counts. */
  readonly reasoningFields: readonly string[];
  /**
   * How the thoughts of earlier turns go back. With `none` they stay here, as the host keeps none between turns;
   * `reasoning_content-always` sends the member empty when a turn has no thoughts (DeepSeek demands it). Default `none`.
   */
  readonly replayReasoning: ReasoningReplay;
  /** Whether `<think>…</think>` at the start of the text is reasoning. Default false. */
  readonly thinkTags: boolean;
  /** Whether a stream must end with `[DONE]`, or a finish reason is enough. Default `optional`. */
  readonly doneMarker: 'required' | 'optional';
  /** How the host is told of caching beyond what it does by itself. Default: OpenAI's words for OpenAI, none for others. */
  readonly cache: CacheWords;
  /** Models (globs) that want marks on what is to be kept, as Anthropic's do behind gateways. Default none. */
  readonly cacheMarks: readonly string[];
  /**
   * Hosts that go on with an assistant turn at the end of the conversation: the member that says so, the path where it is
   * another one, and the models (globs) that do; none of them while it thinks.
   */
  readonly prefill?: {
    readonly member: 'prefix' | 'partial';
    readonly path?: string;
    readonly models?: readonly string[];
  };
  /** A last change to the body; pure, ten lines at most. */
  readonly rewriteBody?: (body: JsonObject, call: Call) => JsonObject;
}

/** OpenAI's own manners. */
export const openaiChatDefaults: OpenaiChatDialect = {
  vendor: 'openai',
  path: '/chat/completions',
  query: {},
  headers: {},
  maxTokensField: 'max_completion_tokens',
  systemRole: 'system',
  systemMessages: 'many',
  alternateRoles: false,
  streamUsage: true,
  unsupported: [],
  sampling: [],
  renames: {},
  effort: 'reasoning_effort',
  effortLevels: {},
  modelEfforts: [],
  toolChoices: {},
  strictJsonSchema: true,
  strictOutput: 'openai-strict',
  strictTools: 'openai-strict',
  responseFormat: 'json_schema',
  toolCallIds: { pattern: '^[A-Za-z0-9_-]{1,40}$', length: 24 },
  toolResultName: false,
  toolResultImages: 'user-message',
  emptyContent: 'null',
  names: true,
  fileParts: 'file',
  audioParts: 'base64',
  videoParts: false,
  reasoningFields: ['reasoning_content', 'reasoning', 'reasoning_text'],
  replayReasoning: 'none',
  thinkTags: false,
  doneMarker: 'optional',
  cache: openaiCacheWords,
  cacheMarks: [],
};

/** A whole dialect from what a host does differently. */
export function openaiChatDialect(differences: Partial<OpenaiChatDialect>): OpenaiChatDialect {
  // What OpenAI takes of this others may refuse as unknown.
  const cache = differences.vendor === undefined ? openaiCacheWords : {};
  return { ...openaiChatDefaults, cache, ...differences };
}
