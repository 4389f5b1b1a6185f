import type { JsonObject } from '../core/json.ts';
import type { ProviderTool } from '../core/tool.ts';
import { approximate, providerTool, type UserLocation } from './define-tool.ts';

export interface OpenaiWebSearchOptions {
  /** Only these domains, up to 100. */
  readonly allowedDomains?: readonly string[];
  readonly userLocation?: UserLocation;
  /** How much of the pages is read. */
  readonly searchContextSize?: 'low' | 'medium' | 'high';
  /** Whether pages are fetched live, or only what is cached is used. Default true. */
  readonly externalWebAccess?: boolean;
}

export interface OpenaiFileSearchOptions {
  readonly vectorStoreIds: readonly string[];
  /** 1 to 50. */
  readonly maxResults?: number;
  /** A comparison or compound filter on the files' attributes. */
  readonly filters?: JsonObject;
  readonly scoreThreshold?: number;
}

export interface OpenaiImageOptions {
  readonly model?: string;
  readonly size?: string;
  readonly quality?: 'auto' | 'low' | 'medium' | 'high';
  readonly outputFormat?: 'png' | 'jpeg' | 'webp';
  /** 0 to 100, for jpeg and webp. */
  readonly outputCompression?: number;
  readonly background?: 'auto' | 'transparent' | 'opaque';
  /** Sketches on the way, 0 to 3. */
  readonly partialImages?: number;
}

export interface OpenaiMcpOptions {
  readonly serverLabel: string;
  /** Address of the server; or the id of one of OpenAI's connectors. */
  readonly server: { readonly url: string } | { readonly connectorId: string };
  readonly serverDescription?: string;
  readonly allowedTools?: readonly string[];
  readonly requireApproval?: 'always' | 'never';
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The tools of OpenAI's Responses API; a call that names no protocol goes there by itself. */
export interface OpenaiTools {
  /** Searches the web and cites it. https://developers.openai.com/api/docs/guides/tools-web-search */
  webSearch(options?: OpenaiWebSearchOptions): ProviderTool;
  /** Searches files in vector stores. https://developers.openai.com/api/docs/guides/tools-file-search */
  fileSearch(options: OpenaiFileSearchOptions): ProviderTool;
  /** Runs Python, in a container of its own by default. https://developers.openai.com/api/docs/guides/tools-code-interpreter */
  codeInterpreter(options?: {
    /** Id of a container that exists. */
    readonly containerId?: string;
    readonly fileIds?: readonly string[];
  }): ProviderTool;
  /** Draws. https://developers.openai.com/api/docs/guides/tools-image-generation */
  imageGeneration(options?: OpenaiImageOptions): ProviderTool;
  /** Screen, mouse and keyboard, which you run. https://developers.openai.com/api/docs/guides/tools-computer-use */
  computer(options: {
    readonly displayWidth: number;
    readonly displayHeight: number;
    readonly environment: 'browser' | 'mac' | 'windows' | 'ubuntu' | 'linux';
  }): ProviderTool;
  /** The tools of a remote MCP server. https://developers.openai.com/api/docs/guides/tools-connectors-mcp */
  mcp(options: OpenaiMcpOptions): ProviderTool;
  /** A shell that you run (codex-mini). https://developers.openai.com/api/docs/guides/tools-local-shell */
  localShell(): ProviderTool;
  /** A shell in OpenAI's container. https://developers.openai.com/api/docs/guides/tools-shell */
  shell(): ProviderTool;
  /** Patches to files, which you apply. https://developers.openai.com/api/docs/guides/tools-apply-patch */
  applyPatch(): ProviderTool;
}

export const openaiTools: OpenaiTools = {
  webSearch({ allowedDomains, userLocation, searchContextSize, externalWebAccess } = {}) {
    return responses({
      type: 'web_search',
      filters: allowedDomains === undefined ? undefined : { allowed_domains: allowedDomains },
      user_location: approximate(userLocation),
      search_context_size: searchContextSize,
      external_web_access: externalWebAccess,
    });
  },
  fileSearch({ vectorStoreIds, maxResults, filters, scoreThreshold }) {
    return responses({
      type: 'file_search',
      vector_store_ids: vectorStoreIds,
      max_num_results: maxResults,
      filters,
      ranking_options: scoreThreshold === undefined ? undefined : { score_threshold: scoreThreshold },
    });
  },
  codeInterpreter({ containerId, fileIds } = {}) {
    const files = fileIds === undefined ? {} : { file_ids: fileIds };
    return responses({ type: 'code_interpreter', container: containerId ?? { type: 'auto', ...files } });
  },
  imageGeneration({ outputFormat, outputCompression, partialImages, ...options } = {}) {
    return responses({
      type: 'image_generation',
      ...options,
      output_format: outputFormat,
      output_compression: outputCompression,
      partial_images: partialImages,
    });
  },
  computer({ displayWidth, displayHeight, environment }) {
    const size = { display_width: displayWidth, display_height: displayHeight };
    return responses({ type: 'computer_use_preview', ...size, environment });
  },
  mcp({ serverLabel, server, serverDescription, allowedTools, requireApproval, authorization, headers }) {
    return responses({
      type: 'mcp',
      server_label: serverLabel,
      ...('url' in server ? { server_url: server.url } : { connector_id: server.connectorId }),
      server_description: serverDescription,
      allowed_tools: allowedTools,
      require_approval: requireApproval,
      authorization,
      headers: headers === undefined ? undefined : { ...headers },
    });
  },
  localShell: () => responses({ type: 'local_shell' }),
  // Recorded with HTTP 200.
  shell: () => responses({ type: 'shell', environment: { type: 'container_auto' } }),
  applyPatch: () => responses({ type: 'apply_patch' }),
};

function responses(definition: JsonObject): ProviderTool {
  return providerTool('openai', definition, { protocol: 'openai-responses' });
}
