// The helpers of `reqllm/tools`, from the call to the body that a provider gets.
import { describe, expect, it } from 'vitest';
import { tool } from '../src/client/tool.ts';
import type { Json, JsonObject } from '../src/core/json.ts';
import type { ProviderOptions } from '../src/core/message.ts';
import {
  alibabaSearch,
  anthropicTools,
  codeExecution,
  cohereDocuments,
  googleTools,
  groqTools,
  moonshotTools,
  openaiTools,
  openrouterTools,
  perplexitySearch,
  type ProviderTool,
  webSearch,
  xaiTools,
  zaiTools,
} from '../src/tools.ts';
import { failureOf, useSimulators } from './support/simulated.ts';

const simulators = useSimulators();
const claude = 'anthropic:claude-haiku-4-5';
const gpt = 'openai:gpt-5.1';
const gemini = 'google:gemini-2.5-flash';
const grok = 'xai:grok-4-1-fast-reasoning';
const london = { city: 'London', country: 'GB' };

async function sent(
  model: string,
  tools: readonly ProviderTool[],
  providerOptions?: ProviderOptions,
): Promise<JsonObject> {
  const response = await simulators.client.generateText(model as never, 'Hi', {
    tools: [...tools],
    include: ['requestBody'],
    ...(providerOptions === undefined ? {} : { providerOptions }),
  });
  expect(response.warnings).toEqual([]);
  return response.requestBody as JsonObject;
}

