import type { Json, JsonObject } from '../core/json.ts';
import type { Pricing, Rate } from './schema-prices.ts';

export type { Meter, PriceCondition, PricePeriod, Pricing, Rate, RateCard } from './schema-prices.ts';
export type { QuirkAction, QuirkRule, QuirkWhen } from './schema-quirks.ts';

/** Three-valued and one more: `unknown` lets a request through, `{ when }` names the condition under which it holds. */
export type Support = true | false | 'unknown' | { readonly when: string };
/** What goes into a model or comes out of it. */
export type Modality = 'text' | 'image' | 'audio' | 'video' | 'pdf' | 'embedding' | 'score';
/** What a model can be asked to do. */
export type Operation =
  | 'text'
  | 'object'
  | 'embed'
  | 'rerank'
  | 'image'
  | 'speech'
  | 'transcription'
  | 'video'
  | 'realtime'
  | 'moderation';
/** What a model is mainly for. */
export type Kind =
  | 'chat'
  | 'embedding'
  | 'rerank'
  | 'image'
  | 'speech'
  | 'transcription'
  | 'video'
  | 'realtime'
  | 'moderation'
  | 'other';
/** Neutral levels of thinking, from none to most. */
export type Effort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';
/** A wire protocol by name; names that this version does not know are kept. */
export type WireApi =
  | 'openai-chat'
  | 'openai-responses'
  | 'openai-embeddings'
  | 'openai-images'
  | 'openai-speech'
  | 'openai-transcription'
  | 'elevenlabs-speech'
  | 'elevenlabs-transcription'
  | 'deepgram-speech'
  | 'deepgram-transcription'
  | 'anthropic-messages'
  | 'google-generate'
  | 'google-embed'
  | 'google-predict'
  | 'google-videos'
  | 'xai-videos'
  | 'bedrock-converse'
  | 'bedrock-invoke'
  | 'mistral-chat'
  | 'cohere-chat'
  | 'cohere-embed'
  | 'cohere-rerank'
  | 'ollama-chat'
  | (string & {});
/** `YYYY-MM-DD`; the day, and even the month, may be absent where the source lacks it. */
export type IsoDate = string;
/** Where a fact came from, lowest layer first. */
export type LayerName =
  | 'archive'
  | 'models.dev'
  | 'overlay'
  | 'quirks'
  | 'cache'
  | 'live'
  | 'project'
  | 'runtime';

/** Token limits; absent means unknown. */
export interface Limits {
  readonly context?: number;
  readonly input?: number;
  readonly output?: number;
}

/** How a model thinks and how it wants to be told. */
export interface ReasoningCapability {
  readonly supported: Support;
  readonly canDisable: Support;
  readonly onByDefault: Support;
  /** Neutral effort to the vendor's value; `null`: not accepted, the nearest accepted one is used with a warning. */
  readonly efforts?: Readonly<Partial<Record<Effort, string | null>>>;
  readonly budget?: { readonly min?: number; readonly max?: number };
  readonly style?: 'effort' | 'budget' | 'level' | 'toggle' | 'adaptive' | 'always' | 'tags';
  /** Where thinking arrives and how it must be sent back. */
  readonly field?: 'reasoning_content' | 'reasoning' | 'reasoning_details' | (string & {});
  readonly replay?: 'none' | 'same-model' | 'required';
}

/** What a model can do. */
export interface Capabilities {
  readonly chat: boolean;
  readonly streaming: { readonly text: Support; readonly toolCalls: Support };
  readonly tools: {
    readonly supported: Support;
    readonly parallel: Support;
    readonly strict: Support;
    /** A required or a named tool. */
    readonly forced: Support;
    readonly withReasoning: Support;
  };
  readonly output: {
    readonly jsonMode: Support;
    readonly jsonSchema: Support;
    readonly strict: Support;
    readonly withTools: Support;
  };
  readonly reasoning: ReasoningCapability;
  readonly sampling: {
    readonly temperature: Support;
    readonly topP: Support;
    readonly topK: Support;
    readonly seed: Support;
    readonly penalties: Support;
    readonly logprobs: Support;
    readonly stop: Support;
  };
  readonly input: readonly Modality[];
  readonly outputModalities: readonly Modality[];
  readonly caching: {
    readonly supported: Support;
    readonly style?: 'implicit' | 'explicit' | 'both';
    readonly ttls?: readonly string[];
    readonly minTokens?: number;
  };
  readonly systemPrompt: Support;
  readonly batch: Support;
  readonly citations: Support;
  readonly webSearch: Support;
  readonly codeExecution: Support;
  readonly embedding?: EmbeddingCapability;
}

