import { defined, type JsonObject } from '../core/json.ts';
import type { ProviderOptions } from '../core/message.ts';
import type { ProviderTool } from '../core/tool.ts';
import { approximate, providerTool, type UserLocation } from './define-tool.ts';

export interface OpenrouterWebSearchOptions {
  /** Who searches. Default: OpenRouter's choice. */
  readonly engine?: 'native' | 'exa' | 'parallel' | 'firecrawl' | 'auto';
  readonly maxUses?: number;
  readonly maxResults?: number;
  readonly allowedDomains?: readonly string[];
  readonly excludedDomains?: readonly string[];
  readonly searchContextSize?: 'low' | 'medium' | 'high';
  readonly userLocation?: UserLocation;
}

/** OpenRouter's own tools, which work with every model there. */
export interface OpenrouterTools {
  /** Searches the web. https://openrouter.ai/docs/guides/features/server-tools/web-search */
  webSearch(options?: OpenrouterWebSearchOptions): ProviderTool;
}

/** Groq's own tools, for the gpt-oss models. */
export interface GroqTools {
  /** Browses the web. https://console.groq.com/docs/browser-search */
  browserSearch(): ProviderTool;
  /** Runs Python. https://console.groq.com/docs/code-execution */
  codeInterpreter(): ProviderTool;
}

/** Z.AI's own tools. */
export interface ZaiTools {
  /** Searches the web before the model answers. https://docs.z.ai/guides/tools/web-search */
  webSearch(options?: {
    /** Default `search-prime`. */
    readonly engine?: string;
    /** 1 to 50. */
    readonly count?: number;
    readonly domain?: string;
    readonly recency?: 'oneDay' | 'oneWeek' | 'oneMonth' | 'oneYear' | 'noLimit';
  }): ProviderTool;
}

/** Moonshot's own tools. */
export interface MoonshotTools {
  /**
   * Searches the web. The model asks for it with an ordinary call of `$web_search`: answer it with its own arguments,
   * and Moonshot searches. https://platform.moonshot.ai/docs/guide/use-web-search
   */
  webSearch(): ProviderTool;
}

export interface PerplexitySearchOptions {
  readonly allowedDomains?: readonly string[];
  readonly blockedDomains?: readonly string[];
  readonly recency?: 'hour' | 'day' | 'week' | 'month' | 'year';
  readonly mode?: 'web' | 'academic' | 'sec';
  readonly searchContextSize?: 'low' | 'medium' | 'high';
  readonly userLocation?: UserLocation;
}

export const openrouterTools: OpenrouterTools = {
  webSearch(options = {}) {
    // The members are recorded with HTTP 200.
    const parameters = defined({
      engine: options.engine,
      max_uses: options.maxUses,
      max_results: options.maxResults,
      allowed_domains: options.allowedDomains,
      excluded_domains: options.excludedDomains,
      search_context_size: options.searchContextSize,
      user_location: approximate(options.userLocation),
    }) as JsonObject;
    const isPlain = Object.keys(parameters).length === 0;
    return providerTool('openrouter', { type: 'openrouter:web_search', ...(isPlain ? {} : { parameters }) });
  },
};

export const groqTools: GroqTools = {
  browserSearch: () => providerTool('groq', { type: 'browser_search' }),
  codeInterpreter: () => providerTool('groq', { type: 'code_interpreter' }),
};

export const zaiTools: ZaiTools = {
  webSearch({ engine = 'search-prime', count, domain, recency } = {}) {
    const search = defined({
      enable: true,
      search_engine: engine,
      search_result: true,
      count,
      search_domain_filter: domain,
      search_recency_filter: recency,
    }) as JsonObject;
    return providerTool('zai', { type: 'web_search', web_search: search });
  },
};

export const moonshotTools: MoonshotTools = {
  webSearch: () =>
    providerTool('moonshotai', { type: 'builtin_function', function: { name: '$web_search' } }),
};

/** How Perplexity's models search, for `providerOptions`: they always do. https://docs.perplexity.ai/api-reference/chat-completions-post */
export function perplexitySearch(options: PerplexitySearchOptions = {}): ProviderOptions {
  const {
    allowedDomains = [],
    blockedDomains = [],
    userLocation,
    searchContextSize,
    mode,
    recency,
  } = options;
  const domains = [...allowedDomains, ...blockedDomains.map((domain) => `-${domain}`)];
  const web = defined({
    search_context_size: searchContextSize,
    user_location: userLocation === undefined ? undefined : { ...userLocation },
  }) as JsonObject;
  const perplexity = defined({
    search_domain_filter: domains.length === 0 ? undefined : domains,
    search_recency_filter: recency,
    search_mode: mode,
    web_search_options: Object.keys(web).length === 0 ? undefined : web,
  }) as JsonObject;
  return { perplexity };
}

/** Lets Qwen search the web, for `providerOptions`. https://help.aliyun.com/zh/model-studio/web-search */
export function alibabaSearch(
  options: { readonly forced?: boolean; readonly strategy?: 'turbo' | 'max' | 'agent' | 'agent_max' } = {},
): ProviderOptions {
  const { forced, strategy } = options;
  const search = defined({ forced_search: forced, search_strategy: strategy }) as JsonObject;
  const isPlain = Object.keys(search).length === 0;
  return { alibaba: { enable_search: true, ...(isPlain ? {} : { search_options: search }) } };
}

/** Documents that Command answers from and cites, for `providerOptions`. https://docs.cohere.com/docs/retrieval-augmented-generation-rag */
export function cohereDocuments(
  documents: readonly { readonly id?: string; readonly data: Readonly<Record<string, string>> }[],
): ProviderOptions {
  return {
    cohere: { documents: documents.map(({ id, data }) => ({ ...(id === undefined ? {} : { id }), data })) },
  };
}
