import type { JsonObject } from '../core/json.ts';
import type { ProviderOptions } from '../core/message.ts';
import type { ProviderTool } from '../core/tool.ts';
import { anthropicTools } from './anthropic.ts';
import { alibabaSearch, groqTools, openrouterTools, perplexitySearch, zaiTools } from './chat-hosts.ts';
import { googleTools } from './google.ts';
import { openaiTools } from './openai.ts';
import type { WebSearchOptions } from './portable.ts';
import { xaiTools } from './xai.ts';

/** A provider's form of a portable tool: a tool, members of the body, or both. */
export interface HostedForm {
  readonly tool?: ProviderTool;
  readonly body?: JsonObject;
}

/** One protocol on which some providers run a tool. */
export interface ToolHost {
  readonly protocol: string;
  readonly providers: readonly string[];
  /** Options of the portable tool that this form carries. */
  readonly takes: readonly (keyof WebSearchOptions)[];
  form(options: WebSearchOptions): HostedForm;
}

const claude = { protocol: 'anthropic-messages' } as const;
const responses = { protocol: 'openai-responses' } as const;
const gemini = { protocol: 'google-generate', providers: ['google', 'google-vertex'] } as const;
const interactions = { protocol: 'google-interactions', providers: ['google'] } as const;
const chat = { protocol: 'openai-chat' } as const;

/** Who runs the portable tools, and how. The first that fits counts. */
export const toolHosts: Readonly<Record<string, readonly ToolHost[]>> = {
  'web-search': [
    {
      ...claude,
      // Vertex and Foundry run it, Bedrock does not: https://docs.claude.com/en/docs/build-with-claude/overview
      providers: ['anthropic', 'google-vertex', 'azure'],
      takes: ['maxUses', 'allowedDomains', 'blockedDomains', 'userLocation'],
      form: (options) => ({ tool: anthropicTools.webSearch(options) }),
    },
    {
      ...responses,
      // DeepSeek's is recorded with HTTP 200.
      providers: ['openai', 'azure', 'openai-codex', 'deepseek'],
      takes: ['allowedDomains', 'userLocation'],
      form: ({ allowedDomains, userLocation }) => ({
        tool: openaiTools.webSearch({
          ...(allowedDomains === undefined ? {} : { allowedDomains }),
          ...(userLocation === undefined ? {} : { userLocation }),
        }),
      }),
    },
    {
      ...responses,
      providers: ['xai'],
      takes: ['allowedDomains', 'blockedDomains'],
      form: ({ allowedDomains, blockedDomains }) => ({
        tool: xaiTools.webSearch({
          ...(allowedDomains === undefined ? {} : { allowedDomains }),
          ...(blockedDomains === undefined ? {} : { excludedDomains: blockedDomains }),
        }),
      }),
    },
    { ...gemini, takes: [], form: () => ({ tool: googleTools.googleSearch() }) },
    { ...interactions, takes: [], form: () => ({ tool: googleTools.googleSearch() }) },
    {
      ...chat,
      providers: ['openrouter'],
      takes: ['maxUses', 'allowedDomains', 'blockedDomains', 'userLocation'],
      form: ({ blockedDomains, ...options }) => ({
        tool: openrouterTools.webSearch({
          ...options,
          ...(blockedDomains === undefined ? {} : { excludedDomains: blockedDomains }),
        }),
      }),
    },
    { ...chat, providers: ['groq'], takes: [], form: () => ({ tool: groqTools.browserSearch() }) },
    {
      ...chat,
      providers: ['zai', 'zai-coding-plan'],
      takes: [],
      form: () => ({ tool: zaiTools.webSearch() }),
    },
    {
      ...chat,
      providers: ['perplexity'],
      takes: ['allowedDomains', 'blockedDomains', 'userLocation'],
      form: (options) => only(perplexitySearch(options)),
    },
    {
      ...chat,
      providers: ['alibaba', 'alibaba-cn'],
      takes: [],
      form: () => only(alibabaSearch()),
    },
  ],
  'code-execution': [
    {
      ...claude,
      providers: ['anthropic', 'azure'],
      takes: [],
      form: () => ({ tool: anthropicTools.codeExecution() }),
    },
    {
      ...responses,
      providers: ['openai', 'azure'],
      takes: [],
      form: () => ({ tool: openaiTools.codeInterpreter() }),
    },
    { ...responses, providers: ['xai'], takes: [], form: () => ({ tool: xaiTools.codeExecution() }) },
    { ...gemini, takes: [], form: () => ({ tool: googleTools.codeExecution() }) },
    { ...interactions, takes: [], form: () => ({ tool: googleTools.codeExecution() }) },
    { ...chat, providers: ['groq'], takes: [], form: () => ({ tool: groqTools.codeInterpreter() }) },
  ],
};

function only(options: ProviderOptions): HostedForm {
  const [body] = Object.values(options);
  return body === undefined ? {} : { body };
}
