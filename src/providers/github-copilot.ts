import { bearer } from '../auth/api-key.ts';
import { anthropicMessages } from '../protocols/anthropic-messages/endpoint.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { openaiResponses } from '../protocols/openai-responses/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const githubCopilot: Provider = defineProvider({
  id: 'github-copilot',
  aliases: ['copilot'],
  name: 'GitHub Copilot',
  docs: 'https://docs.github.com/en/copilot',
  baseUrl: 'https://api.githubcopilot.com',
  auth: bearer('COPILOT_GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_TOKEN'),
  endpoints: [
    openaiChat({ vendor: 'github-copilot' }),
    openaiResponses({ vendor: 'github-copilot' }),
    anthropicMessages({ vendor: 'github-copilot' }),
  ],
  // Quirk github-copilot.headers; the protocol of each family is that of pi-ai 1.5.2.
  routes: [
    { models: ['claude-*'], protocol: 'anthropic-messages' },
    {
      models: ['gpt-5.3*', 'gpt-5.4*', 'gpt-5.5*', 'gpt-5.6*', 'gpt-6*', 'mai-*'],
      protocol: 'openai-responses',
    },
    { models: ['grok-4.*', '*-codex*'], protocol: 'openai-responses' },
  ],
  headers: { 'copilot-integration-id': 'vscode-chat' },
});
