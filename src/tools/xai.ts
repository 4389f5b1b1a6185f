import type { JsonObject } from '../core/json.ts';
import type { ProviderTool } from '../core/tool.ts';
import { providerTool } from './define-tool.ts';

export interface XaiWebSearchOptions {
  /** Only these, at most five; not together with `excludedDomains`. */
  readonly allowedDomains?: readonly string[];
  readonly excludedDomains?: readonly string[];
  readonly enableImageUnderstanding?: boolean;
}

export interface XaiSearchOptions {
  /** Only these accounts, at most ten; not together with `excludedHandles`. */
  readonly allowedHandles?: readonly string[];
  readonly excludedHandles?: readonly string[];
  /** `YYYY-MM-DD`. */
  readonly fromDate?: string;
  readonly toDate?: string;
  readonly enableImageUnderstanding?: boolean;
  readonly enableVideoUnderstanding?: boolean;
}

export interface XaiMcpOptions {
  readonly serverUrl: string;
  readonly serverLabel: string;
  readonly serverDescription?: string;
  readonly allowedTools?: readonly string[];
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The tools of Grok, in the Responses API; a call that names no protocol goes there by itself. Live Search
 * (`search_parameters` in chat) was taken down by xAI and has no helper.
 */
export interface XaiTools {
  /** Searches the web. https://docs.x.ai/docs/guides/tools/search-tools */
  webSearch(options?: XaiWebSearchOptions): ProviderTool;
  /** Searches X. https://docs.x.ai/docs/guides/tools/search-tools */
  xSearch(options?: XaiSearchOptions): ProviderTool;
  /** Runs Python. https://docs.x.ai/docs/guides/tools/code-execution-tool */
  codeExecution(): ProviderTool;
  /** Searches collections of documents. https://docs.x.ai/docs/guides/tools/collections-search-tool */
  collectionsSearch(options: {
    readonly collectionIds: readonly string[];
    readonly maxResults?: number;
  }): ProviderTool;
  /** The tools of a remote MCP server. https://docs.x.ai/docs/guides/tools/remote-mcp-tools */
  mcp(options: XaiMcpOptions): ProviderTool;
}

export const xaiTools: XaiTools = {
  webSearch({ allowedDomains, excludedDomains, enableImageUnderstanding } = {}) {
    const filters = {
      ...(allowedDomains === undefined ? {} : { allowed_domains: allowedDomains }),
      ...(excludedDomains === undefined ? {} : { excluded_domains: excludedDomains }),
    };
    return responses({
      type: 'web_search',
      filters: Object.keys(filters).length === 0 ? undefined : filters,
      enable_image_understanding: enableImageUnderstanding,
    });
  },
  xSearch(options = {}) {
    return responses({
      type: 'x_search',
      allowed_x_handles: options.allowedHandles,
      excluded_x_handles: options.excludedHandles,
      from_date: options.fromDate,
      to_date: options.toDate,
      enable_image_understanding: options.enableImageUnderstanding,
      enable_video_understanding: options.enableVideoUnderstanding,
    });
  },
  codeExecution: () => responses({ type: 'code_interpreter' }),
  collectionsSearch: ({ collectionIds, maxResults }) =>
    responses({ type: 'file_search', vector_store_ids: collectionIds, max_num_results: maxResults }),
  mcp({ serverUrl, serverLabel, serverDescription, allowedTools, authorization, headers }) {
    return responses({
      type: 'mcp',
      server_url: serverUrl,
      server_label: serverLabel,
      server_description: serverDescription,
      allowed_tools: allowedTools,
      authorization,
      headers: headers === undefined ? undefined : { ...headers },
    });
  },
};

function responses(definition: JsonObject): ProviderTool {
  return providerTool('xai', definition, { protocol: 'openai-responses' });
}
