import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const moonshotai: Provider = defineProvider({
  id: 'moonshotai',
  aliases: ['moonshot'],
  name: 'Moonshot AI',
  docs: 'https://platform.moonshot.ai/docs/api/chat',
  baseUrl: 'https://api.moonshot.ai/v1',
  auth: bearer('MOONSHOT_API_KEY'),
  endpoints: [
    // Quirks moonshot.unsupported, .toolchoice, .thinking.k25, .thinking.k3 and .replay.
    openaiChat({
      vendor: 'moonshotai',
      maxTokensField: 'max_tokens',
      unsupported: ['seed'],
      effort: 'thinking',
      modelEfforts: [{ models: ['kimi-k3*', 'kimi-k4*'], effort: 'reasoning_effort' }],
      toolChoices: { required: 'omit' },
      strictJsonSchema: false,
      replayReasoning: 'reasoning_content',
      fileParts: 'none',
      audioParts: 'none',
    }),
  ],
});
