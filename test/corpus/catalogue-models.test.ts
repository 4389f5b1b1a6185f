// Every model that a provider answered as in a recorded exchange is in the catalogue.
import { expect, test } from 'vitest';
import { models } from '../../src/catalog/models.ts';
import { recordedModels } from './recorded-models.ts';

const recorded = recordedModels();
if (recorded.length === 0)
  console.log('The recordings of ../shared/corpus are not here; nothing is compared.');

// Gateways, local servers, files and other operations' names; ids that one account made up; another host's id.
const outside = new Set([
  'azure:embedding',
  'azure:azure-gpt-4o',
  'azure:gpt-realtime-global-standard',
  'google:models/gemini-2.5-flash',
  'google-vertex:projects/example-project/locations/us-central1/publishers/google/models/gemini-2.5-flash',
  'huggingface:google',
  'openai:gpt-3.5-turbo-instruct:20230824-v2',
  'openai:gpt-4o-2024-07-18',
  'openai:qwen-plus',
  'vercel:gpt-5.3-codex',
  'vercel:xai/grok-4.5',
]);

test.skipIf(recorded.length === 0)('recorded models are known', () => {
  const listed = recorded.filter(({ provider }) => models.provider(provider) !== undefined);
  const specs = listed.map(({ provider, id }) => `${models.provider(provider)?.id ?? ''}:${id}`);
  const unknown = [...new Set(specs)].filter((spec) => !models.has(spec) && !outside.has(spec));
  expect(specs.length).toBeGreaterThan(5000);
  expect(unknown).toEqual([]);
});
