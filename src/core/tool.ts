import type { JsonObject } from './json.ts';
import type { ProviderOptions } from './message.ts';

/** A tool as a call carries it: its name, what it does and the JSON Schema of its arguments. */
export interface ToolDefinition {
  readonly name: string;
  readonly description?: string;
  /** JSON Schema (draft 2020-12 unless it says otherwise) of an object. */
  readonly inputSchema: JsonObject;
  /** Ask the provider to hold the model to the schema. */
  readonly strict?: boolean;
  readonly providerOptions?: ProviderOptions;
}

/**
 * A tool that the provider itself runs, in the provider's own words: `{ provider: 'anthropic', definition: { type:
 * 'web_search_20250305', name: 'web_search' } }`. It goes to that provider only.
 */
export interface ProviderTool {
  readonly provider: string;
  readonly definition: JsonObject;
}

export type ToolChoice = 'auto' | 'none' | 'required' | { readonly tool: string };
