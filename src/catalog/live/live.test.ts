// Lists of providers over real HTTP from a server on this machine; the bodies are made up.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDefaultTransport } from '../../http/default-node.ts';
import { createCatalog } from '../catalog.ts';
import { withLayers } from '../layers/with-layers.ts';
import { readPackaged } from '../node-data.ts';
import { openLiveStore } from '../node-live-store.ts';
import type { CatalogModel } from '../schema.ts';
import { readLiveList } from './read-list.ts';
import { liveProviders, liveSources } from './sources.ts';
import { type LiveReport, type LiveSync, syncLive } from './sync-live.ts';

const secret = 'sk-made-up-0123456789';
const base = createCatalog({ read: readPackaged });
const transport = createDefaultTransport({ env: () => undefined });
let server: Server;
let url: string;
let folder: string;
let seen: IncomingMessage[] = [];
let answer: (path: string, body: string) => { status?: number; text: string; location?: string };

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      seen.push(request);
      const { status = 200, text, location } = answer(request.url ?? '', body);
      response
        .writeHead(status, { 'content-type': 'application/json', ...(location && { location }) })
        .end(text);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await transport.close();
  server.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reqllm-live-'));
  seen = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function sync(provider: string, more: Partial<LiveSync> = {}): Promise<LiveReport | undefined> {
  const [report] = await syncLive({
    providers: [provider],
    store: openLiveStore(folder),
    send: transport,
    keys: { [provider]: secret },
    baseUrls: { [provider]: url },
    today: '2026-11-20',
    ...more,
  });
  return report;
}

function models(): (spec: string) => CatalogModel {
  const layers = openLiveStore(folder)
    .read()
    .map(({ layer }) => ({ kind: 'live' as const, layer }));
  const catalog = withLayers(base, layers);
  return (spec) => catalog.get(spec);
}

const json = (value: unknown) => () => ({ text: JSON.stringify(value) });

