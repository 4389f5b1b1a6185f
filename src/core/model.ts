import type { JsonObject } from './json.ts';

/** What is known about a model. Everything may be absent: absent means unknown, never no. */
export interface ModelFacts {
  readonly name?: string;
  /** Most tokens in and out together. */
  readonly contextTokens?: number;
  /** Most tokens out. */
  readonly maxOutputTokens?: number;
  /** How the model takes the portable `reasoning` option. */
  readonly reasoningStyle?: 'none' | 'effort' | 'budget' | 'level' | 'adaptive';
}

/**
 * Where a model carries a transport that answers its calls in place of the client's. A symbol, so that neither JSON nor
 * `structuredClone` takes it along.
 */
export const ownTransport: unique symbol = Symbol.for('reqllm.transport');

/**
 * A model as calls carry it: who serves it, its id there, and what is known about it. An inline object may name a
 * model that no catalogue lists.
 */
export interface Model {
  /** `provider:id`. */
  readonly spec: string;
  readonly provider: string;
  /** The id that goes over the wire. */
  readonly id: string;
  /** Overrides the provider's address. */
  readonly baseUrl?: string;
  /** Which of the provider's protocols to speak, such as `openai-responses`. Default: the provider's choice for this model. */
  readonly protocol?: string;
  readonly facts: ModelFacts;
  /** Body members to add to each request of this model, under everything else. */
  readonly body?: JsonObject;
  readonly [ownTransport]?: unknown;
}

/** The inline form of a model that callers may pass instead of a `provider:model` string. */
export interface ModelObject {
  readonly provider: string;
  readonly id: string;
  readonly baseUrl?: string;
  readonly protocol?: string;
  readonly facts?: ModelFacts;
  readonly body?: JsonObject;
  readonly [ownTransport]?: unknown;
}

/** `"provider:model"` (or `"model@provider"`). */
export type ModelSpec = string;
/** One model: a name, or a model written out. */
export type SingleModel = ModelSpec | ModelObject;
/** A model, or a chain of them: the first is asked, the others in turn when those before cannot answer. */
export type ModelInput = SingleModel | readonly [SingleModel, ...SingleModel[]];

/** Makes the form that calls carry. */
export function modelOf(input: ModelObject): Model {
  const { provider, id, baseUrl, protocol, facts, body } = input;
  return {
    spec: `${provider}:${id}`,
    provider,
    id,
    facts: facts ?? {},
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(body === undefined ? {} : { body }),
    ...(input[ownTransport] === undefined ? {} : { [ownTransport]: input[ownTransport] }),
  };
}
