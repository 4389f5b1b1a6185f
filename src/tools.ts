export { type AnthropicTools, anthropicTools } from './tools/anthropic.ts';
export type {
  AnthropicComputerOptions,
  AnthropicMcpOptions,
  AnthropicWebFetchOptions,
  AnthropicWebSearchOptions,
} from './tools/anthropic.ts';
export {
  alibabaSearch,
  cohereDocuments,
  type GroqTools,
  groqTools,
  type MoonshotTools,
  moonshotTools,
  type OpenrouterTools,
  openrouterTools,
  type OpenrouterWebSearchOptions,
  perplexitySearch,
  type PerplexitySearchOptions,
  type ZaiTools,
  zaiTools,
} from './tools/chat-hosts.ts';
export type { UserLocation } from './tools/define-tool.ts';
export { type GoogleTools, googleTools } from './tools/google.ts';
export {
  type OpenaiFileSearchOptions,
  type OpenaiImageOptions,
  type OpenaiMcpOptions,
  type OpenaiTools,
  openaiTools,
  type OpenaiWebSearchOptions,
} from './tools/openai.ts';
export { codeExecution, webSearch, type WebSearchOptions } from './tools/portable.ts';
export {
  type XaiMcpOptions,
  type XaiSearchOptions,
  type XaiTools,
  xaiTools,
  type XaiWebSearchOptions,
} from './tools/xai.ts';
export type { ProviderTool } from './core/tool.ts';
