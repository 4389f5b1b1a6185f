import type { ProviderTool } from '../core/tool.ts';
import { approximate, providerTool, type UserLocation } from './define-tool.ts';

export interface AnthropicWebSearchOptions {
  /** Most searches in one turn. Default: as many as the model wants. */
  readonly maxUses?: number;
  /** Only these; not together with `blockedDomains`. */
  readonly allowedDomains?: readonly string[];
  readonly blockedDomains?: readonly string[];
  readonly userLocation?: UserLocation;
  /** Default `web_search_20250305`. `_20260209` and later filter results with code, where the model can. */
  readonly version?: 'web_search_20250305' | 'web_search_20260209' | 'web_search_20260318';
}

export interface AnthropicWebFetchOptions {
  /** Most pages in one turn. */
  readonly maxUses?: number;
  readonly allowedDomains?: readonly string[];
  readonly blockedDomains?: readonly string[];
  /** Whether statements cite the page. Default false. */
  readonly citations?: boolean;
  /** Most tokens of a page that are read. */
  readonly maxContentTokens?: number;
  /** Default `web_fetch_20250910`. */
  readonly version?: 'web_fetch_20250910' | 'web_fetch_20260209' | 'web_fetch_20260318';
}

export interface AnthropicComputerOptions {
  readonly displayWidth: number;
  readonly displayHeight: number;
  readonly displayNumber?: number;
  /** Whether it may look closer at a part of the screen (`computer_20251124` only). */
  readonly enableZoom?: boolean;
  /** Default `computer_20250124`; Opus 4.5 and later take `computer_20251124`. */
  readonly version?: 'computer_20250124' | 'computer_20251124';
}

export interface AnthropicMcpOptions {
  /** Address of the server, https. */
  readonly url: string;
  readonly name: string;
  readonly authorizationToken?: string;
  /** Only these of its tools. Default: all. */
  readonly allowedTools?: readonly string[];
}

/** The tools of Claude. Those that the provider runs answer by themselves; the model asks for the others with ordinary tool calls. */
export interface AnthropicTools {
  /** Searches the web and cites it. https://docs.claude.com/en/docs/agents-and-tools/tool-use/web-search-tool */
  webSearch(options?: AnthropicWebSearchOptions): ProviderTool;
  /** Reads pages and PDF files. https://docs.claude.com/en/docs/agents-and-tools/tool-use/web-fetch-tool */
  webFetch(options?: AnthropicWebFetchOptions): ProviderTool;
  /** Runs code in a sandbox. https://docs.claude.com/en/docs/agents-and-tools/tool-use/code-execution-tool */
  codeExecution(options?: {
    readonly version?: 'code_execution_20250522' | 'code_execution_20250825' | 'code_execution_20260120';
  }): ProviderTool;
  /** Screen, mouse and keyboard, which you run. https://docs.claude.com/en/docs/agents-and-tools/tool-use/computer-use-tool */
  computer(options: AnthropicComputerOptions): ProviderTool;
  /** A shell, which you run. https://docs.claude.com/en/docs/agents-and-tools/tool-use/bash-tool */
  bash(): ProviderTool;
  /** Edits files, which you do. https://docs.claude.com/en/docs/agents-and-tools/tool-use/text-editor-tool */
  textEditor(options?: { readonly maxCharacters?: number }): ProviderTool;
  /** Notes between conversations, which you keep. https://docs.claude.com/en/docs/agents-and-tools/tool-use/memory-tool */
  memory(): ProviderTool;
  /** Finds tools among many that are marked `defer_loading`. https://docs.claude.com/en/docs/agents-and-tools/tool-use/tool-search-tool */
  toolSearch(options?: { readonly by?: 'bm25' | 'regex' }): ProviderTool;
  /** The tools of a remote MCP server. https://docs.claude.com/en/docs/agents-and-tools/mcp-connector */
  mcp(options: AnthropicMcpOptions): ProviderTool;
}

// Betas that a tool needs are asked for by the encoder, which knows them for definitions written by hand too.
export const anthropicTools: AnthropicTools = {
  webSearch({ maxUses, allowedDomains, blockedDomains, userLocation, version } = {}) {
    return providerTool('anthropic', {
      type: version ?? 'web_search_20250305',
      name: 'web_search',
      max_uses: maxUses,
      allowed_domains: allowedDomains,
      blocked_domains: blockedDomains,
      user_location: approximate(userLocation),
    });
  },
  webFetch({ maxUses, allowedDomains, blockedDomains, citations, maxContentTokens, version } = {}) {
    return providerTool('anthropic', {
      type: version ?? 'web_fetch_20250910',
      name: 'web_fetch',
      max_uses: maxUses,
      allowed_domains: allowedDomains,
      blocked_domains: blockedDomains,
      citations: citations === undefined ? undefined : { enabled: citations },
      max_content_tokens: maxContentTokens,
    });
  },
  codeExecution: ({ version = 'code_execution_20250825' } = {}) =>
    providerTool('anthropic', { type: version, name: 'code_execution' }),
  computer({ displayWidth, displayHeight, displayNumber, enableZoom, version }) {
    return providerTool('anthropic', {
      type: version ?? 'computer_20250124',
      name: 'computer',
      display_width_px: displayWidth,
      display_height_px: displayHeight,
      display_number: displayNumber,
      enable_zoom: enableZoom,
    });
  },
  bash: () => providerTool('anthropic', { type: 'bash_20250124', name: 'bash' }),
  textEditor: ({ maxCharacters } = {}) =>
    providerTool('anthropic', {
      type: 'text_editor_20250728',
      name: 'str_replace_based_edit_tool',
      max_characters: maxCharacters,
    }),
  memory: () => providerTool('anthropic', { type: 'memory_20250818', name: 'memory' }),
  toolSearch({ by = 'bm25' } = {}) {
    return providerTool('anthropic', {
      type: `tool_search_tool_${by}_20251119`,
      name: `tool_search_tool_${by}`,
    });
  },
  mcp({ url, name, authorizationToken, allowedTools }) {
    const isLimited = allowedTools !== undefined;
    const configs = Object.fromEntries((allowedTools ?? []).map((tool) => [tool, { enabled: true }]));
    const limits = isLimited ? { default_config: { enabled: false }, configs } : {};
    const token = authorizationToken === undefined ? {} : { authorization_token: authorizationToken };
    return providerTool(
      'anthropic',
      { type: 'mcp_toolset', mcp_server_name: name, ...limits },
      { body: { mcp_servers: [{ type: 'url', url, name, ...token }] } },
    );
  },
};
