import type { Rule } from '../rule.ts';

export const rules: readonly Rule[] = [
  {
    id: 'openai.route.responses',
    match: {
      provider: ['openai'],
      model: ['gpt-5*', 'o1*', 'o3*', 'o4*', 'gpt-4.1*', 'gpt-4o*', 'codex*', '*-codex*'],
    },
    says: 'route(openai-responses) unless the caller picks chat',
    cases: [],
    enforced: 'not yet',
    by: 'OpenAI is spoken to in Chat Completions first; Responses for all is a decision of its own',
    source:
      'RQ providers/openai.ex:240-265, providers/openai/adapter_helpers.ex responses_model?; LD extra.wire.protocol (60 models)',
    confidence: 'code',
  },
  {
    id: 'openai.route.responses-only',
    match: {
      provider: ['openai'],
      api: ['openai-chat'],
      model: [
        'gpt-5-pro*',
        'gpt-5-codex',
        'gpt-5.1-codex*',
        'gpt-5.2-codex',
        'gpt-5.3-codex',
        'o1-pro',
        'o3-pro',
        '*deep-research*',
      ],
    },
    says: 'reject(chat endpoint): only /responses serves it',
    cases: [],
    enforced: 'dialect',
    by: 'routes in providers/openai.ts',
    source: 'AI openai/openai-model-catalog.ts endpoints',
    confidence: 'doc',
  },
  {
    id: 'openai.route.chat-only',
    match: {
      provider: ['openai'],
      api: ['openai-responses'],
      model: [
        'gpt-4o-audio-preview*',
        'gpt-4o-mini-audio-preview*',
        'gpt-4o-search-preview*',
        'gpt-4o-mini-search-preview*',
        'gpt-3.5-turbo-16k',
        'gpt-5-search-api*',
        'o1-mini*',
        'o1-preview*',
      ],
    },
    says: 'route(openai-chat)',
    cases: [{ then: [{ op: 'route', api: 'openai-chat' }] }],
    enforced: 'engine',
    source:
      'AI openai/openai-model-catalog.ts endpoints; FX "not supported with the Responses API" for gpt-5-search-api, o1-mini, o1-preview',
    confidence: 'obs',
  },
  {
    id: 'openai.route.not-chat',
    match: {
      provider: ['openai'],
      api: ['openai-chat'],
      model: ['text-embedding-*', 'gpt-3.5-turbo-instruct', 'babbage-002', 'davinci-002'],
    },
    says: 'reject(chat): API answers "You are not allowed to sample from this model" / "not a chat model"',
    cases: [{ then: [{ op: 'reject', message: 'This is no chat model.' }] }],
    enforced: 'engine',
    source: 'FX openai/text_embedding_3_small (403), openai/codex_mini_latest (404)',
    confidence: 'obs',
  },
  {
    id: 'openai.chat.tools-with-reasoning',
    match: {
      provider: ['openai', 'azure'],
      api: ['openai-chat'],
      model: ['gpt-5.6*', 'gpt-5.7*', 'gpt-5.8*', 'gpt-5.9*'],
    },
    says: 'function tools present and no effort given: set(reasoning_effort,"none") + warning; prefer route(openai-responses)',
    cases: [
      {
        then: [{ op: 'default', path: 'reasoning.effort', value: 'none' }],
        when: { tools: true, effort: ['unset'] },
      },
    ],
    enforced: 'engine',
    source: 'AI openai/openai-chat-language-model.ts requiresNoReasoningEffort',
    confidence: 'doc',
  },
  {
    id: 'openai.chat.tools-with-reasoning-54',
    match: { provider: ['openai', 'azure'], api: ['openai-chat'], model: ['gpt-5.4*'] },
    says: 'function tools present and effort not none: drop(reasoning_effort) on chat, keep on responses',
    cases: [
      {
        then: [{ op: 'drop', params: ['effort'], level: 'warn' }],
        when: { tools: true, effort: ['any'], effortNot: ['none'] },
      },
    ],
    enforced: 'engine',
    source: 'LL llms/openai/chat/gpt_5_transformation.py',
    confidence: 'code',
  },
  {
    id: 'openai.max-tokens.chat',
    match: {
      provider: ['openai', 'azure'],
      api: ['openai-chat'],
      model: ['o1*', 'o3*', 'o4*', 'gpt-5*', 'gpt-6*', 'codex*', '*-codex*', 'gpt-4.1*'],
    },
    says: 'rename(maxTokens -> max_completion_tokens)',
    cases: [],
    enforced: 'dialect',
    by: 'openai-chat: maxTokensField',
    source:
      'RQ providers/openai/adapter_helpers.ex add_token_limits; AI openai chat model; RG openai/adapter_shared.rs:206; LL gpt_5/o_series; LD token_limit_key (34 models)',
    confidence: 'obs',
  },
  {
    id: 'openai.max-tokens.chat-default',
    match: { provider: ['openai'], api: ['openai-chat'] },
    says: 'rename(maxTokens -> max_completion_tokens) is accepted by every current model; max_tokens is deprecated',
    cases: [],
    enforced: 'dialect',
    by: 'openai-chat: maxTokensField',
    source: 'PI api/openai-completions.js detectCompat',
    confidence: 'doc',
  },
  {
    id: 'openai.max-tokens.responses',
    match: { provider: ['openai', 'azure', 'xai', 'github-copilot'], api: ['openai-responses'] },
    says: 'rename(maxTokens -> max_output_tokens)',
    cases: [],
    enforced: 'dialect',
    by: 'openai-responses: max_output_tokens',
    source: 'RQ providers/openai/responses_api.ex:634',
    confidence: 'obs',
  },
  {
    id: 'openai.max-tokens.min16',
    match: { provider: ['openai', 'azure'], api: ['openai-responses'] },
    says: 'maxTokens < 16: clamp(maxTokens, min 16) + warning',
    cases: [],
    enforced: 'dialect',
    by: 'openai-responses: minOutputTokens',
    source: 'RQ providers/openai.ex:655-661; PI api/openai-responses.js OPENAI_RESPONSES_MIN_OUTPUT_TOKENS',
    confidence: 'obs',
  },
  {
    id: 'openai.max-tokens.chatgpt-signin',
    match: { provider: ['openai-codex'], api: ['openai-responses'] },
    says: 'ChatGPT sign-in token: drop(max_output_tokens, temperature, prompt_cache_retention, prompt_cache_options)',
    cases: [],
    enforced: 'dialect',
    by: 'providers/openai-codex.ts: unsupported',
    source: 'PI api/openai-responses.js omitUnsupportedFields; RQ providers/openai_codex.ex',
    confidence: 'code',
  },
  {
    id: 'openai.effort.gpt5',
    match: { provider: ['openai', 'azure'], model: ['gpt-5', 'gpt-5-mini*', 'gpt-5-nano*', 'gpt-5-codex*'] },
    says: 'effort values minimal|low|medium|high; none and xhigh unsupported',
    cases: [
      {
        match: { model: ['gpt-5-codex*'] },
        then: [
          {
            op: 'effort',
            shape: 'portable',
            values: { none: 'low', minimal: 'low', xhigh: 'high', max: 'high' },
          },
        ],
        when: { effort: ['any'] },
      },
      {
        then: [{ op: 'effort', shape: 'portable', values: { none: 'minimal', xhigh: 'high', max: 'high' } }],
        when: { effort: ['any'] },
      },
    ],
    enforced: 'engine',
    source:
      "AI getGpt5ReasoningEfforts; MD reasoning_options; FX 400 for none: \"Supported values are: 'minimal', 'low', 'medium', and 'high'\" on gpt-5, -mini, -nano, without minimal on gpt-5-codex",
    confidence: 'obs',
  },
  {
    id: 'openai.effort.gpt51',
    match: { provider: ['openai', 'azure'], model: ['gpt-5.1*'], notModel: ['*codex-max*'] },
    says: 'effort values none|low|medium|high; default none',
    cases: [
      {
        match: { model: ['gpt-5.1-codex*'] },
        then: [
          {
            op: 'effort',
            shape: 'portable',
            values: { none: 'low', minimal: 'low', xhigh: 'high', max: 'high' },
          },
        ],
        when: { effort: ['any'] },
      },
      {
        then: [{ op: 'effort', shape: 'portable', values: { minimal: 'low', xhigh: 'high', max: 'high' } }],
        when: { effort: ['any'] },
      },
    ],
    enforced: 'engine',
    source: "AI; PA; FX 400 for none on gpt-5.1-codex: \"Supported values are: 'low', 'medium', and 'high'\"",
    confidence: 'obs',
  },
  {
    id: 'openai.effort.gpt52-55',
    match: {
      provider: ['openai', 'azure'],
      model: ['gpt-5.2*', 'gpt-5.3*', 'gpt-5.4*', 'gpt-5.5*', 'gpt-5.1-codex-max'],
    },
    says: 'effort values none|low|medium|high|xhigh (gpt-5.5 defaults to on, 5.2-5.4 to none)',
    cases: [
      {
        match: { model: ['gpt-5.1-codex-max'] },
        then: [{ op: 'effort', shape: 'portable', values: { none: 'low', minimal: 'low', max: 'xhigh' } }],
        when: { effort: ['any'] },
      },
      {
        then: [{ op: 'effort', shape: 'portable', values: { minimal: 'low', max: 'xhigh' } }],
        when: { effort: ['any'] },
      },
    ],
    enforced: 'engine',
    source:
      "AI; PA _REASONING_SUPPORT_BY_PREFIX; LL xhigh; FX 400 for none on gpt-5.1-codex-max: \"Supported values are: 'low', 'medium', 'high', and 'xhigh'\"",
    confidence: 'obs',
  },
  {
    id: 'openai.effort.gpt56',
    match: { provider: ['openai', 'azure'], model: ['gpt-5.6*', 'gpt-5.7*', 'gpt-5.8*', 'gpt-5.9*'] },
    says: 'effort values none|low|medium|high|xhigh|max, default on; minimal -> low; max only on responses; reasoning.mode standard|pro',
    cases: [
      {
        match: { api: ['openai-chat'] },
        then: [{ op: 'effort', shape: 'portable', values: { minimal: 'low', max: 'xhigh' } }],
        when: { effort: ['any'] },
      },
      {
        match: { api: ['openai-responses'] },
        then: [{ op: 'effort', shape: 'portable', values: { minimal: 'low' } }],
        when: { effort: ['any'] },
      },
    ],
    enforced: 'engine',
    source: 'PA; AI',
    confidence: 'obs',
  },
  {
    id: 'openai.effort.gpt6',
    match: { provider: ['openai', 'azure'], model: ['gpt-6*', 'gpt-7*', 'gpt-8*', 'gpt-9*'] },
    says: 'effort values low|medium|high|xhigh|max; none only on luna/sol/terra; effort can change mid-conversation (configuration_update)',
    cases: [
      {
        match: { model: ['gpt-6*luna*', 'gpt-6*sol*', 'gpt-6*terra*'] },
        then: [{ op: 'effort', shape: 'portable', values: { minimal: 'low' } }],
        when: { effort: ['any'] },
      },
      {
        match: {
          model: ['gpt-6*', 'gpt-7*', 'gpt-8*', 'gpt-9*'],
          notModel: ['gpt-6*luna*', 'gpt-6*sol*', 'gpt-6*terra*'],
        },
        then: [{ op: 'effort', shape: 'portable', values: { none: 'low', minimal: 'low' } }],
        when: { effort: ['any'] },
      },
    ],
    enforced: 'engine',
    source: 'AI; PI thinkingLevelMap',
    confidence: 'doc',
  },
  {
    id: 'openai.effort.pro',
    match: { provider: ['openai', 'azure'], model: ['gpt-5.2-pro*', 'gpt-5.4-pro*', 'gpt-5.5-pro*'] },
    says: 'effort values medium|high|xhigh; cannot be off',
    cases: [
      {
        then: [
          {
            op: 'effort',
            shape: 'portable',
            values: { none: 'medium', minimal: 'medium', low: 'medium', max: 'xhigh' },
          },
        ],
        when: { effort: ['any'] },
      },
    ],
    enforced: 'engine',
    source: 'PA; PI thinkingLevelMap; MD',
    confidence: 'obs',
  },
  {
    id: 'openai.effort.gpt5-pro',
    match: { provider: ['openai', 'azure'], model: ['gpt-5-pro*'] },
    says: 'effort value high only',
    cases: [
      {
        then: [
          {
            op: 'effort',
            shape: 'portable',
            values: {
              none: 'high',
              minimal: 'high',
              low: 'high',
              medium: 'high',
              xhigh: 'high',
              max: 'high',
            },
          },
        ],
        when: { effort: ['any'] },
      },
    ],
    enforced: 'engine',
    source: 'PI thinkingLevelMap; MD',
    confidence: 'doc',
  },
  {
    id: 'openai.effort.o-series',
    match: { provider: ['openai', 'azure'], model: ['o1', 'o1-2*', 'o3*', 'o4*', 'o5*', 'o6*', 'o1-pro*'] },
    says: 'effort values low|medium|high; none/minimal unsupported',
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
    source:
      "PI; MD; FX 400 for none on o1, o1-pro, o3, o3-mini, o3-pro, o4-mini: \"Supported values are: 'low', 'medium', and 'high'\"",
    confidence: 'obs',
  },
  {
    id: 'openai.effort.shape',
    match: { provider: ['openai', 'azure'] },
    says: 'chat: reasoning_effort string; responses: reasoning {effort, summary}',
    cases: [],
    enforced: 'dialect',
    by: 'openai-chat and openai-responses: encode-options',
    source: 'RQ responses_api.ex:1387; LL _normalize_reasoning_effort',
    confidence: 'obs',
  },
  {
    id: 'openai.effort.budget',
    match: { provider: ['openai', 'azure'] },
    says: 'reasoning budget in tokens given: map to the nearest effort, drop(budget) + warning',
    cases: [],
    enforced: 'dialect',
    by: 'openai-chat and openai-responses: effortOfBudget',
    source: 'RQ param_profiles.ex canonical_steps',
    confidence: 'code',
  },
  {
    id: 'openai.chat.stream-usage',
    match: { api: ['openai-chat'] },
    says: 'stream: set(stream_options,{include_usage:true}) unless the server rejects it',
    cases: [],
    enforced: 'dialect',
    by: 'openai-chat: streamUsage',
    source: 'RQ provider/defaults.ex; PI supportsUsageInStreaming',
    confidence: 'obs',
  },
  {
    id: 'openai.chat.no-topk',
    match: { provider: ['openai', 'azure', 'openrouter'], api: ['openai-chat'] },
    says: 'drop(topK)',
    cases: [],
    enforced: 'dialect',
    by: 'openai-chat: sampling',
    source: 'AI; RQ providers/openrouter.ex:266',
    confidence: 'doc',
  },
];