describe('a tool of a provider', () => {
  const claudes: [ProviderTool, Json][] = [
    [
      anthropicTools.webSearch({ maxUses: 5, allowedDomains: ['a.example'], userLocation: london }),
      {
        type: 'web_search_20250305',
        name: 'web_search',
        max_uses: 5,
        allowed_domains: ['a.example'],
        user_location: { type: 'approximate', ...london },
      },
    ],
    [
      anthropicTools.webFetch({ citations: true, maxContentTokens: 900 }),
      {
        type: 'web_fetch_20250910',
        name: 'web_fetch',
        citations: { enabled: true },
        max_content_tokens: 900,
      },
    ],
    [anthropicTools.codeExecution(), { type: 'code_execution_20250825', name: 'code_execution' }],
    [
      anthropicTools.computer({ displayWidth: 1024, displayHeight: 768 }),
      { type: 'computer_20250124', name: 'computer', display_width_px: 1024, display_height_px: 768 },
    ],
    [anthropicTools.bash(), { type: 'bash_20250124', name: 'bash' }],
    [
      anthropicTools.textEditor({ maxCharacters: 10 }),
      { type: 'text_editor_20250728', name: 'str_replace_based_edit_tool', max_characters: 10 },
    ],
    [anthropicTools.memory(), { type: 'memory_20250818', name: 'memory' }],
    [
      anthropicTools.toolSearch({ by: 'regex' }),
      { type: 'tool_search_tool_regex_20251119', name: 'tool_search_tool_regex' },
    ],
  ];
  const gpts: [ProviderTool, Json][] = [
    [
      openaiTools.webSearch({
        allowedDomains: ['a.example'],
        userLocation: london,
        searchContextSize: 'low',
      }),
      {
        type: 'web_search',
        filters: { allowed_domains: ['a.example'] },
        user_location: { type: 'approximate', ...london },
        search_context_size: 'low',
      },
    ],
    [
      openaiTools.fileSearch({ vectorStoreIds: ['vs_1'], maxResults: 3, scoreThreshold: 0.5 }),
      {
        type: 'file_search',
        vector_store_ids: ['vs_1'],
        max_num_results: 3,
        ranking_options: { score_threshold: 0.5 },
      },
    ],
    [openaiTools.codeInterpreter(), { type: 'code_interpreter', container: { type: 'auto' } }],
    [
      openaiTools.imageGeneration({ size: '1024x1024', outputFormat: 'jpeg' }),
      { type: 'image_generation', size: '1024x1024', output_format: 'jpeg' },
    ],
    [
      openaiTools.computer({ displayWidth: 800, displayHeight: 600, environment: 'browser' }),
      { type: 'computer_use_preview', display_width: 800, display_height: 600, environment: 'browser' },
    ],
    [
      openaiTools.mcp({
        serverLabel: 'wiki',
        server: { url: 'https://mcp.example' },
        requireApproval: 'never',
        allowedTools: ['ask'],
      }),
      {
        type: 'mcp',
        server_label: 'wiki',
        server_url: 'https://mcp.example',
        allowed_tools: ['ask'],
        require_approval: 'never',
      },
    ],
    [openaiTools.localShell(), { type: 'local_shell' }],
    [openaiTools.shell(), { type: 'shell', environment: { type: 'container_auto' } }],
    [openaiTools.applyPatch(), { type: 'apply_patch' }],
  ];
  const others: [string, ProviderTool, Json][] = [
    [gemini, googleTools.googleSearch(), { googleSearch: {} }],
    [
      gemini,
      googleTools.googleSearch({ timeRange: { start: '2026-01-01T00:00:00Z', end: '2026-02-01T00:00:00Z' } }),
      {
        googleSearch: {
          timeRangeFilter: { startTime: '2026-01-01T00:00:00Z', endTime: '2026-02-01T00:00:00Z' },
        },
      },
    ],
    [
      gemini,
      googleTools.googleSearchRetrieval({ dynamicThreshold: 0.3 }),
      { googleSearchRetrieval: { dynamicRetrievalConfig: { mode: 'MODE_DYNAMIC', dynamicThreshold: 0.3 } } },
    ],
    [gemini, googleTools.urlContext(), { urlContext: {} }],
    [gemini, googleTools.codeExecution(), { codeExecution: {} }],
    [
      gemini,
      googleTools.fileSearch({ storeNames: ['fileSearchStores/a'] }),
      { fileSearch: { fileSearchStoreNames: ['fileSearchStores/a'] } },
    ],
    [gemini, googleTools.googleMaps(), { googleMaps: {} }],
    [
      grok,
      xaiTools.webSearch({ excludedDomains: ['b.example'] }),
      { type: 'web_search', filters: { excluded_domains: ['b.example'] } },
    ],
    [
      grok,
      xaiTools.xSearch({ allowedHandles: ['xai'], fromDate: '2026-01-01' }),
      { type: 'x_search', allowed_x_handles: ['xai'], from_date: '2026-01-01' },
    ],
    [grok, xaiTools.codeExecution(), { type: 'code_interpreter' }],
    [
      grok,
      xaiTools.collectionsSearch({ collectionIds: ['c'] }),
      { type: 'file_search', vector_store_ids: ['c'] },
    ],
    [
      grok,
      xaiTools.mcp({ serverUrl: 'https://mcp.example', serverLabel: 'wiki' }),
      { type: 'mcp', server_url: 'https://mcp.example', server_label: 'wiki' },
    ],
    [
      'openrouter:openai/gpt-4o-mini',
      openrouterTools.webSearch({ engine: 'exa', maxUses: 1 }),
      { type: 'openrouter:web_search', parameters: { engine: 'exa', max_uses: 1 } },
    ],
    ['groq:openai/gpt-oss-120b', groqTools.browserSearch(), { type: 'browser_search' }],
    ['groq:openai/gpt-oss-120b', groqTools.codeInterpreter(), { type: 'code_interpreter' }],
    [
      'zai:glm-4.6',
      zaiTools.webSearch({ count: 3 }),
      {
        type: 'web_search',
        web_search: { enable: true, search_engine: 'search-prime', search_result: true, count: 3 },
      },
    ],
    [
      'moonshotai:kimi-k2-0905-preview',
      moonshotTools.webSearch(),
      { type: 'builtin_function', function: { name: '$web_search' } },
    ],
  ];

  it.each([
    ...claudes.map(([tool, wire]) => [claude, tool, wire] as const),
    ...gpts.map(([tool, wire]) => [gpt, tool, wire] as const),
    ...others,
  ])('is sent to %s as it wants it: %j', async (model, tool, wire) => {
    expect(await sent(model, [tool])).toMatchObject({ tools: [wire] });
  });

  it('brings what it needs elsewhere in the body, and two bring both', async () => {
    const [one, two] = ['one', 'two'].map((name) =>
      anthropicTools.mcp({ url: `https://${name}.example`, name, allowedTools: ['ask'] }),
    ) as [ProviderTool, ProviderTool];
    expect(await sent(claude, [one, two], { anthropic: { metadata: { user_id: 'u' } } })).toMatchObject({
      metadata: { user_id: 'u' },
      mcp_servers: [{ url: 'https://one.example' }, { url: 'https://two.example' }],
      tools: [
        {
          type: 'mcp_toolset',
          mcp_server_name: 'one',
          default_config: { enabled: false },
          configs: { ask: { enabled: true } },
        },
        { mcp_server_name: 'two' },
      ],
    });
  });

  it('of another provider is left out with a warning, and leads to no other protocol', async () => {
    const { warnings, requestBody } = await simulators.client.generateText(gpt as never, 'Hi', {
      tools: [xaiTools.xSearch()],
      include: ['requestBody'],
    });
    expect(warnings).toMatchObject([{ code: 'dropped', setting: 'tools' }]);
    expect(requestBody).toMatchObject({ messages: [{ role: 'user' }] });
  });
});