describe('what the lists say is laid over the catalogue', () => {
  test('Anthropic: capabilities, effort levels, sizes, life; page by page', async () => {
    const yes = { supported: true };
    const no = { supported: false };
    answer = (path) => {
      const isSecond = path.includes('after_id=claude-made-up-1');
      const record = isSecond
        ? {
            id: 'claude-made-up-2',
            display_name: 'Second',
            created_at: '1970-01-01T00:00:00Z',
            capabilities: null,
            type: 'model',
          }
        : {
            id: 'claude-made-up-1',
            display_name: 'Claude Made Up',
            created_at: '2026-10-01T00:00:00Z',
            max_input_tokens: 500_000,
            max_tokens: 64_000,
            lifecycle: 'deprecated',
            retires_at: '2027-01-01T00:00:00Z',
            capabilities: {
              batch: yes,
              citations: yes,
              code_execution: no,
              image_input: yes,
              pdf_input: no,
              structured_outputs: yes,
              effort: { supported: true, low: yes, medium: yes, high: yes, max: no, xhigh: null },
              thinking: { supported: true, types: { adaptive: yes, enabled: no, disabled: yes } },
              server_tools: { supported: true, web_search: yes, code_execution: no },
            },
          };
      return { text: JSON.stringify({ data: [record], has_more: !isSecond, last_id: record.id }) };
    };
    expect(await sync('anthropic')).toEqual({
      provider: 'anthropic',
      status: 'updated',
      models: 2,
      problems: [],
    });
    expect(seen.map(({ headers }) => [headers['x-api-key'], headers['anthropic-version']])).toEqual([
      [secret, '2023-06-01'],
      [secret, '2023-06-01'],
    ]);
    const model = models()('anthropic:claude-made-up-1');
    expect(model).toMatchObject({
      name: 'Claude Made Up',
      limits: { context: 500_000, output: 64_000 },
      lifecycle: { status: 'deprecated', releasedAt: '2026-10-01', retiresAt: '2027-01-01' },
      capabilities: {
        batch: true,
        citations: true,
        codeExecution: false,
        webSearch: true,
        input: ['text', 'image'],
        output: { jsonSchema: true, jsonMode: 'unknown' },
        reasoning: {
          supported: true,
          canDisable: true,
          style: 'adaptive',
          efforts: { low: 'low', medium: 'medium', high: 'high' },
        },
      },
      provenance: { capabilities: 'live', limits: 'live' },
    });
    expect(models()('anthropic:claude-made-up-2').lifecycle.releasedAt).toBeUndefined();
  });

  test('Google: sizes, thinking, what a model is for; over what was known', async () => {
    answer = json({
      models: [
        {
          name: 'models/gemini-2.5-flash',
          displayName: 'Flash',
          inputTokenLimit: 1234,
          outputTokenLimit: 567,
          thinking: true,
          supportedGenerationMethods: ['generateContent', 'batchGenerateContent'],
        },
        { name: 'models/made-up-embedding', supportedGenerationMethods: ['embedContent'] },
      ],
    });
    await sync('google');
    expect(seen[0]?.headers['x-goog-api-key']).toBe(secret);
    const flash = models()('google:gemini-2.5-flash');
    expect(flash).toMatchObject({
      limits: { context: 1234, output: 567 },
      capabilities: { reasoning: { supported: true }, batch: true },
    });
    expect(flash.pricing).toEqual(base.get('google:gemini-2.5-flash').pricing);
    expect(models()('google:made-up-embedding').kind).toBe('embedding');
  });

  test('xAI: aliases, prices, and those of long prompts, from this day on', async () => {
    answer = json({
      models: [
        {
          id: 'grok-made-up',
          aliases: ['grok-made-up-latest'],
          input_modalities: ['text', 'image'],
          output_modalities: ['text'],
          prompt_text_token_price: 12_500,
          cached_prompt_text_token_price: 2000,
          completion_text_token_price: 25_000,
          prompt_image_token_price: 0,
          long_context_threshold: 200_000,
          prompt_text_token_price_long_context: 25_000,
          completion_text_token_price_long_context: 50_000,
        },
      ],
    });
    await sync('xai');
    expect(seen[0]?.headers.authorization).toBe(`Bearer ${secret}`);
    expect(models()('xai:grok-made-up-latest').spec).toBe('xai:grok-made-up');
    const [period] = models()('xai:grok-made-up').pricing?.periods ?? [];
    expect(period).toMatchObject({ from: '2026-11-20', source: 'live' });
    expect(period?.cards).toEqual([
      {
        scope: 'full',
        rates: [
          { meter: 'input', usd: '1.25', per: 1e6 },
          { meter: 'output', usd: '2.5', per: 1e6 },
          { meter: 'cache_read', usd: '0.2', per: 1e6 },
        ],
      },
      {
        when: { promptOver: 200_000 },
        scope: 'full',
        rates: [
          { meter: 'input', usd: '2.5', per: 1e6 },
          { meter: 'output', usd: '5', per: 1e6 },
        ],
      },
    ]);
  });

  test('OpenRouter: prices for a token as text, and what can be set; no key is needed', async () => {
    answer = json({
      data: [
        {
          id: 'made/up',
          name: 'Made: Up',
          context_length: 1000,
          top_provider: { max_completion_tokens: 100 },
          architecture: { input_modalities: ['text', 'file'], output_modalities: ['text'] },
          pricing: { prompt: '0.00000015', completion: '6e-7', request: '0', web_search: '0.005' },
          supported_parameters: ['tools', 'temperature', 'structured_outputs'],
        },
        { id: 'made/auto', pricing: { prompt: '-1', completion: '-1' } },
      ],
    });
    const options = { keys: {} };
    expect(await sync('openrouter', options)).toMatchObject({ status: 'updated', models: 2 });
    expect(seen[0]?.headers.authorization).toBeUndefined();
    const model = models()('openrouter:made/up');
    expect(model.capabilities).toMatchObject({
      input: ['text', 'pdf'],
      tools: { supported: true },
      output: { jsonSchema: true },
      reasoning: { supported: false },
      sampling: { topK: false, temperature: true },
    });
    expect(model.pricing?.periods[0]?.cards[0]?.rates).toEqual([
      { meter: 'input', usd: '0.15', per: 1e6 },
      { meter: 'output', usd: '0.6', per: 1e6 },
      { meter: 'web_search', usd: '5', per: 1000 },
    ]);
    expect(models()('openrouter:made/auto').pricing).toBeUndefined();
  });

  test('Mistral, Groq, OpenAI, LM Studio: what each tells beside ids', async () => {
    answer = json({
      data: [
        {
          id: 'mistral-made-up',
          max_context_length: 4096,
          capabilities: { completion_chat: true, function_calling: true, vision: true },
          deprecation: '2027-02-01T00:00:00Z',
          deprecation_replacement_model: 'mistral-other',
        },
      ],
    });
    await sync('mistral');
    expect(models()('mistral:mistral-made-up')).toMatchObject({
      limits: { context: 4096 },
      lifecycle: { status: 'deprecated', retiresAt: '2027-02-01', replacement: 'mistral-other' },
      capabilities: { tools: { supported: true }, input: ['text', 'image'] },
    });
    answer = json({
      data: [
        {
          id: 'groq-made-up',
          context_window: 8192,
          max_completion_tokens: 2048,
          active: true,
          created: 1_700_000_000,
        },
      ],
    });
    await sync('groq');
    expect(models()('groq:groq-made-up')).toMatchObject({
      limits: { context: 8192, output: 2048 },
      lifecycle: { releasedAt: '2023-11-14' },
    });
    answer = json({ object: 'list', data: [{ id: 'made-up-embedding-9', created: 1_700_000_000 }] });
    await sync('openai');
    expect(models()('openai:made-up-embedding-9').kind).toBe('embedding');
    answer = json({
      data: [{ id: 'local-vlm', type: 'vlm', max_context_length: 32_768, capabilities: ['tool_use'] }],
    });
    await sync('lmstudio');
    expect(models()('lmstudio:local-vlm')).toMatchObject({
      limits: { context: 32_768 },
      capabilities: { input: ['text', 'image'], tools: { supported: true } },
    });
  });

  test('Ollama: the list, and what is told about each model', async () => {
    answer = (path, body) => {
      if (path === '/api/tags')
        return {
          text: JSON.stringify({
            models: [
              { name: 'qwen3:8b', model: 'qwen3:8b', details: { family: 'qwen3' } },
              { name: 'gone:1b' },
            ],
          }),
        };
      if (body.includes('gone')) return { status: 404, text: '{}' };
      return {
        text: JSON.stringify({
          capabilities: ['completion', 'tools', 'thinking'],
          model_info: { 'qwen3.context_length': 40_960 },
        }),
      };
    };
    expect(await sync('ollama')).toMatchObject({ status: 'updated', models: 2 });
    expect(seen.map(({ method, url: path }) => `${method ?? ''} ${path ?? ''}`)).toEqual([
      'GET /api/tags',
      'POST /api/show',
      'POST /api/show',
    ]);
    expect(models()('ollama:qwen3:8b')).toMatchObject({
      family: 'qwen3',
      limits: { context: 40_960 },
      capabilities: { tools: { supported: true }, reasoning: { supported: true } },
    });
    expect(models()('ollama:gone:1b').capabilities.tools.supported).toBe('unknown');
  });
});

