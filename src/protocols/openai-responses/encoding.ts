import type { Call } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { isFromHere, type AssistantMessage, type ProviderOptions } from '../../core/message.ts';
import type { Warning } from '../../core/warning.ts';
import { mergeJson } from '../json-merge.ts';
import type { OpenaiResponsesDialect } from './dialect.ts';

/** One encoding in progress: what is asked, in which dialect, and what could not be said as asked. */
export class Encoding {
  readonly call: Call;
  readonly dialect: OpenaiResponsesDialect;
  readonly changes: Warning[] = [];
  /** The settings of the call in the provider's own words. */
  readonly options: JsonObject;

  constructor(call: Call, dialect: OpenaiResponsesDialect) {
    this.call = call;
    this.dialect = dialect;
    this.options = withWireNames(this.ownOptions(call.providerOptions));
  }

  /** Whether the host keeps the response; undefined when that is left to it. */
  get store(): boolean | undefined {
    const said = this.options['store'] ?? this.call.model.body?.['store'] ?? this.dialect.store;
    return typeof said === 'boolean' ? said : undefined;
  }

  /** The vendor's and then this provider's own settings of a part, a tool or the call. */
  ownOptions(options: ProviderOptions | undefined): JsonObject {
    const { vendor } = this.dialect;
    const { provider } = this.call.model;
    const own = options?.[vendor] ?? {};
    return vendor === provider ? own : mergeJson(own, options?.[provider]);
  }

  /** A wire object with its own settings over it. */
  withOptions(wire: JsonObject, options: ProviderOptions | undefined): JsonObject {
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

  dropped(setting: string, message: string): void {
    this.changes.push({ code: 'dropped', setting, message });
  }

  changed(setting: string, message: string, values: { readonly from?: Json; readonly to?: Json } = {}): void {
    this.changes.push({ code: 'changed', setting, message, ...values });
  }

  added(setting: string, message: string): void {
    this.changes.push({ code: 'added', setting, message });
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
