import type { Call } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import { isFromHere, type AssistantMessage, type ProviderOptions } from '../../core/message.ts';
import { CallEncoding } from '../encoding.ts';
import { mergeJson } from '../json-merge.ts';
import type { OpenaiResponsesDialect } from './dialect.ts';

/** The encoding of one call for the Responses API. */
export class Encoding extends CallEncoding<OpenaiResponsesDialect> {
  /** The settings of the call in the provider's own words. */
  readonly options: JsonObject;

  constructor(call: Call, dialect: OpenaiResponsesDialect) {
    super(call, dialect);
    this.options = withWireNames(this.ownOptions(call.providerOptions));
  }

  /** Whether the host keeps the response; undefined when that is left to it. */
  get store(): boolean | undefined {
    const said = this.options['store'] ?? this.call.model.body?.['store'] ?? this.dialect.store;
    return typeof said === 'boolean' ? said : undefined;
  }

  /** A wire object with its own settings over it: both kinds as one, so that the provider's add to the vendor's first. */
  override withOptions(wire: JsonObject, options: ProviderOptions | undefined): JsonObject {
    return options === undefined ? wire : mergeJson(wire, this.ownOptions(options));
  }

  /** Whether this host, spoken to in this format, wrote the message. */
  isFromHere(message: AssistantMessage): boolean {
    return isFromHere(message, { provider: this.call.model.provider, protocol: 'openai-responses' });
  }

  /** Whether this very model wrote it: thoughts and the ids that belong to them are of no use to another. */
  isFromModel(message: AssistantMessage): boolean {
    return this.isFromHere(message) && (message.origin?.model ?? this.call.model.id) === this.call.model.id;
  }
}

const wireNames: ReadonlyMap<string, string> = new Map([
  ['previousResponseId', 'previous_response_id'],
  ['promptCacheKey', 'prompt_cache_key'],
  ['promptCacheRetention', 'prompt_cache_retention'],
  ['safetyIdentifier', 'safety_identifier'],
  ['serviceTier', 'service_tier'],
  ['maxToolCalls', 'max_tool_calls'],
]);

// The options that callers know in camel case from elsewhere.
function withWireNames(options: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [wireNames.get(name) ?? name, value]),
  );
}