describe('what cannot be trusted', () => {
  const good = { data: [{ id: 'm1', context_window: 10 }, { id: 'm2' }, { id: 'm3' }, { id: 'm4' }] };
  beforeEach(async () => {
    answer = json(good);
    await sync('groq');
  });
  const isAsBefore = (): void => {
    expect(models()('groq:m1').limits.context).toBe(10);
    expect(readdirSync(join(folder, 'models/live'))).toEqual(['groq.json']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  };

  test.each([
    ['no JSON', '<html>', 'failed', /no JSON/],
    ['cut short', JSON.stringify(good).slice(0, -9), 'failed', /no JSON/],
    ['deep', `{"data":${'['.repeat(600)}${']'.repeat(600)}}`, 'failed', /nested/],
    ['another document', '{"error":"x"}', 'refused', /no list/],
    ['an empty list', '{"data":[]}', 'refused', /no model/],
    ['wrong types', '{"data":[1,null,"x",[],{"id":7},{"id":"ok"}]}', 'refused', /5 of 6/],
    ['shrunken', '{"data":[{"id":"m1"}]}', 'refused', /Only 1 of 4/],
    [
      'prototypes',
      '{"__proto__":{"data":[{"id":"a"}]},"data":[{"id":"__proto__","polluted":1},{"id":"../../etc"}]}',
      'refused',
      /no model/,
    ],
    [
      'too many',
      JSON.stringify({ data: Array.from({ length: 5001 }, (_, index) => ({ id: `m${index}` })) }),
      'refused',
      /more than 5000/,
    ],
    ['too large', `{"data":"${'x'.repeat(17 * 1024 * 1024)}"}`, 'failed', /16 MB/],
  ] as const)('%s', async (_name, text, status, reason) => {
    answer = () => ({ text });
    expect(await sync('groq')).toMatchObject({ status, reason: expect.stringMatching(reason) });
    isAsBefore();
  });

  test('a bad record is left out and named, the others count', async () => {
    answer = json({
      data: [...good.data, { id: 'm5', context_window: '8k', created: -1 }, { id: 'a b' }, 7],
    });
    const report = await sync('groq');
    expect(report).toMatchObject({
      status: 'updated',
      models: 5,
      problems: ['"a b" is no id.', 'A record is no object.'],
    });
    expect(models()('groq:m5').limits).toEqual({});
  });

  test('a server that refuses, sends elsewhere, never ends or is not there', async () => {
    answer = () => ({ status: 401, text: `{"error":"bad key ${secret}"}` });
    expect(await sync('groq')).toMatchObject({ status: 'failed', reason: expect.stringContaining('401') });
    answer = () => ({ status: 302, text: '', location: 'https://elsewhere.example/' });
    expect(await sync('groq')).toMatchObject({ status: 'failed', reason: expect.stringContaining('302') });
    answer = () => ({ text: JSON.stringify({ models: [{ name: 'models/x' }], nextPageToken: 'again' }) });
    expect(await sync('google')).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('20 pages'),
    });
    expect(await sync('groq', { baseUrls: { groq: 'http://127.0.0.1:9' } })).toMatchObject({
      status: 'failed',
    });
    isAsBefore();
  });

  test('keys: needed, not sent in the open, not sent elsewhere from the environment, written nowhere', async () => {
    expect(
      await sync('groq', { keys: {}, env: (name) => (name === 'GROQ_API_KEY' ? secret : undefined) }),
    ).toMatchObject({ status: 'no-key', reason: expect.stringContaining('GROQ_API_KEY') });
    expect(await sync('groq', { baseUrls: { groq: 'http://llm.example' } })).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('plain http'),
    });
    expect(await sync('groq', { keys: { groq: 'a\nb' } })).toMatchObject({
      status: 'failed',
      reason: expect.not.stringContaining('a\nb'),
    });
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.json'),
    );
    for (const name of files) expect(readFileSync(join(folder, name), 'utf8')).not.toContain(secret);
    expect(files).toHaveLength(1);
  });

  test('a stored list that was damaged or changed by hand is not read', async () => {
    for (const text of [
      '{',
      '{"schema":9}',
      JSON.stringify({
        schema: 1,
        provider: 'groq',
        fetchedAt: '2026-11-20',
        layer: { models: { 'groq:m1': { limits: { context: 'x' } } } },
      }),
    ]) {
      writeFileSync(join(folder, 'models/live/groq.json'), text);
      expect(openLiveStore(folder).read()).toEqual([]);
    }
    answer = json(good);
    expect(await sync('groq')).toMatchObject({ status: 'updated' });
  });

  test('an unknown provider is a config error; a dry run writes nothing', async () => {
    await expect(sync('openrouterr')).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('openrouter'),
    });
    await sync('openai', { dryRun: true });
    isAsBefore();
  });
});

test('whatever a provider answers, the list is read or refused, and never throws', () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.record({
      id: fc.string(),
      name: fc.string(),
      pricing: fc.jsonValue(),
      capabilities: fc.jsonValue(),
      created: fc.jsonValue(),
      aliases: fc.jsonValue(),
    }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...liveProviders()),
      fc.array(value, { maxLength: 5 }),
      (provider, records) => {
        const source = liveSources[provider];
        if (source === undefined) throw new Error('There is no such source.');
        const list = readLiveList(
          provider,
          source,
          [{ data: records, models: records, stt: records }],
          '2026-11-20',
        );
        if (typeof list !== 'string') withLayers(base, [{ kind: 'live', layer: list.layer }]).list(provider);
      },
    ),
    { numRuns: 300 },
  );
});