/** The vectors that an embedding model makes. */
export interface EmbeddingCapability {
  readonly dimensions?: number;
  readonly minDimensions?: number;
  readonly maxDimensions?: number;
  /** Whether the caller may choose the length. */
  readonly custom?: Support;
  readonly maxInputs?: number;
}

/** The life of a model. */
export interface Lifecycle {
  readonly status: 'alpha' | 'beta' | 'active' | 'deprecated' | 'retired';
  readonly releasedAt?: IsoDate;
  readonly updatedAt?: IsoDate;
  readonly knowledge?: IsoDate;
  readonly deprecatedAt?: IsoDate;
  readonly retiresAt?: IsoDate;
  /** The id that the vendor, or the catalogue, names instead. */
  readonly replacement?: string;
  /** The catalogue's own evidence. */
  readonly firstSeen: IsoDate;
  readonly lastSeen: IsoDate;
}

/** How one operation of a model is asked for. */
export interface Wire {
  readonly api: WireApi;
  readonly baseUrl?: string;
  readonly path?: string;
  readonly apiModelId?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
}

/** What a mode of a model, such as `fast`, adds to each request. */
export interface ModelMode {
  readonly body?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Everything the catalogue knows about one model of one provider. */
export interface CatalogModel {
  readonly provider: string;
  readonly id: string;
  readonly spec: `${string}:${string}`;
  readonly name: string;
  readonly family?: string;
  readonly kind: Kind;
  /** The same weights elsewhere: `anthropic/claude-opus-4-8`. */
  readonly canonical?: string;
  readonly aliases: readonly string[];
  /** For a moving pointer such as `-latest`: what it meant when the catalogue was built. */
  readonly pointsTo?: string;
  readonly openWeights: Support;
  readonly limits: Limits;
  readonly capabilities: Capabilities;
  readonly pricing?: Pricing;
  readonly lifecycle: Lifecycle;
  /** Empty for a provider whose protocol this library does not speak. */
  readonly wires: Readonly<Partial<Record<Operation, Wire>>>;
  readonly modes?: Readonly<Record<string, ModelMode>>;
  /** The layer that set each top-level fact. */
  readonly provenance: Readonly<Record<string, LayerName>>;
  /** Members of the source that this version does not know, untouched. */
  readonly extra?: Readonly<Record<string, Json>>;
}

/** Who serves models, as far as the catalogue knows. */
export interface CatalogProvider {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly api: WireApi;
  readonly baseUrl?: string;
  /** Names in the address that must be filled in. */
  readonly baseUrlVars?: readonly string[];
  readonly auth: {
    readonly type: 'bearer' | 'header' | 'query' | 'sigv4' | 'google-adc' | 'none';
    readonly header?: string;
    /** Alternatives; the variables of one alternative are all needed. */
    readonly env: readonly (readonly string[])[];
  };
  readonly docs?: string;
  /** Whether calls can be made from these facts alone; false: listed only. */
  readonly executable: boolean;
  readonly toolPrices?: readonly Rate[];
}

/** Which catalogue this is. */
export interface CatalogMeta {
  readonly schema: 2;
  /** A date and the first digits of the hash: `2026.07.02+models.1a2b3c4d`. */
  readonly version: string;
  /** The day of the newest source; no clock. */
  readonly builtAt: string;
  readonly source: {
    readonly url: string;
    readonly etag?: string;
    readonly sha256: string;
    readonly fetchedAt: string;
  };
  /** Of all data files, by name and content. */
  readonly sha256: string;
  readonly providers: number;
  readonly models: number;
  readonly retired: number;
}
