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
 * 'web_search_20250305', name: 'web_search' } }`. It goes to that provider only. `reqllm/tools` makes them.
 */
export interface ProviderTool {
  /** The provider's id; `*` for a portable tool, which becomes the tool of whoever answers. */
  readonly provider: string;
  readonly definition: JsonObject;
  /** Members of the request that it needs beside `tools`, such as the servers of an MCP connector. */
  readonly body?: JsonObject;
  /** The protocol that has it; a call that names none goes there. */
  readonly protocol?: string;
}

export type ToolChoice = 'auto' | 'none' | 'required' | { readonly tool: string };
