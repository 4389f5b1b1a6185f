import { azureKey, azurePlaces } from '../auth/azure.ts';
import { anthropicMessages } from '../protocols/anthropic-messages/endpoint.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { openaiResponses } from '../protocols/openai-responses/endpoint.ts';
import { defineProvider, type Provider, under } from './provider.ts';

const dated = (version = '{apiVersion}') => ({ vendor: 'azure', query: { 'api-version': version } });
const foundry = 'https://{resource}.services.ai.azure.com';
export const azureCognitiveServices: Provider = defineProvider({
  id: 'azure-cognitive-services',
  name: 'Azure Cognitive Services',
  docs: 'https://learn.microsoft.com/azure/foundry/openai/latest',
  baseUrl: 'https://{resource}.cognitiveservices.azure.com',
  baseUrlVariables: { ...azurePlaces, resource: { env: ['AZURE_COGNITIVE_SERVICES_RESOURCE_NAME'] } },
  hosts: ['{resource}.openai.azure.com'],
  auth: azureKey({ env: ['AZURE_COGNITIVE_SERVICES_API_KEY'] }),
  endpoints: [
    under('/openai/v1', openaiChat({ vendor: 'azure' })),
    under('/openai/v1', openaiResponses({ vendor: 'azure' })),
    under('/anthropic', anthropicMessages({ unsupported: ['serviceTier'] })),
    under('/openai', openaiChat({ ...dated(), path: '/deployments/{model}/chat/completions' })),
    under('/openai', openaiResponses(dated())),
    under('/openai/deployments/*', openaiChat(dated())),
    under('/models', openaiChat({ ...dated('2024-05-01-preview'), maxTokensField: 'max_tokens' })),
  ],
  routes: [
    { models: ['claude*'], protocol: 'anthropic-messages', baseUrl: foundry },
    { models: ['*codex*', '*-pro', '*-pro-2*', '*deep-research*'], protocol: 'openai-responses' },
  ],
});
