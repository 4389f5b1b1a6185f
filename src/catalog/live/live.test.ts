// Lists of providers over real HTTP from a server on this machine; the bodies are made up.
import { describe, expect, test } from 'vitest';
import { useLiveServer } from '../../../test/support/live-server.ts';
import { createCatalog } from '../catalog.ts';
import { readPackaged } from '../node-data.ts';

const base = createCatalog({ read: readPackaged });
const live = useLiveServer();

describe('what the lists say is laid over the catalogue', () => {
  test('Anthropic: capabilities, effort levels, sizes, life; page by page', async () => {
    const yes = { supported: true };
    const no = { supported: false };
    live.answer((path) => {
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
    });
    expect(await live.sync('anthropic')).toEqual({
      provider: 'anthropic',
      status: 'updated',
      models: 2,
      problems: [],
    });
    expect(live.seen.map(({ headers }) => [headers['x-api-key'], headers['anthropic-version']])).toEqual([
      [live.secret, '2023-06-01'],
      [live.secret, '2023-06-01'],
    ]);
    const model = live.model('anthropic:claude-made-up-1');
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
    expect(live.model('anthropic:claude-made-up-2').lifecycle.releasedAt).toBeUndefined();
  });

  test('Google: sizes, thinking, what a model is for; over what was known', async () => {
    live.json({
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
    await live.sync('google');
    expect(live.seen[0]?.headers['x-goog-api-key']).toBe(live.secret);
    const flash = live.model('google:gemini-2.5-flash');
    expect(flash).toMatchObject({
      limits: { context: 1234, output: 567 },
      capabilities: { reasoning: { supported: true }, batch: true },
    });
    expect(flash.pricing).toEqual(base.get('google:gemini-2.5-flash').pricing);
    expect(live.model('google:made-up-embedding').kind).toBe('embedding');
  });

  test('xAI: aliases, prices, and those of long prompts, from this day on', async () => {
    live.json({
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
    await live.sync('xai');
    expect(live.seen[0]?.headers.authorization).toBe(`Bearer ${live.secret}`);
    expect(live.model('xai:grok-made-up-latest').spec).toBe('xai:grok-made-up');
    const [period] = live.model('xai:grok-made-up').pricing?.periods ?? [];
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
    live.json({
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
    expect(await live.sync('openrouter', options)).toMatchObject({ status: 'updated', models: 2 });
    expect(live.seen[0]?.headers.authorization).toBeUndefined();
    const model = live.model('openrouter:made/up');
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
    expect(live.model('openrouter:made/auto').pricing).toBeUndefined();
  });

  test('Mistral, Groq, OpenAI, LM Studio: what each tells beside ids', async () => {
    live.json({
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
    await live.sync('mistral');
    expect(live.model('mistral:mistral-made-up')).toMatchObject({
      limits: { context: 4096 },
      lifecycle: { status: 'deprecated', retiresAt: '2027-02-01', replacement: 'mistral-other' },
      capabilities: { tools: { supported: true }, input: ['text', 'image'] },
    });
    live.json({
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
    await live.sync('groq');
    expect(live.model('groq:groq-made-up')).toMatchObject({
      limits: { context: 8192, output: 2048 },
      lifecycle: { releasedAt: '2023-11-14' },
    });
    live.json({ object: 'list', data: [{ id: 'made-up-embedding-9', created: 1_700_000_000 }] });
    await live.sync('openai');
    expect(live.model('openai:made-up-embedding-9').kind).toBe('embedding');
    live.json({
      data: [{ id: 'local-vlm', type: 'vlm', max_context_length: 32_768, capabilities: ['tool_use'] }],
    });
    await live.sync('lmstudio');
    expect(live.model('lmstudio:local-vlm')).toMatchObject({
      limits: { context: 32_768 },
      capabilities: { input: ['text', 'image'], tools: { supported: true } },
    });
  });

  test('Ollama: the list, and what is told about each model', async () => {
    live.answer((path, body) => {
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
    });
    expect(await live.sync('ollama')).toMatchObject({ status: 'updated', models: 2 });
    expect(live.seen.map(({ method, url: path }) => `${method ?? ''} ${path ?? ''}`)).toEqual([
      'GET /api/tags',
      'POST /api/show',
      'POST /api/show',
    ]);
    expect(live.model('ollama:qwen3:8b')).toMatchObject({
      family: 'qwen3',
      limits: { context: 40_960 },
      capabilities: { tools: { supported: true }, reasoning: { supported: true } },
    });
    expect(live.model('ollama:gone:1b').capabilities.tools.supported).toBe('unknown');
  });
});
