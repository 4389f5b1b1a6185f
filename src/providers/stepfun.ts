import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const stepfun: Provider = defineProvider({
  id: 'stepfun',
  name: 'StepFun',
  docs: 'https://platform.stepfun.com/docs/zh/overview/concept',
  baseUrl: 'https://api.stepfun.com/v1',
  auth: bearer('STEPFUN_API_KEY'),
  endpoints: [openaiChat({ vendor: 'stepfun', maxTokensField: 'max_tokens' })],
});
