import type { Call } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import { type AssistantMessage, isFromHere } from '../../core/message.ts';
import { CallEncoding } from '../encoding.ts';
import { fits, type GoogleInteractionsDialect } from './dialect.ts';

/** The encoding of one call for the Interactions API. */
export class Encoding extends CallEncoding<GoogleInteractionsDialect> {
  /** The model id without what stands in front of its last slash; patterns are about this. */
  readonly modelName: string;
  /** The settings of the call in the provider's own words. */
  readonly options: JsonObject;

  constructor(call: Call, dialect: GoogleInteractionsDialect) {
    super(call, dialect);
    this.modelName = call.model.id.slice(call.model.id.lastIndexOf('/') + 1);
    this.options = withWireNames(this.ownOptions(call.providerOptions));
  }

  /** Whether the model is one of those a dialect list names. */
  isOneOf(patterns: readonly string[]): boolean {
    return fits(patterns, this.modelName);
  }

  /** Whether an agent is asked and no model. */
  get isAgent(): boolean {
    return typeof this.options['agent'] === 'string' || this.isOneOf(this.dialect.agents);
  }

  /** Whether this host, spoken to in this format, wrote the message. */
  isFromHere(message: AssistantMessage): boolean {
    return isFromHere(message, { provider: this.call.model.provider, protocol: 'google-interactions' });
  }
}

const wireNames: ReadonlyMap<string, string> = new Map([
  ['previousInteractionId', 'previous_interaction_id'],
  ['cachedContent', 'cached_content'],
  ['generationConfig', 'generation_config'],
  ['responseFormat', 'response_format'],
  ['responseModalities', 'response_modalities'],
  ['safetySettings', 'safety_settings'],
  ['serviceTier', 'service_tier'],
  ['agentConfig', 'agent_config'],
  ['webhookConfig', 'webhook_config'],
]);

// The options that callers know in camel case from Google's SDKs.
function withWireNames(options: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [wireNames.get(name) ?? name, value]),
  );
}
