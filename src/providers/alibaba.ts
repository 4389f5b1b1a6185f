import { bearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { defineProvider, type Provider } from './provider.ts';

export const alibaba: Provider = defineProvider({
  id: 'alibaba',
  name: 'Alibaba Cloud Model Studio',
  docs: 'https://www.alibabacloud.com/help/en/model-studio/models',
  baseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
  auth: bearer('DASHSCOPE_API_KEY'),
  endpoints: [
    // Quirks alibaba.thinking, alibaba.schema and alibaba.unsupported.
    openaiChat({
      vendor: 'alibaba',
      maxTokensField: 'max_tokens',
      sampling: ['topK'],
      unsupported: ['frequencyPenalty'],
      effort: 'enable_thinking',
      budgetField: 'thinking_budget',
      responseFormat: 'json_object',
      audioParts: 'data-url',
      // https://www.alibabacloud.com/help/en/model-studio/partial-mode
      prefill: { member: 'partial', models: ['qwen*'] },
    }),
  ],
});
