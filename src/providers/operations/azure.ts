import { openaiEmbeddings } from '../../protocols/openai-embeddings/endpoint.ts';
import { openaiImages } from '../../protocols/openai-images/endpoint.ts';
import { openaiSpeech } from '../../protocols/openai-speech/endpoint.ts';
import { openaiTranscription } from '../../protocols/openai-transcription/endpoint.ts';
import type { AnyEndpoint } from '../../protocols/protocol.ts';
import { under } from '../provider.ts';

const dated = { vendor: 'azure', query: { 'api-version': '{apiVersion}' } };

/** Where Azure serves the models of others. */
export const azureFoundry = 'https://{resource}.services.ai.azure.com' as const;

/** Azure's newest address in OpenAI's words. https://learn.microsoft.com/azure/foundry/openai/how-to/prompt-caching */
export const azureWords: { readonly vendor: string; readonly cache: { key: string; retention: boolean } } = {
  vendor: 'azure',
  cache: { key: 'prompt_cache_key', retention: true },
};

/** Azure's endpoints for vectors, images and sounds, beside those for text. */
export const azureOperations: readonly AnyEndpoint[] = [
  under('/openai/v1', openaiEmbeddings({ vendor: 'azure' })),
  under('/openai', openaiEmbeddings({ ...dated, path: '/deployments/{model}/embeddings' })),
  under('/openai/deployments/*', openaiEmbeddings(dated)),
  under('/openai/v1', openaiImages({ vendor: 'azure' })),
  under('/openai/v1', openaiSpeech({ vendor: 'azure' })),
  under('/openai/v1', openaiTranscription({ vendor: 'azure' })),
];
