import { openaiCases } from './quirk-cases-openai.ts';
import {
  assistant,
  called,
  effortIs,
  type EngineCase,
  format,
  gone,
  result,
  strictTools,
  tool,
  user,
  withTools,
} from './quirk-said.ts';

const vendors: readonly EngineCase[] = [
  [
    'anthropic.output.tool',
    'anthropic anthropic-messages claude-3-5-haiku-latest',
    { output: format },
    { output: 'tool' },
  ],
  [
    'anthropic.output.no-prefill',
    'anthropic anthropic-messages claude-opus-4-8',
    { output: format, messages: [user, assistant] },
    { rejected: true },
  ],
  [
    'anthropic.fast-mode',
    'anthropic anthropic-messages claude-opus-4-8',
    { body: { service_tier: 'fast' } },
    { 'body.speed': 'fast', 'body.service_tier': gone, 'headers.anthropic-beta': 'fast-mode-2026-02-01' },
  ],
  [
    'bedrock.thinking.govcloud',
    'amazon-bedrock bedrock-converse us-gov.anthropic.claude-opus-4-6',
    { body: { additionalModelRequestFields: { thinking: { type: 'adaptive', display: 'summarized' } } } },
    { 'body.additionalModelRequestFields': { thinking: { type: 'adaptive' } } },
  ],
  [
    'bedrock.sampling.gpt-oss',
    'amazon-bedrock bedrock-converse openai.gpt-oss-120b-1:0',
    { stop: ['x'] },
    { 'call.stop': gone },
  ],
  [
    'bedrock.unsupported',
    'amazon-bedrock bedrock-converse amazon.nova-pro-v1:0',
    { temperature: 1.5 },
    { 'call.temperature': 1 },
  ],
  [
    'bedrock.toolchoice',
    'amazon-bedrock bedrock-converse us.meta.llama3-3-70b-instruct-v1:0',
    { ...withTools, toolChoice: 'required' },
    { 'call.toolChoice': gone },
  ],
  [
    'bedrock.first-user',
    'amazon-bedrock bedrock-converse amazon.nova-pro-v1:0',
    { messages: [assistant, user] },
    {
      'call.messages': [
        { role: 'user', content: [{ type: 'text', text: '(The conversation begins with your answer.)' }] },
        assistant,
        user,
      ],
    },
  ],
  [
    'bedrock.tool-result-alone',
    'amazon-bedrock bedrock-converse mistral.mistral-large-2407-v1:0',
    { messages: [user, called, result, user] },
    {
      'call.messages': [
        user,
        called,
        result,
        { role: 'assistant', content: [{ type: 'text', text: '(Tool results received.)' }] },
        user,
      ],
    },
  ],
  [
    'bedrock.strict',
    'amazon-bedrock bedrock-converse anthropic.claude-3-7-sonnet-v1:0',
    strictTools,
    { 'call.tools': [tool] },
  ],
  [
    'google.thinking.upper',
    'google google-generate gemma-4-31b',
    { reasoning: { effort: 'medium' } },
    effortIs('high'),
  ],
  [
    'google.output.with-tools',
    'google google-generate gemini-2.5-pro',
    { ...withTools, output: format },
    { output: 'tool' },
  ],
  [
    'google.output.with-forced-tools',
    'google google-generate gemini-3-pro-preview',
    { ...withTools, output: format, toolChoice: 'required' },
    { output: 'tool' },
  ],
  [
    'google.tools.mix',
    'google google-generate gemini-2.5-pro',
    { tools: [tool, { provider: 'google', definition: { googleSearch: {} } }] },
    { rejected: true },
  ],
  ['xai.stop', 'xai openai-chat grok-4-1-fast', { stop: ['x'] }, { 'call.stop': gone }],
  ['xai.penalties', 'xai openai-chat grok-4', { presencePenalty: 1 }, { 'call.presencePenalty': gone }],
  ['xai.effort.grok3', 'xai openai-chat grok-3-mini', { reasoning: { effort: 'medium' } }, effortIs('high')],
  ['xai.effort.grok43', 'xai openai-chat grok-4.3', { reasoning: { effort: 'xhigh' } }, effortIs('high')],
  [
    'xai.effort.grok45',
    'xai openai-chat grok-4.5',
    { reasoning: { effort: 'none' } },
    { 'call.reasoning': gone },
  ],
  [
    'xai.effort.none',
    'xai openai-chat grok-code-fast-1',
    { reasoning: { effort: 'low' } },
    { 'call.reasoning': gone },
  ],
  [
    'xai.output.schema',
    'xai openai-chat grok-4',
    {
      output: { ...format, schema: { type: 'object', properties: { a: { type: 'string', minLength: 2 } } } },
    },
    { 'call.output.schema.properties.a': { type: 'string', description: '{minLength: 2}' } },
  ],
  ['xai.output.legacy', 'xai openai-chat grok-2', { output: format }, { output: 'tool' }],
  [
    'groq.effort.none',
    'groq openai-chat llama-3.3-70b-versatile',
    { reasoning: { effort: 'low' } },
    { 'call.reasoning': gone },
  ],
  [
    'groq.effort.gpt-oss',
    'groq openai-chat openai/gpt-oss-120b',
    { reasoning: { effort: 'none' } },
    effortIs('low'),
  ],
  [
    'groq.effort.qwen3',
    'groq openai-chat qwen/qwen3-32b',
    { body: { reasoning_effort: 'high' } },
    { 'body.reasoning_effort': 'default' },
  ],
  [
    'groq.output.with-tools',
    'groq openai-chat openai/gpt-oss-120b',
    { ...withTools, output: format },
    { output: 'tool' },
  ],
  [
    'groq.output.schema',
    'groq openai-chat llama-3.3-70b-versatile',
    { output: format },
    { 'call.output': { type: 'json' } },
  ],
  [
    'groq.tier',
    'groq openai-chat llama-3.3-70b-versatile',
    { serviceTier: 'priority' },
    { 'call.serviceTier': 'performance' },
  ],
  [
    'mistral.effort.none',
    'mistral openai-chat codestral-latest',
    { reasoning: { effort: 'low' } },
    { 'call.reasoning': gone },
  ],
  [
    'mistral.prompt-mode',
    'mistral openai-chat magistral-small-2507',
    { reasoning: { effort: 'high' }, body: { reasoning_effort: 'high' } },
    { 'body.prompt_mode': 'reasoning', 'body.reasoning_effort': gone },
  ],
];

