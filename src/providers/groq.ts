import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { openaiSpeech } from '../protocols/openai-speech/endpoint.ts';
import { openaiTranscription } from '../protocols/openai-transcription/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const groq: Provider = defineProvider({
  id: 'groq',
  name: 'Groq',
  docs: 'https://console.groq.com/docs/api-reference',
  baseUrl: 'https://api.groq.com/openai/v1',
  auth: bearer('GROQ_API_KEY'),
  endpoints: [
    // Quirk groq.unsupported: logprobs (and top-k). Quirk groq.reasoning-format: qwen and deepseek-r1 write their
    // thoughts into the text between tags when nobody asks for another form (recorded).
    openaiChat({
      vendor: 'groq',
      reasoningFields: ['reasoning'],
      thinkTags: true,
      unsupported: ['logprobs'],
      strictOutput: 'groq-strict',
      modelEfforts: [{ models: ['qwen/qwen3*'], effort: 'none-or-default' }],
    }),
    openaiSpeech({ vendor: 'groq', instructions: false, defaultVoice: undefined }),
    openaiTranscription({ vendor: 'groq', urlField: 'url' }),
  ],
});
