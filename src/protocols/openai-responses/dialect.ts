import type { Call, CallBody, Effort } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import { type CacheWords, openaiCacheWords } from '../cache-members.ts';
import type { SchemaDialectName } from '../../schema/dialects.ts';

/** The options of a call that a host may lack. */
export type ResponsesOption = Exclude<
  keyof CallBody,
  'model' | 'messages' | 'stream' | 'tools' | 'output' | 'providerOptions'
>;

/**
 * Where a host differs from OpenAI's own Responses API. Plain data; every field has a default, and the defaults are
 * OpenAI's.
 */
export interface OpenaiResponsesDialect {
  /** The `provider` name on extra parts, and the `providerOptions` key that applies beside the model's provider. Default `openai`. */
  readonly vendor: string;
  /** Appended to the base URL. Default `/responses`. */
  readonly path: string;
  /** Where the host counts the tokens of a call; absent where it does not. */
  readonly countPath?: string;
  /** Query parameters of each request (Azure's `api-version`). */
  readonly query: Readonly<Record<string, string>>;
  /** Headers of each request, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the host is told to keep the response. Not said unless set; OpenAI then keeps it for 30 days. */
  readonly store?: boolean;
  /** Whether each request asks for a stream, as the host serves nothing else (ChatGPT sign-in). Default false. */
  readonly alwaysStream: boolean;
  /**
   * Where system messages go. `system-item` and `developer-item`: items of that role, each in its place.
   * `instructions`: those before the first other message become the `instructions`, later ones system items. Default
   * `system-item`.
   */
  readonly systemPlacement: 'instructions' | 'system-item' | 'developer-item';
  /** The `instructions` of a call without any, for hosts that demand some (ChatGPT sign-in). */
  readonly fallbackInstructions?: string;
  /** Options the host refuses or ignores: each is left out with a warning. Default: those that OpenAI's API lacks. */
  readonly unsupported: readonly ResponsesOption[];
  /** A lower `maxTokens` is raised to this. Default 16, OpenAI's least. */
  readonly minOutputTokens: number;
  /** What the host calls our levels of effort; those not listed keep their name, and `null` leaves the level out. */
  readonly effortLevels: Readonly<Partial<Record<Effort, string | null>>>;
  /**
   * When the host is asked for its thoughts in encrypted form, so that they can be sent back. `stateless`: when a
   * reasoning call is not stored. Default `stateless`.
   */
  readonly encryptedReasoning: 'stateless' | 'always' | 'never';
  /** Whether the thoughts of earlier turns go back to the model that had them. Default true. */
  readonly replayReasoning: boolean;
  /** Whether items of earlier turns go back with the ids the host gave them. Default true. */
  readonly itemIds: boolean;
  /**
   * Ids of tool calls that the host accepts, as a regular expression, and the length of those made up for ids that do
   * not match. Ids that this host itself gave are never changed. Default: up to 64 letters, digits, `_` and `-`.
   */
  readonly toolCallIds: { readonly pattern: string; readonly length: number };
  /** Whether tool results may hold images and files; if not, those go in a user message after the results. Default true. */
  readonly toolResultParts: boolean;
  /**
   * How `strict` is sent. `explicit`: also as false when the call does not say, because the host then reads a missing
   * one as true. `as-said`: only when the call says. `none`: never. Default `explicit`.
   */
  readonly strictTools: 'explicit' | 'as-said' | 'none';
  /** The form of strict schemas, of tools and of the answer. Default OpenAI's: all closed, all members required. */
  readonly strictSchema: SchemaDialectName;
  /** The closest the host has to an output schema. Default `json_schema`. */
  readonly textFormat: 'json_schema' | 'json_object';
  /** Where `user` goes. Default `user`. */
  readonly userField: 'user' | 'safety_identifier';
  /**
   * What a call of a free-text tool becomes. `tool-call`: a call for the caller to run, its text as `{ input }`.
   * `extra`: a part for replay only, as the host ran it itself (xAI's search). Default `tool-call`.
   */
  readonly customToolCalls: 'tool-call' | 'extra';
  /** How the host is told of caching beyond what it does by itself. Default: OpenAI's words for OpenAI, none for others. */
  readonly cache: CacheWords;
  /** A last change to the body; pure, ten lines at most. */
  readonly rewriteBody?: (body: JsonObject, call: Call) => JsonObject;
}

/** OpenAI's own manners. */
export const openaiResponsesDefaults: OpenaiResponsesDialect = {
  vendor: 'openai',
  path: '/responses',
  query: {},
  headers: {},
  alwaysStream: false,
  systemPlacement: 'system-item',
  unsupported: ['topK', 'minP', 'seed', 'stop', 'frequencyPenalty', 'presencePenalty'],
  minOutputTokens: 16,
  effortLevels: {},
  encryptedReasoning: 'stateless',
  replayReasoning: true,
  itemIds: true,
  toolCallIds: { pattern: '^[A-Za-z0-9_-]{1,64}$', length: 24 },
  toolResultParts: true,
  strictTools: 'explicit',
  strictSchema: 'openai-strict',
  textFormat: 'json_schema',
  userField: 'user',
  customToolCalls: 'tool-call',
  cache: openaiCacheWords,
};

/** A whole dialect from what a host does differently. */
export function openaiResponsesDialect(differences: Partial<OpenaiResponsesDialect>): OpenaiResponsesDialect {
  // What OpenAI takes of this others may refuse as unknown.
  const cache = differences.vendor === undefined ? openaiCacheWords : {};
  return { ...openaiResponsesDefaults, cache, ...differences };
}
