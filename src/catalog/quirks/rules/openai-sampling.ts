import type { Rule } from '../rule.ts';

export const rules: readonly Rule[] = [
  {
    id: 'openai.sampling.o-series',
    match: { provider: ['openai', 'azure'], model: ['o1*', 'o3*', 'o4*', 'o5*', 'o6*'] },
    says: 'drop(temperature, topP, topK, presencePenalty, frequencyPenalty, logprobs, topLogprobs, logitBias)',
    cases: [
      {
        then: [{ op: 'drop', params: ['temperature'], level: 'warn' }],
        when: { param: { temperature: { not: 1 } } },
      },
      {
        then: [
          {
            op: 'drop',
            params: ['topK', 'topP', 'logprobs', 'presencePenalty', 'frequencyPenalty', 'stop'],
            level: 'warn',
          },
        ],
      },
    ],
    enforced: 'engine',
    source:
      'RQ providers/openai/param_profiles.ex no_sampling_params; AI; LL o_series; LD temperature=unsupported',
    confidence: 'obs',
  },
  {
    id: 'openai.sampling.gpt5',
    match: {
      provider: ['openai', 'azure'],
      model: [
        'gpt-5',
        'gpt-5-2025*',
        'gpt-5-mini*',
        'gpt-5-nano*',
        'gpt-5-pro*',
        'gpt-5-codex*',
        'gpt-5.*-pro*',
        'gpt-5.*-codex*',
      ],
    },
    says: 'drop(temperature, topP, presencePenalty, frequencyPenalty, logprobs, topLogprobs, logitBias, stop); temperature 1 is tolerated',
    cases: [
      {
        then: [{ op: 'drop', params: ['temperature'], level: 'warn' }],
        when: { param: { temperature: { not: 1 } } },
      },
      {
        then: [
          {
            op: 'drop',
            params: ['topP', 'logprobs', 'presencePenalty', 'frequencyPenalty', 'stop'],
            level: 'warn',
          },
        ],
      },
    ],
    enforced: 'engine',
    source:
      'RQ param_profiles.ex; PA profiles/openai.py _ALWAYS_ON_REASONING; LL gpt_5; FX 400 for temperature 0.5: gpt-5.2-pro, gpt-5.4-pro, gpt-5.5-pro, gpt-5.1-codex, gpt-5.1-codex-max',
    confidence: 'obs',
  },
  {
    id: 'openai.sampling.gpt51plus',
    match: {
      provider: ['openai', 'azure'],
      model: [
        'gpt-5.1*',
        'gpt-5.2*',
        'gpt-5.3*',
        'gpt-5.4*',
        'gpt-5.5*',
        'gpt-5.6*',
        'gpt-5.7*',
        'gpt-5.8*',
        'gpt-5.9*',
      ],
      notModel: ['*-pro*', '*-chat*', 'gpt-5.1-codex*'],
    },
    says: 'effort resolves to none: keep(temperature, topP, logprobs); any other effort: drop them',
    cases: [
      {
        then: [{ op: 'drop', params: ['temperature', 'topP', 'logprobs'], level: 'warn' }],
        when: { effort: ['any'], effortNot: ['none'] },
      },
      {
        match: {
          model: ['gpt-5.5*', 'gpt-5.6*', 'gpt-5.7*', 'gpt-5.8*', 'gpt-5.9*'],
          notModel: ['*-pro*', '*-chat*'],
        },
        then: [{ op: 'drop', params: ['temperature', 'topP', 'logprobs'], level: 'warn' }],
        when: { effort: ['unset'] },
      },
    ],
    enforced: 'engine',
    source:
      'PA profiles/openai.py _OPT_IN_REASONING; AI openai-model-catalog.ts sampling=reasoning-effort-none; LL; FX 400 for temperature without an effort: gpt-5.5, gpt-5.6; 200: gpt-5.4',
    confidence: 'obs',
  },
  {
    id: 'openai.sampling.gpt6',
    match: {
      provider: ['openai', 'azure'],
      model: ['gpt-6-astra*', 'gpt-6.1-sol*', 'gpt-7*', 'gpt-8*', 'gpt-9*'],
    },
    says: 'drop(temperature, topP, logprobs) always',
    cases: [{ then: [{ op: 'drop', params: ['temperature', 'topP', 'logprobs'], level: 'warn' }] }],
    enforced: 'engine',
    source: 'AI openai-model-catalog.ts isGpt6OrLaterModel',
    confidence: 'doc',
  },
  {
    id: 'openai.sampling.gpt6-optin',
    match: { provider: ['openai'], model: ['gpt-6-luna*', 'gpt-6-sol*', 'gpt-6.1-terra*'] },
    says: 'effort resolves to none: keep(temperature, topP); otherwise drop',
    cases: [
      {
        then: [{ op: 'drop', params: ['temperature', 'topP', 'logprobs'], level: 'warn' }],
        when: { effort: ['any'], effortNot: ['none'] },
      },
      {
        then: [{ op: 'drop', params: ['temperature', 'topP', 'logprobs'], level: 'warn' }],
        when: { effort: ['unset'] },
      },
    ],
    enforced: 'engine',
    source: 'AI openai-model-catalog.ts configurableNonReasoning',
    confidence: 'doc',
  },
  {
    id: 'openai.sampling.chat-latest',
    match: { provider: ['openai'], model: ['gpt-5.1-chat*', 'gpt-5.2-chat*', 'gpt-5.3-chat*'] },
    says: 'drop(temperature, topP, effort): they reason at a fixed medium',
    cases: [{ then: [{ op: 'drop', params: ['temperature', 'topP', 'effort'], level: 'warn' }] }],
    enforced: 'engine',
    source:
      'PA profiles/openai.py; contradicts LD (temperature=any); FX 400 for temperature and for effort none, "Supported values are: \'medium\'", on gpt-5.1/5.2/5.3-chat-latest',
    confidence: 'obs',
  },
  {
    id: 'openai.sampling.gpt5-chat',
    match: { provider: ['openai'], model: ['gpt-5-chat-latest'] },
    says: 'not a reasoning model: keep sampling, drop(effort, tools, output schema); max_tokens accepted',
    cases: [
      { then: [{ op: 'drop', params: ['effort'], level: 'warn' }] },
      { then: [{ op: 'reject', message: 'The model takes no tools.' }], when: { tools: true } },
    ],
    enforced: 'engine',
    source:
      'PA _NO_REASONING; AI definitions; RQ adapter_helpers gpt5_model?; FX 400 for effort, 404 for tools, 200 for an output schema',
    confidence: 'obs',
  },
  {
    id: 'openai.sampling.search-preview',
    match: {
      provider: ['openai'],
      api: ['openai-chat'],
      model: ['gpt-4o-search-preview*', 'gpt-4o-mini-search-preview*'],
    },
    says: 'drop(temperature)',
    cases: [{ then: [{ op: 'drop', params: ['temperature'], level: 'warn' }] }],
    enforced: 'engine',
    source: 'AI openai-chat-language-model.ts temperatureWithoutReasoning',
    confidence: 'doc',
  },
  {
    id: 'openai.sampling.search-api',
    match: { provider: ['openai'], api: ['openai-chat'], model: ['gpt-5-search*'] },
    says: 'allow only max_completion_tokens, stream, web_search_options, service_tier, response_format, user, store, verbosity',
    cases: [
      {
        then: [
          {
            op: 'drop',
            params: [
              'temperature',
              'topP',
              'topK',
              'presencePenalty',
              'frequencyPenalty',
              'logprobs',
              'seed',
              'stop',
              'tools',
              'toolChoice',
              'parallelToolCalls',
              'effort',
              'metadata',
            ],
            level: 'warn',
          },
        ],
      },
    ],
    enforced: 'engine',
    source: 'LL gpt_5_transformation.py is_model_gpt_5_search_model',
    confidence: 'code',
  },
];