const hosts: readonly EngineCase[] = [
  [
    'deepseek.sampling',
    'deepseek openai-chat deepseek-v4-pro',
    { temperature: 0.5, reasoning: { effort: 'high' } },
    { 'call.temperature': gone },
  ],
  [
    'deepseek.toolchoice',
    'deepseek openai-chat deepseek-reasoner',
    { ...withTools, toolChoice: 'required' },
    { 'call.toolChoice': 'auto' },
  ],
  [
    'moonshot.sampling',
    'moonshotai openai-chat kimi-k2.5',
    { temperature: 0.5 },
    { 'call.temperature': gone },
  ],
  [
    'moonshot.thinking.k27',
    'moonshotai openai-chat kimi-k2.7',
    { reasoning: { effort: 'none' } },
    { 'call.reasoning': gone },
  ],
  [
    'moonshot.schema',
    'moonshotai openai-chat kimi-k2.5',
    { tools: [{ name: 'add', inputSchema: { $schema: 'x', type: 'object' } }] },
    { 'call.tools': [{ name: 'add', inputSchema: { type: 'object' } }] },
  ],
  [
    'alibaba.preserve',
    'alibaba openai-chat qwen3.7-max',
    { ...withTools, reasoning: { effort: 'high' }, body: {} },
    { 'body.preserve_thinking': true },
  ],
  [
    'qwen.coder',
    'nebius openai-chat qwen-3-coder-480b',
    { ...strictTools, toolChoice: 'required' },
    { 'call.toolChoice': 'auto', 'call.tools': [tool] },
  ],
  [
    'cerebras.strict',
    'cerebras openai-chat gpt-oss-120b',
    withTools,
    { 'call.tools': [{ ...tool, strict: true }] },
  ],
  ['cerebras.no-strict', 'cerebras openai-chat zai-glm-4.7', strictTools, { 'call.tools': [tool] }],
  [
    'cerebras.gpt-oss-off',
    'cerebras openai-chat gpt-oss-120b',
    { reasoning: { effort: 'none' } },
    { 'call.reasoning': gone },
  ],
  ['openrouter.topk', 'openrouter openai-chat openai/gpt-4o', { topK: 5 }, { 'call.topK': gone }],
  [
    'fireworks.default-tokens',
    'fireworks-ai openai-chat accounts/fireworks/models/glm-5',
    { stream: true, facts: { maxOutputTokens: 9_000 } },
    { 'call.maxTokens': 9_000 },
  ],
  ['snowflake.strict', 'snowflake-cortex openai-chat mistral-large2', strictTools, { 'call.tools': [tool] }],
  [
    'litellm.tools-empty',
    'litellm openai-chat anthropic/claude-opus-4-8',
    { messages: [user, called, result], body: {} },
    { 'body.tools': [] },
  ],
  [
    'compat.gpt-oss-toolchoice',
    'togetherai openai-chat openai/gpt-oss-120b',
    { ...withTools, toolChoice: 'required' },
    { 'call.toolChoice': 'auto' },
  ],
];

export const cases: readonly EngineCase[] = [...openaiCases, ...vendors, ...hosts];
