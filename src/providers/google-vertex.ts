import { googleCloud, googleCloudPlaces } from '../auth/google.ts';
import { anthropicMessages, claudeOnVertex } from '../protocols/anthropic-messages/endpoint.ts';
import { geminiOnVertex, googleGenerate } from '../protocols/google-generate/endpoint.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { vertexOperations } from './operations/google.ts';
import { defineProvider, type Provider } from './provider.ts';
// "Invalid hostname: eu-aiplatform.googleapis.com" (NousResearch/hermes-agent#72065)
const values = { global: 'aiplatform', us: 'aiplatform.us.rep', eu: 'aiplatform.eu.rep' };
const host = { default: '{location}-aiplatform', by: { variable: 'location', values } };
const maas = { path: '/endpoints/openapi/chat/completions', maxTokensField: 'max_tokens' } as const;
export const googleVertex: Provider = defineProvider({
  id: 'google-vertex',
  aliases: ['vertex', 'google-vertex-anthropic'],
  name: 'Google Vertex AI',
  docs: 'https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest',
  baseUrl: 'https://{host}.googleapis.com/v1/projects/{project}/locations/{location}',
  baseUrlVariables: { ...googleCloudPlaces, host },
  auth: googleCloud({ env: ['GOOGLE_VERTEX_API_KEY'] }),
  endpoints: [
    googleGenerate(geminiOnVertex),
    anthropicMessages(claudeOnVertex),
    openaiChat({ vendor: 'google-vertex', ...maas }),
    ...vertexOperations,
  ],
  routes: [
    { models: ['claude*'], protocol: 'anthropic-messages' },
    { models: ['*/*', '!endpoints/*', '!publishers/*'], protocol: 'openai-chat' },
  ],
});
