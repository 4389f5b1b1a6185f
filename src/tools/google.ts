import type { ProviderTool } from '../core/tool.ts';
import { providerTool } from './define-tool.ts';

/** The tools of Gemini, on the Gemini API and on Vertex. */
export interface GoogleTools {
  /** Grounds answers in Google Search. https://ai.google.dev/gemini-api/docs/google-search */
  googleSearch(options?: {
    /** Only results from this span: RFC 3339 times. */
    readonly timeRange?: { readonly start: string; readonly end: string };
    /** Not these domains (Vertex only). */
    readonly excludeDomains?: readonly string[];
  }): ProviderTool;
  /** The search of Gemini 1.5, which answers without a search when the need is below the threshold (0 to 1). https://ai.google.dev/gemini-api/docs/google-search#grounding-gemini-1.5 */
  googleSearchRetrieval(options?: { readonly dynamicThreshold?: number }): ProviderTool;
  /** Reads the pages whose addresses the prompt names. https://ai.google.dev/gemini-api/docs/url-context */
  urlContext(): ProviderTool;
  /** Runs Python. https://ai.google.dev/gemini-api/docs/code-execution */
  codeExecution(): ProviderTool;
  /** Searches file stores. https://ai.google.dev/gemini-api/docs/file-search */
  fileSearch(options: {
    /** Such as `fileSearchStores/notes-1`. */
    readonly storeNames: readonly string[];
    readonly metadataFilter?: string;
    readonly topK?: number;
  }): ProviderTool;
  /** Grounds answers in Google Maps. https://ai.google.dev/gemini-api/docs/maps-grounding */
  googleMaps(options?: { readonly enableWidget?: boolean }): ProviderTool;
}

export const googleTools: GoogleTools = {
  googleSearch({ timeRange, excludeDomains } = {}) {
    const range =
      timeRange === undefined
        ? {}
        : { timeRangeFilter: { startTime: timeRange.start, endTime: timeRange.end } };
    const excluded = excludeDomains === undefined ? {} : { excludeDomains };
    return providerTool('google', { googleSearch: { ...range, ...excluded } });
  },
  googleSearchRetrieval({ dynamicThreshold } = {}) {
    const dynamic = { mode: 'MODE_DYNAMIC', dynamicThreshold };
    const config = dynamicThreshold === undefined ? {} : { dynamicRetrievalConfig: dynamic };
    return providerTool('google', { googleSearchRetrieval: config });
  },
  urlContext: () => providerTool('google', { urlContext: {} }),
  codeExecution: () => providerTool('google', { codeExecution: {} }),
  fileSearch({ storeNames, metadataFilter, topK }) {
    const filter = metadataFilter === undefined ? {} : { metadataFilter };
    const most = topK === undefined ? {} : { topK };
    return providerTool('google', { fileSearch: { fileSearchStoreNames: storeNames, ...filter, ...most } });
  },
  googleMaps: ({ enableWidget } = {}) =>
    providerTool('google', { googleMaps: enableWidget === undefined ? {} : { enableWidget } }),
};
