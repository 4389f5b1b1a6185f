import type { Rule } from '../rule.ts';

export const rules: readonly Rule[] = [
  {
    id: 'groq.object.min-tokens',
    match: { provider: ['groq'], api: ['openai-chat'] },
    says: 'output by tool and maxTokens < 200: clamp(maxTokens, min 200)',
    cases: [],
    enforced: 'not yet',
    by: "a limit that the caller gave is the caller's; an answer cut short says so in its finish reason",
    source: 'RQ groq.ex:85',
    confidence: 'code',
  },
  {
    id: 'groq.effort.none',
    match: {
      provider: ['groq'],
      api: ['openai-chat'],
      model: ['deepseek-r1*', 'qwen-qwq*', 'llama*', 'moonshotai/*', 'meta-llama/*'],
    },
    says: 'effort given: drop(effort) + warning (thinks in <think> tags)',
    cases: [{ then: [{ op: 'drop', params: ['effort'], level: 'warn' }] }],
    enforced: 'engine',
    source: 'RQ groq.ex:133',
    confidence: 'obs',
  },
  {
    id: 'groq.effort.gpt-oss',
    match: { provider: ['groq'], api: ['openai-chat'], model: ['openai/gpt-oss*'] },
    says: 'effort given: values low|medium|high; none -> low; xhigh -> high',
    cases: [
      {
        then: [
          {
            op: 'effort',
            shape: 'portable',
            values: { none: 'low', minimal: 'low', xhigh: 'high', max: 'high' },
          },
        ],
        when: { effort: ['any'] },
      },
    ],
    enforced: 'engine',
    source: 'PA groq.py; AI groq-model-catalog.ts',
    confidence: 'doc',
  },
  {
    id: 'groq.effort.qwen3',
    match: { provider: ['groq'], api: ['openai-chat'], model: ['qwen/qwen3*'] },
    says: 'effort given: values none|default only: none -> none, else default',
    cases: [],
    enforced: 'dialect',
    by: 'providers/groq.ts: modelEfforts',
    source: 'MD; AI; PA',
    confidence: 'doc',
  },
  {
    id: 'groq.reasoning-format',
    match: { provider: ['groq'], api: ['openai-chat'], model: ['openai/gpt-oss*', 'qwen/*', 'deepseek-r1*'] },
    says: 'set(reasoning_format,"parsed") so thinking is not in the text (raw puts <think> tags in it)',
    cases: [],
    enforced: 'dialect',
    by: 'providers/groq.ts: the tags are read, so nothing has to be asked for (gpt-oss never writes any: 31 recordings)',
    source: 'RQ groq.ex; PA models/groq.py:150,420; FX 200 on deepseek-r1-distill-llama-70b',
    confidence: 'obs',
  },
  {
    id: 'groq.unsupported',
    match: { provider: ['groq'], api: ['openai-chat'] },
    says: 'drop(topK, logprobs, topLogprobs)',
    cases: [],
    enforced: 'dialect',
    by: 'providers/groq.ts',
    source: 'AI sampling',
    confidence: 'doc',
  },
  {
    id: 'groq.output.with-tools',
    match: { provider: ['groq'], api: ['openai-chat'] },
    says: 'json schema output and tools: cannot be combined: use the tool strategy',
    cases: [{ then: [{ op: 'output', strategy: 'tool' }], when: { output: 'schema', tools: true } }],
    enforced: 'engine',
    source: 'AI structuredOutput.withFunctionTools=false',
    confidence: 'doc',
  },
  {
    id: 'groq.output.schema',
    match: {
      provider: ['groq'],
      api: ['openai-chat'],
      notModel: ['openai/gpt-oss*', 'moonshotai/kimi-k2*', 'meta-llama/llama-4*'],
    },
    says: 'output schema: json_object or tool strategy instead of json_schema',
    cases: [{ then: [{ op: 'output', strategy: 'json-mode' }], when: { output: 'schema' } }],
    enforced: 'engine',
    source: 'AI jsonSchema=false/unknown; PI',
    confidence: 'doc',
  },
  {
    id: 'groq.tier',
    match: { provider: ['groq'], api: ['openai-chat'] },
    says: 'serviceTier: values auto|on_demand|flex|performance',
    cases: [
      {
        then: [
          {
            op: 'map',
            param: 'serviceTier',
            values: {
              standard: 'on_demand',
              default: 'on_demand',
              priority: 'performance',
              fast: 'performance',
            },
          },
        ],
      },
    ],
    enforced: 'engine',
    source: 'RQ groq.ex',
    confidence: 'doc',
  },
];