describe('settings instead of tools', () => {
  it.each<[string, ProviderOptions, JsonObject]>([
    [
      'perplexity:sonar',
      perplexitySearch({ allowedDomains: ['a.example'], blockedDomains: ['b.example'], recency: 'week' }),
      { search_domain_filter: ['a.example', '-b.example'], search_recency_filter: 'week' },
    ],
    [
      'alibaba:qwen-plus',
      alibabaSearch({ forced: true }),
      { enable_search: true, search_options: { forced_search: true } },
    ],
    [
      'cohere:command-a-03-2025',
      cohereDocuments([{ id: 'd', data: { text: 'Sun' } }]),
      { documents: [{ id: 'd', data: { text: 'Sun' } }] },
    ],
  ])('go into the body of %s', async (model, options, members) => {
    expect(await sent(model, [], options)).toMatchObject(members);
  });
});

describe('a portable web search', () => {
  it.each<[string, JsonObject]>([
    [claude, { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }],
    [gpt, { input: [{}], tools: [{ type: 'web_search' }] }],
    [gemini, { tools: [{ googleSearch: {} }] }],
    [grok, { input: [{}], tools: [{ type: 'web_search' }] }],
    ['deepseek:deepseek-chat', { input: [{}], tools: [{ type: 'web_search' }] }],
    ['openrouter:openai/gpt-4o-mini', { tools: [{ type: 'openrouter:web_search' }] }],
    ['groq:openai/gpt-oss-120b', { tools: [{ type: 'browser_search' }] }],
    ['zai:glm-4.6', { tools: [{ type: 'web_search' }] }],
    ['alibaba:qwen-plus', { enable_search: true }],
  ])('becomes the tool of %s', async (model, body) => {
    expect(await sent(model, [webSearch()])).toMatchObject(body);
  });

  it('stands among the tools of a run, in each of its turns', async () => {
    const turns = [
      { toolCalls: [{ name: 'now', input: {} }], finishReason: 'tool-calls' as const },
      { text: 'Noon.', finishReason: 'stop' as const },
    ];
    const simulated = await simulators.start({ turns });
    const now = tool({ name: 'now', execute: () => 'noon' });
    const run = await simulated
      .client()
      .runTools(gpt as never, 'What time is it?', { tools: [now, webSearch()] });
    expect(run.text).toBe('Noon.');
    expect(simulated.requests.map(({ body }) => (body as JsonObject)['tools'])).toEqual([
      [expect.objectContaining({ name: 'now' }), { type: 'web_search' }],
      [expect.objectContaining({ name: 'now' }), { type: 'web_search' }],
    ]);
  });

  it('says what a provider does not know of it', async () => {
    const options = { maxUses: 2, blockedDomains: ['b.example'] };
    const { warnings } = await simulators.client.generateText(gemini as never, 'Hi', {
      tools: [webSearch(options)],
    });
    expect(warnings.map(({ code, setting }) => `${code} ${setting}`)).toEqual([
      'dropped tools.maxUses',
      'dropped tools.blockedDomains',
    ]);
    expect(await sent(claude, [webSearch(options)])).toMatchObject({
      tools: [{ max_uses: 2, blocked_domains: ['b.example'] }],
    });
    expect(await sent('perplexity:sonar', [webSearch({ blockedDomains: ['b.example'] })])).toMatchObject({
      search_domain_filter: ['-b.example'],
    });
  });

  it.each([['mistral:mistral-small-latest'], ['cerebras:gpt-oss-120b'], ['cohere:command-a-03-2025']])(
    'is refused for %s before anything is sent',
    async (model) => {
      const before = simulators.shared.requests.length;
      const error = await failureOf(
        simulators.client.generateText(model as never, 'Hi', { tools: [webSearch()] }),
      );
      expect(error).toMatchObject({ code: 'unsupported', phase: 'encode' });
      expect(simulators.shared.requests).toHaveLength(before);
    },
  );

  it('is refused over a protocol that was chosen and has none', async () => {
    const chat = { provider: 'openai', id: 'gpt-5.1', protocol: 'openai-chat' };
    const error = await failureOf(
      simulators.client.generateText(chat as never, 'Hi', { tools: [webSearch()] }),
    );
    expect(error.message).toMatch(/needs the protocol openai-responses/);
  });
});

describe('portable code execution', () => {
  it.each<[string, JsonObject]>([
    [claude, { tools: [{ type: 'code_execution_20250825' }] }],
    [gpt, { tools: [{ type: 'code_interpreter', container: { type: 'auto' } }] }],
    [gemini, { tools: [{ codeExecution: {} }] }],
    [grok, { tools: [{ type: 'code_interpreter' }] }],
    ['groq:openai/gpt-oss-120b', { tools: [{ type: 'code_interpreter' }] }],
  ])('becomes the tool of %s', async (model, body) => {
    expect(await sent(model, [codeExecution()])).toMatchObject(body);
  });
});
