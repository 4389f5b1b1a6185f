import { aws } from '../auth/aws.ts';
import { anthropicMessages } from '../protocols/anthropic-messages/endpoint.ts';
import { bedrockConverse } from '../protocols/bedrock-converse/endpoint.ts';
import { bedrockInvoke, cohereCommand, metaLlama } from '../protocols/bedrock-invoke/endpoint.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { bedrockOperations } from './operations/amazon-bedrock.ts';
import { defineProvider, type Provider } from './provider.ts';
const version = { version: 'bedrock-2023-05-31', versionIn: 'body', betasIn: 'body' } as const;
const claude = anthropicMessages({ ...version, unsupported: ['serviceTier'] });
const gptOss = openaiChat({ vendor: 'openai', maxTokensField: 'max_tokens' }); // Recorded.
export const amazonBedrock: Provider = defineProvider({
  id: 'amazon-bedrock',
  name: 'Amazon Bedrock',
  docs: 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock_Runtime.html',
  baseUrl: 'https://bedrock-runtime.{region}.amazonaws.com',
  baseUrlVariables: { region: { env: ['AWS_REGION', 'AWS_DEFAULT_REGION'], default: 'us-east-1' } },
  auth: aws(),
  endpoints: [
    bedrockConverse(),
    bedrockInvoke(claude, {
      protocol: 'bedrock-invoke-anthropic',
      models: ['*anthropic.*'],
      required: ['anthropic_version'],
    }),
    bedrockInvoke(gptOss, { protocol: 'bedrock-invoke-openai', models: ['*openai.*'] }),
    bedrockInvoke(metaLlama(), { protocol: 'bedrock-invoke-meta', models: ['*meta.*'] }),
    bedrockInvoke(cohereCommand(), { protocol: 'bedrock-invoke-cohere', models: ['*cohere.command*'] }),
    ...bedrockOperations,
  ],
});
