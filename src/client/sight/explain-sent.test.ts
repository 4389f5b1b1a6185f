import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { HttpRequest, Transport } from '../../http/transport.ts';
import { type Client, createClient } from '../client.ts';
import { isReqLLMError } from '../../core/error.ts';
import type { Input } from '../input.ts';
import type { TextOptions } from '../options.ts';

// One model of each format, and hosts and models that want settings said in other words.
const specs = [
  'openai:gpt-4o-mini',
  'openai:o3-mini',
  'openai:gpt-5-mini',
  'anthropic:claude-haiku-4-5',
  'anthropic:claude-opus-4-8',
  'google:gemini-2.5-flash',
  'google:gemini-3-pro-preview',
  'google-vertex:claude-haiku-4-5@20251001',
  'amazon-bedrock:anthropic.claude-haiku-4-5-20251001-v1:0',
  'amazon-bedrock:amazon.nova-lite-v1:0',
  'azure:gpt-4o-mini',
  'cohere:command-a-03-2025',
  'mistral:mistral-large-latest',
  'ollama:llama3.2',
  'openrouter:deepseek/deepseek-r1',
  'groq:openai/gpt-oss-20b',
  'deepseek:deepseek-chat',
  'xai:grok-4',
] as const;

const sent: HttpRequest[] = [];
const transport: Transport = (request) => {
  sent.push(request);
  return Promise.reject(new TypeError('not further'));
};
// A token that is made of the request, or asked for elsewhere, cannot be the same twice.
const key = 'k-of-the-test-123';
const env: Readonly<Record<string, string>> = {
  AZURE_RESOURCE_NAME: 'resource',
  GOOGLE_CLOUD_PROJECT: 'project',
  GOOGLE_CLOUD_LOCATION: 'us-central1',
  AWS_REGION: 'us-east-1',
};
const client: Client = createClient({ env, transport });

const options: fc.Arbitrary<TextOptions> = fc.record(
  {
    system: fc.constant('Be brief.'),
    maxTokens: fc.integer({ min: 1, max: 9_000 }),
    temperature: fc.constantFrom(0, 0.5, 1),
    topP: fc.constantFrom(0.1, 0.9),
    topK: fc.constant(5),
    seed: fc.constant(7),
    stop: fc.constant(['END']),
    reasoning: fc.constantFrom('none', 'low', 'high'),
    user: fc.constant('user-1'),
    metadata: fc.constant({ a: 'b' }),
    frequencyPenalty: fc.constant(0.5),
    logprobs: fc.constant(true),
    serviceTier: fc.constantFrom('flex', 'priority'),
    cache: fc.constant('auto'),
    headers: fc.constant({ 'x-mine': 'yes', accept: 'application/json; q=1' }),
    onUnsupported: fc.constantFrom('warn', 'drop'),
    quirks: fc.constantFrom('apply', 'off'),
    tools: fc.constant([
      {
        name: 'weather',
        description: 'The weather of a city.',
        inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
      },
    ]),
    providerOptions: fc.constant({ openai: { store: false }, anthropic: { a: 1 }, google: { b: 2 } }),
  },
  { requiredKeys: [] },
) as unknown as fc.Arbitrary<TextOptions>;

const image = { type: 'image', source: { data: 'iVBORw0KGgo=', mediaType: 'image/png' } } as const;
const inputs: readonly Input[] = [
  'Hello',
  [{ role: 'user', content: [{ type: 'text', text: 'What is this?' }, image] }],
  [
    { role: 'user', content: [{ type: 'text', text: 'Weather?' }] },
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'Thoughts.' },
        { type: 'tool-call', id: 'call_1', name: 'weather', input: { city: 'Oslo' } },
      ],
    },
    {
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId: 'call_1', content: [{ type: 'text', text: '9' }] }],
    },
  ],
];

// Names of a single try, and what may be signed anew.
const ofOneTry = new Set(['x-client-request-id', 'x-amz-date', 'x-amz-content-sha256']);

function shownOf({ method, url, headers, body }: HttpRequest): unknown {
  const kept = Object.entries(headers).filter(([name]) => !ofOneTry.has(name));
  const parsed: unknown = typeof body === 'string' ? JSON.parse(body) : body;
  return { method, url, headers: Object.fromEntries(kept), body: parsed };
}

it('shows to the letter what is sent, whatever the model and its settings', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...specs),
      fc.constantFrom(...inputs),
      options,
      async (spec, input, set) => {
        sent.length = 0;
        const asked = { ...set, apiKey: key, retry: 0 } as TextOptions;
        const told = await client.explain(spec as string, input, asked).catch((error: unknown) => error);
        const failure = await client
          .generateText(spec as string, input, asked)
          .catch((error: unknown) => error);
        if (isReqLLMError(told)) {
          // What is refused is refused in the same words, with nothing sent.
          expect((failure as Error).message).toBe(told.message);
          expect(sent).toEqual([]);
          return;
        }
        expect(sent).toHaveLength(1);
        compared += 1;
        const { request } = told as Awaited<ReturnType<Client['explain']>>;
        const text = JSON.stringify(request).replaceAll(/\$[A-Z0-9_]+/g, key);
        expect(JSON.parse(text)).toEqual(shownOf(sent[0] as HttpRequest));
      },
    ),
    { numRuns: 40 },
  );
  expect(compared).toBeGreaterThan(12);
});
