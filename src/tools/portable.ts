import { defined, type JsonObject } from '../core/json.ts';
import type { ProviderTool } from '../core/tool.ts';
import type { UserLocation } from './define-tool.ts';

/** What a search may be told on most providers. What one does not know is left out with a warning. */
export interface WebSearchOptions {
  /** Most searches in one turn. */
  readonly maxUses?: number;
  /** Only these domains. */
  readonly allowedDomains?: readonly string[];
  readonly blockedDomains?: readonly string[];
  readonly userLocation?: UserLocation;
}

/** The name that portable tools have for a provider: whoever answers the call. */
export const anyProvider = '*';

/**
 * The web search of whichever provider answers the call: it becomes that provider's own tool before the request is
 * made. A provider without one refuses the call (`unsupported`).
 */
export function webSearch(options: WebSearchOptions = {}): ProviderTool {
  const { userLocation, ...rest } = options;
  const location = userLocation === undefined ? {} : { userLocation: { ...userLocation } };
  return {
    provider: anyProvider,
    definition: { type: 'web-search', ...(defined(rest) as JsonObject), ...location },
  };
}

/** The sandbox for code of whichever provider answers the call; `unsupported` where there is none. */
export function codeExecution(): ProviderTool {
  return { provider: anyProvider, definition: { type: 'code-execution' } };
}
