import { azureKey, azurePlaces } from '../auth/azure.ts';
import { anthropicMessages } from '../protocols/anthropic-messages/endpoint.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { openaiResponses } from '../protocols/openai-responses/endpoint.ts';
import { azureFoundry, azureOperations, azureWords } from './operations/azure.ts';
import { defineProvider, type Provider, under } from './provider.ts';
const dated = (version = '{apiVersion}') => ({ ...azureWords, query: { 'api-version': version } });
export const azure: Provider = defineProvider({
  id: 'azure',
  name: 'Azure',
  docs: 'https://learn.microsoft.com/azure/foundry/openai/latest',
  baseUrl: 'https://{resource}.openai.azure.com',
  baseUrlVariables: azurePlaces,
  hosts: ['{resource}.cognitiveservices.azure.com'],
  auth: azureKey({ env: ['AZURE_API_KEY', 'AZURE_OPENAI_API_KEY'] }),
  endpoints: [
    under('/openai/v1', openaiChat(azureWords)),
    under('/openai/v1', openaiResponses(azureWords)),
    under('/anthropic', anthropicMessages({ unsupported: ['serviceTier'] })),
    under('/openai', openaiChat({ ...dated(), path: '/deployments/{model}/chat/completions' })),
    under('/openai', openaiResponses(dated())),
    under('/openai/deployments/*', openaiChat(dated())),
    under('/models', openaiChat({ ...dated('2024-05-01-preview'), maxTokensField: 'max_tokens' })),
    ...azureOperations,
  ],
  routes: [
    { models: ['claude*'], protocol: 'anthropic-messages', baseUrl: azureFoundry },
    { models: ['*codex*', '*-pro', '*-pro-2*', '*deep-research*'], protocol: 'openai-responses' },
  ],
});
