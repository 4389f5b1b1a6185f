// What became of each rule of ../shared/models/quirks.json when the rules were taken over: who enforces it, and for those
// that the engine enforces, the structured form that a person gave the words. Read by import-quirks.mjs, once.

const drop = (...params) => ({ op: 'drop', params, level: 'warn' });
const clamp = (param, bounds) => ({ op: 'clamp', param, ...bounds });
const map = (param, values) => ({ op: 'map', param, values });
const set = (path, value) => ({ op: 'set', path, value });
const preset = (path, value) => ({ op: 'default', path, value });
const effort = (values) => ({ op: 'effort', shape: 'portable', values });
const choice = (from, to) => ({ op: 'toolChoice', from, to });
const strip = (part, ...keywords) => ({ op: 'schema', for: part, strip: keywords, describeStripped: true });
const output = (strategy) => ({ op: 'output', strategy });
const route = (api) => ({ op: 'route', api });
const history = (fix) => ({ op: 'history', fix });
const header = (name, value) => ({ op: 'header', name, value });
const reject = (message) => ({ op: 'reject', message });
const rename = (param, to) => ({ op: 'rename', param, to });
const role = (to) => ({ op: 'role', from: 'system', to });

const forced = { toolChoice: ['required', 'named'] };
const schema = { output: 'schema' };
const tools = { tools: true };
const given = { effort: ['any'] };
const sampling = ['temperature', 'topP', 'logprobs'];
const all = [...sampling, 'presencePenalty', 'frequencyPenalty', 'stop'];
const notOne = { param: { temperature: { not: 1 } } };

/** Enforced by the encoders and their dialects; the text says where. */
export const dialect = {};
/** Enforced by nobody so far; the text says why. */
export const notYet = {};
/** Enforced by the engine: cases in the order in which they are tried, and what else differs from the imported rule. */
export const engine = {};

const d = (ids, where) => ids.split(' ').forEach((id) => (dialect[id] = where));
const n = (ids, why) => ids.split(' ').forEach((id) => (notYet[id] = why));
const e = (id, cases, over = {}) => (engine[id] = { cases: [cases].flat(), ...over });
// oxlint-disable-next-line unicorn/no-thenable -- the member of a rule, never awaited
const c = (then, when, match) => ({ then: [then].flat(), ...(when && { when }), ...(match && { match }) });

// OpenAI and Azure
n(
  'openai.route.responses',
  'OpenAI is spoken to in Chat Completions first; Responses for all is a decision of its own',
);
d('openai.route.responses-only', 'routes in providers/openai.ts');
e('openai.route.chat-only', c(route('openai-chat')), {
  addModel: ['gpt-5-search-api*', 'o1-mini*', 'o1-preview*'],
  addSource: 'FX "not supported with the Responses API" for gpt-5-search-api, o1-mini, o1-preview',
});
e('openai.route.not-chat', c(reject('This is no chat model.')));
e(
  'openai.chat.tools-with-reasoning',
  c(preset('reasoning.effort', 'none'), { tools: true, effort: ['unset'] }),
);
e(
  'openai.chat.tools-with-reasoning-54',
  c(drop('effort'), { tools: true, effort: ['any'], effortNot: ['none'] }),
);
d('openai.max-tokens.chat openai.max-tokens.chat-default', 'openai-chat: maxTokensField');
d('openai.max-tokens.responses', 'openai-responses: max_output_tokens');
d('openai.max-tokens.min16', 'openai-responses: minOutputTokens');
d('openai.max-tokens.chatgpt-signin', 'providers/openai-codex.ts: unsupported');
e('openai.sampling.o-series', [c(drop('temperature'), notOne), c(drop('topK', ...all.slice(1)))]);
e('openai.sampling.gpt5', [c(drop('temperature'), notOne), c(drop(...all.slice(1)))], {
  addModel: ['gpt-5.*-pro*', 'gpt-5.*-codex*'],
  addSource:
    'FX 400 for temperature 0.5: gpt-5.2-pro, gpt-5.4-pro, gpt-5.5-pro, gpt-5.1-codex, gpt-5.1-codex-max',
});
e(
  'openai.sampling.gpt51plus',
  [
    c(drop(...sampling), { effort: ['any'], effortNot: ['none'] }),
    c(drop(...sampling), { effort: ['unset'] }, { model: ['gpt-5.5*', 'gpt-5.6*', '!*-pro*', '!*-chat*'] }),
  ],
  { addSource: 'FX 400 for temperature without an effort: gpt-5.5, gpt-5.6; 200: gpt-5.4' },
);
e('openai.sampling.gpt6', c(drop(...sampling)));
e('openai.sampling.gpt6-optin', [
  c(drop(...sampling), { effort: ['any'], effortNot: ['none'] }),
  c(drop(...sampling), { effort: ['unset'] }),
]);
e('openai.sampling.chat-latest', c(drop('temperature', 'topP', 'effort')), {
  addSource:
    'FX 400 for temperature and for effort none, "Supported values are: \'medium\'", on gpt-5.1/5.2/5.3-chat-latest',
});
e('openai.sampling.gpt5-chat', [c(drop('effort')), c(reject('The model takes no tools.'), tools)], {
  addSource: 'FX 400 for effort, 404 for tools, 200 for an output schema',
});
e('openai.sampling.search-preview', c(drop('temperature')));
e(
  'openai.sampling.search-api',
  c(
    drop(
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
    ),
  ),
);
d('openai.responses.no-sampling-extras', 'openai-responses: unsupported');
d('openai.chat.no-topk', 'openai-chat: sampling');
e(
  'openai.effort.gpt5',
  [
    c(effort({ none: 'low', minimal: 'low', xhigh: 'high', max: 'high' }), given, {
      model: ['gpt-5-codex*'],
    }),
    c(effort({ none: 'minimal', xhigh: 'high', max: 'high' }), given),
  ],
  {
    addModel: ['gpt-5-codex*'],
    addSource:
      "FX 400 for none: \"Supported values are: 'minimal', 'low', 'medium', and 'high'\" on gpt-5, -mini, -nano, without minimal on gpt-5-codex",
  },
);
e(
  'openai.effort.gpt51',
  [
    c(effort({ none: 'low', minimal: 'low', xhigh: 'high', max: 'high' }), given, {
      model: ['gpt-5.1-codex*'],
    }),
    c(effort({ minimal: 'low', xhigh: 'high', max: 'high' }), given),
  ],
  { addSource: "FX 400 for none on gpt-5.1-codex: \"Supported values are: 'low', 'medium', and 'high'\"" },
);
e(
  'openai.effort.gpt52-55',
  [
    c(effort({ none: 'low', minimal: 'low', max: 'xhigh' }), given, { model: ['gpt-5.1-codex-max'] }),
    c(effort({ minimal: 'low', max: 'xhigh' }), given),
  ],
  {
    addSource:
      "FX 400 for none on gpt-5.1-codex-max: \"Supported values are: 'low', 'medium', 'high', and 'xhigh'\"",
  },
);
e('openai.effort.gpt56', [
  c(effort({ minimal: 'low', max: 'xhigh' }), given, { api: ['openai-chat'] }),
  c(effort({ minimal: 'low' }), given, { api: ['openai-responses'] }),
]);
e('openai.effort.gpt6', [
  c(effort({ minimal: 'low' }), given, { model: ['gpt-6*luna*', 'gpt-6*sol*', 'gpt-6*terra*'] }),
  c(effort({ none: 'low', minimal: 'low' }), given, {
    model: ['gpt-6*', '!gpt-6*luna*', '!gpt-6*sol*', '!gpt-6*terra*'],
  }),
]);
e('openai.effort.pro', c(effort({ none: 'medium', minimal: 'medium', low: 'medium', max: 'xhigh' }), given));
e(
  'openai.effort.gpt5-pro',
  c(
    effort({ none: 'high', minimal: 'high', low: 'high', medium: 'high', xhigh: 'high', max: 'high' }),
    given,
  ),
);
e('openai.effort.o-series', c(effort({ none: 'low', minimal: 'low', xhigh: 'high', max: 'high' }), given), {
  addModel: ['o1-pro*'],
  addSource:
    "FX 400 for none on o1, o1-pro, o3, o3-mini, o3-pro, o4-mini: \"Supported values are: 'low', 'medium', and 'high'\"",
});
e('openai.effort.codex-reject', c(drop('effort')), {
  addModel: ['gpt-4.1*', 'gpt-4o*'],
  addSource: 'FX 400 for reasoning.effort on gpt-4.1',
});
d('openai.effort.shape', 'openai-chat and openai-responses: encode-options');
d('openai.effort.budget', 'openai-chat and openai-responses: effortOfBudget');
d('openai.reasoning.stateless-replay', 'openai-responses: encryptedReasoning, replayReasoning');
d('openai.reasoning.item-pairing', 'openai-responses: encode-assistant');
e('openai.store.codex', c(preset('store', false)));
d('openai.reasoning.usage', 'openai-responses: usage');
e('openai.role.developer', c(role('developer')));
e('openai.role.o1-preview', c([role('user'), drop('tools', 'toolChoice', 'output')]), {
  addSource: 'FX 400 for the roles system and developer on o1-mini',
});
d('openai.tools.strict', 'openai-chat: closedSchema; openai-responses: strict-schema');
e('openai.tools.strict-parallel', c(preset('parallelToolCalls', false), { tools: true, output: 'schema' }));
d('openai.tools.function-name', 'openai-chat and openai-responses: encode-tools');
d('openai.tools.call-id', 'openai-chat and openai-responses: toolCallIds');
n('openai.tools.gpt35-instruct', 'not followed: five replies with HTTP 200 are recorded');
n(
  'openai.tools.all-outputs',
  'what the caller leaves unanswered is not answered for it; the API says so with a 400',
);
e('openai.tier.flex', c(drop('serviceTier'), { param: { serviceTier: 'flex' } }));
e('openai.tier.priority', c(drop('serviceTier'), { param: { serviceTier: ['priority', 'fast'] } }));
n('openai.tier.price', 'a price, not a setting: cards of the catalogue by service tier');
e('openai.cache.retention', c(drop('prompt_cache_retention')));
e('openai.cache.key', c(clamp('prompt_cache_key', { max: 64 })));
d('openai.chat.stream-usage', 'openai-chat: streamUsage');
n(
  'openai.image.response-format openai.embed.dimensions openai.audio.transcribe',
  'the operation does not exist here yet',
);
e('openai.deep-research.tools', c(preset('tools', [{ type: 'web_search_preview' }])), {
  addSource:
    "FX 400 \"Deep research models require at least one of 'web_search_preview', 'mcp', or 'file_search' tools\"",
});
n(
  'openai.timeout.reasoning',
  "time limits are the caller's and the client's; 300 s would be a default of theirs",
);
n(
  'azure.path azure.api-version azure.documents azure.deepseek.reasoning-usage azure.env-per-family',
  'Azure is no provider here yet',
);
d('azure.encrypted-reasoning', 'openai-responses: read-thoughts');
e('azure.mistral.max-tokens', c(rename('max_completion_tokens', 'max_tokens')));
e('azure.claude.json-schema', c(output('tool'), schema));
e('azure.claude.service-tier', c(drop('serviceTier')));
e('azure.claude.stub-tools', c(history('stub-tools'), { tools: false, history: ['tools'] }));

// Anthropic
d('anthropic.max-tokens.required', 'anthropic-messages: encode-reasoning, defaultMaxTokens');
d(
  'anthropic.stop anthropic.unsupported anthropic.temperature.range anthropic.thinking.sampling',
  'anthropic-messages: encode-options',
);
d('anthropic.temperature-xor-topp', 'anthropic-messages: oneSamplerModels');
d('anthropic.sampling.rejected', 'anthropic-messages: fixedSamplingModels');
d('anthropic.thinking.budget anthropic.effort.none', 'anthropic-messages: budgets');
d('anthropic.thinking.max-tokens', 'anthropic-messages: fitBudget');
d('anthropic.thinking.adaptive anthropic.thinking.budget-rejected', 'anthropic-messages: adaptiveModels');
d('anthropic.thinking.always-on', 'anthropic-messages: alwaysThinkingModels');
d(
  'anthropic.thinking.default-on anthropic.thinking.off-cap',
  'anthropic-messages: planSilence (a portable effort cannot be both off and high)',
);
n('anthropic.effort.supported', 'the budget says enough; an effort beside it is no portable wish');
d('anthropic.effort.levels', 'anthropic-messages: noExtraHighModels');
d('anthropic.effort.minimal', 'anthropic-messages: efforts');
d('anthropic.toolchoice.thinking anthropic.toolchoice.map', 'anthropic-messages: encode-tools');
d('anthropic.toolchoice.rejected', 'anthropic-messages: unforcedToolModels');
d('anthropic.output.native', 'anthropic-messages: outputField');
e('anthropic.output.tool', c(output('tool'), schema));
d('anthropic.output.schema', 'anthropic-messages: schema');
e(
  'anthropic.output.no-prefill',
  c(reject('An answer with a schema cannot continue an assistant message; end with a user message.'), {
    output: 'schema',
    has: ['prefill'],
  }),
);
d('anthropic.history.tool-ids', 'anthropic-messages: tool-ids');
d('anthropic.history.thinking anthropic.history.empty', 'anthropic-messages: encode-messages');
n('anthropic.cache.beta', "a portable cache option does not exist yet; the price is the catalogue's");
e(
  'anthropic.beta.interleaved',
  c(header('anthropic-beta', 'interleaved-thinking-2025-05-14'), { thinking: true, tools: true }),
  {
    notModel: ['claude-*-4-6*', 'claude-*-4-7*', 'claude-*-4-8*'],
  },
);
d('anthropic.beta.files', 'anthropic-messages: filesBeta');
e(
  'anthropic.fast-mode',
  c([set('speed', 'fast'), drop('service_tier'), header('anthropic-beta', 'fast-mode-2026-02-01')], {
    param: { service_tier: 'fast' },
  }),
);
d('anthropic.compat.fireworks', 'providers/fireworks-ai.ts');
d('anthropic.compat.vercel', 'providers/vercel.ts');
n('anthropic.compat.minimax', 'MiniMax is spoken to in Chat Completions only');

// Bedrock
n('bedrock.profile-prefix', 'a matter of finding the entry: catalogue lookup');
n('bedrock.profile-required bedrock.api-choice', 'the caller names the profile and the protocol');
d(
  'bedrock.thinking.claude bedrock.thinking.openai bedrock.thinking.nova bedrock.thinking.qwen',
  'bedrock-converse: reasoning',
);
n(
  'bedrock.thinking.gpt5',
  'no model of the kind is recorded; bedrock-converse drops the effort with a warning',
);
e('bedrock.thinking.govcloud', c(drop('additionalModelRequestFields.thinking.display')));
e('bedrock.sampling.gpt-oss', c(drop('stop')));
e('bedrock.unsupported', c(clamp('temperature', { min: 0, max: 1 })), {
  note: 'The rest of it is bedrock-converse: dropForeign.',
});
e('bedrock.toolchoice', c(drop('toolChoice'), forced));
n(
  'bedrock.no-stream-tools cerebras.stream',
  "answering a stream from a whole body is the client's, which cannot yet",
);
e('bedrock.tool-schema.llama', c(strip('tools', 'additionalProperties'), tools), { model: ['*meta.llama*'] });
n('bedrock.parse.llama-null-tool', 'text stays text: taking words out of an answer needs a recording');
d('bedrock.tool-history', 'bedrock-converse: encode-tools (placeholders)');
e('bedrock.first-user', c(history('lead-user')));
e('bedrock.tool-result-alone', c(history('gap-assistant')), { model: ['*meta.*', '*mistral.*'] });
n(
  'bedrock.tool-result-status bedrock.tool-result-json',
  'the member is in every result; nobody recorded the refusal',
);
d('bedrock.tool-ids', 'bedrock-converse: toolCallIds');
n('bedrock.signature', 'signatures go back to the model that gave them only; others give none');
d('bedrock.gpt-oss.tool-name', 'bedrock-invoke: tool messages carry no name (toolResultName)');
e('bedrock.strict', c(drop('strict')), {
  model: ['*'],
  notModel: [
    '*claude-*-4-5*',
    '*claude-*-4-6*',
    '*claude-*-4-7*',
    '*claude-*-4-8*',
    '*claude-*-5*',
    '*nova*',
    '*zai.glm*',
  ],
  addSource: 'FX 400 "tools.0.custom.strict: Extra inputs are not permitted"',
});
d('bedrock.cache', 'bedrock-converse: cache-point');

// Google
d('google.params', 'google-generate: encode-settings');
d(
  'google.thinking.budget google.thinking.pro-min google.thinking.flash-max',
  'google-generate: budgets, budgetRanges',
);
d(
  'google.thinking.level google.thinking.level-min-low google.thinking.xor',
  'google-generate: encode-thinking',
);
e('google.thinking.upper', c(effort({ low: 'minimal', medium: 'high', xhigh: 'high', max: 'high' }), given), {
  note: 'The spelling in capitals is not needed: the API reads both.',
});
d('google.thinking.none', 'google-generate: thoughtlessModels');
d('google.signature google.signature.same-model', 'google-generate: encode-messages, foreignSignature');
d('google.output.schema-field', 'google-generate: outputSchemaField');
e('google.output.with-tools', c(output('tool'), { output: 'schema', tools: true }));
e('google.output.with-forced-tools', c(output('tool'), { output: 'schema', tools: true, ...forced }));
d(
  'google.output.tuple google.tool-schema',
  'google-generate: parametersJsonSchema takes JSON Schema; open-api-schema for hosts that do not',
);
e(
  'google.tools.mix',
  c(reject("This model takes functions or Google's own tools, not both."), {
    tools: true,
    has: ['providerTools'],
  }),
);
n('google.tool-ids google.vertex.response-format google.vertex.claude', 'Vertex is no provider here yet');
d('google.tool-images', 'google-generate: resultMediaModels');
d('google.system.gemma', 'google-generate: systemlessModels');
d('google.penalties', 'google-generate: modelUnsupported');
n('google.image.n google.image.imagen xai.image', 'the operation does not exist here yet');
d('google.finish.malformed', 'google-generate: read');

// xAI
d('xai.max-tokens', 'openai-chat: maxTokensField (both names recorded with HTTP 200)');
d('xai.unsupported xai.names', 'providers/xai.ts');
e('xai.stop', c(drop('stop')));
e('xai.penalties', c(drop('presencePenalty', 'frequencyPenalty')));
e(
  'xai.effort.grok3',
  c(effort({ none: 'low', minimal: 'low', medium: 'high', xhigh: 'high', max: 'high' }), given),
);
e('xai.effort.grok43', c(effort({ minimal: 'low', xhigh: 'high', max: 'high' }), given));
e('xai.effort.grok45', c(effort({ none: null, minimal: 'low', xhigh: 'high', max: 'high' }), given));
e('xai.effort.none', c(drop('effort')), {
  addModel: ['grok-code-fast-1*'],
  addSource: 'FX 400 "Model grok-code-fast-1 does not support parameter reasoningEffort"',
});
e(
  'xai.output.schema',
  c(
    strip(
      'output',
      'minLength',
      'maxLength',
      'minItems',
      'maxItems',
      'minContains',
      'maxContains',
      'pattern',
    ),
    schema,
  ),
);
e('xai.output.legacy', c(output('tool'), schema));
n('xai.tools.strict', 'not followed: strict tools are recorded with HTTP 200');
d('xai.tools.finish', 'openai-chat: finish');
d('xai.usage.reasoning xai.usage.cost', 'openai-chat: usage');
n('xai.search', 'web search is no portable option yet');

// Groq, Mistral
n('groq.object.min-tokens', "only for answers by tool, which the caller's layer makes");
e('groq.effort.none', c(drop('effort')), { addModel: ['meta-llama/*'] });
e('groq.effort.gpt-oss', c(effort({ none: 'low', minimal: 'low', xhigh: 'high', max: 'high' }), given));
e(
  'groq.effort.qwen3',
  c(
    map('reasoning_effort', {
      minimal: 'default',
      low: 'default',
      medium: 'default',
      high: 'default',
      xhigh: 'default',
      max: 'default',
    }),
  ),
);
e('groq.reasoning-format', c(preset('reasoning_format', 'parsed')), {
  addModel: ['deepseek-r1*'],
  addSource: 'FX 200 on deepseek-r1-distill-llama-70b',
});
d('groq.unsupported', 'providers/groq.ts');
e('groq.output.with-tools', c(output('tool'), { output: 'schema', tools: true }));
e('groq.output.schema', c(output('json-mode'), schema));
e(
  'groq.tier',
  c(
    map('serviceTier', {
      standard: 'on_demand',
      default: 'on_demand',
      priority: 'performance',
      fast: 'performance',
    }),
  ),
);
d(
  'mistral.seed mistral.max-tokens mistral.effort mistral.tool-ids mistral.names mistral.thinking-blocks mistral.topk',
  'providers/mistral.ts',
);
n('mistral.effort.large4 mistral.effort.glm53', 'the dialect has one list of levels for the whole host');
e('mistral.effort.none', c(drop('effort')));
e(
  'mistral.prompt-mode',
  c([set('prompt_mode', 'reasoning'), drop('reasoning_effort')], { effort: ['any'], effortNot: ['none'] }),
);
n('mistral.toolchoice', 'not followed: "required" and a named function are recorded with HTTP 200');
n('mistral.tool-schema', 'not followed: 46 requests with additionalProperties are recorded with HTTP 200');
n('mistral.embed', 'the operation does not exist here yet');

// DeepSeek, Moonshot, Z.AI, Alibaba, MiniMax
d(
  'deepseek.replay deepseek.max-tokens deepseek.thinking deepseek.unsupported deepseek.strict deepseek.output',
  'providers/deepseek.ts',
);
e('deepseek.sampling', [
  c(drop('temperature', 'topP'), { thinking: true }),
  c(drop('temperature', 'topP'), undefined, { model: ['deepseek-reasoner'] }),
]);
e(
  'deepseek.toolchoice',
  [
    c(choice('required', 'auto'), { toolChoice: ['required'], thinking: true }),
    c(choice('required', 'auto'), { toolChoice: ['required'] }, { model: ['deepseek-reasoner'] }),
  ],
  { addSource: 'FX 200 for required on deepseek-v4-flash without an effort' },
);
n(
  'deepseek.time-price alibaba.thinking-price perplexity.price',
  'a price, not a setting: cards of the catalogue',
);
e('moonshot.sampling', c(drop('temperature', 'topP', 'presencePenalty', 'frequencyPenalty')));
d(
  'moonshot.unsupported moonshot.toolchoice moonshot.thinking.k25 moonshot.effort-none moonshot.replay',
  'providers/moonshotai.ts',
);
n(
  'moonshot.thinking.k3 zai.effort zai.effort.53',
  'the dialect only switches thinking on and off for the whole host',
);
e('moonshot.thinking.k27', c(effort({ none: null }), { effort: ['none'] }));
e('moonshot.schema', [c(strip('tools', '$schema'), tools), c(strip('output', '$schema'), schema)]);
d('moonshot.usage', 'openai-chat: read-reply');
n('moonshot.url-images', 'nothing is downloaded for the caller');
d(
  'zai.thinking zai.toolchoice zai.max-tokens zai.endpoint',
  'providers/zai.ts, providers/zai-coding-plan.ts',
);
e('zai.tool-stream', c(set('tool_stream', true), { tools: true, stream: true }));
d('zai.usage', 'openai-chat: usage');
d('alibaba.thinking alibaba.schema alibaba.unsupported', 'providers/alibaba.ts');
e('alibaba.preserve', c(set('preserve_thinking', true), { tools: true, thinking: true }));
e('qwen.schema-defs', c({ op: 'schema', for: 'tools', inlineDefs: true }, tools), { quiet: true });
e('qwen.coder', [c(choice('required', 'auto'), { toolChoice: ['required'] }), c(drop('strict'))]);
n('qwen.leading-space', 'white space is part of the answer until a recording says otherwise');
d('minimax.max-tokens minimax.reasoning-split minimax.unsupported', 'providers/minimax.ts');

// Hosts
n(
  'cerebras.unsupported',
  'not followed: penalties, service_tier and parallel_tool_calls are recorded with HTTP 200',
);
e('cerebras.strict', c(set('tools.strict', true), tools));
e('cerebras.no-strict', [
  c(drop('strict'), tools),
  c(strip('tools', 'minimum', 'maximum', 'minLength', 'maxLength'), tools),
]);
d('cerebras.assistant-content cerebras.glm-replay', 'providers/cerebras.ts');
e('cerebras.gpt-oss-off', c(effort({ none: null }), { effort: ['none'] }));
n('cerebras.glm-json-toolcall', 'an answer is read as it is until a recording says otherwise');
d('openrouter.reasoning openrouter.max-tokens openrouter.role openrouter.details', 'providers/openrouter.ts');
e('openrouter.topk', c(drop('topK')));
n(
  'openrouter.cache openrouter.headers openrouter.pdf vercel.routing',
  'said in providerOptions or headers by the caller',
);
e('openrouter.usage', c(preset('usage', { include: true })), {
  quiet: true,
  addSource: 'FX no cost in 496 replies to requests without it',
});
n('openrouter.window', 'nobody counts tokens before a call yet');
n('openrouter.suffix', 'a matter of finding the entry: catalogue lookup');
n('openrouter.excluded', 'a failure of October 2025 is no reason to refuse today');
d('together.reasoning', 'providers/togetherai.ts');
d('fireworks.effort', 'providers/fireworks-ai.ts');
n('fireworks.id', "the caller's id goes over the wire as it is");
e('fireworks.default-tokens', c(preset('maxTokens', { fact: 'maxOutputTokens' })));
d('nvidia.reasoning', 'providers/nvidia.ts');
d('cloudflare.ai', 'providers/cloudflare-workers-ai.ts');
n('baseten.thinking', 'the dialect writes chat_template_kwargs only');
d('github-copilot.headers', 'providers/github-copilot.ts');
d('cohere.params cohere.output cohere.thinking', 'cohere-chat: encode-settings, encode-tools');
d('cohere.null-args', 'cohere-chat: read-message');
d('perplexity.unsupported', 'providers/perplexity.ts');
d('venice.params', 'providers/venice.ts');
d('zenmux.max-tokens', 'providers/zenmux.ts');
e('snowflake.strict', c(drop('strict')));
d('vllm.thinking', 'providers/vllm.ts');
d('llamacpp.thinking', 'providers/llama.cpp.ts');
d('sglang.thinking', 'providers/sglang.ts');
n('ollama.native', 'Ollama is spoken to in Chat Completions');
d('ollama.compat', 'providers/ollama.ts');
e('litellm.tools-empty', c(preset('tools', []), { tools: false, history: ['tools'] }));
n(
  'compat.tool-then-user compat.one-system compat.null-content compat.tool-name',
  'which servers demand it is not known: a field of the dialect, set by whoever knows',
);
d('compat.string-content', 'openai-chat: encode-messages');
d('compat.finish-reason', 'openai-chat: read (doneMarker)');
d('compat.reasoning-field', 'openai-chat: reasoningFields');
e('compat.gpt-oss-toolchoice', c(choice('required', 'auto'), { toolChoice: ['required'] }));
n('compat.think-tags', 'only where the dialect declares think tags; elsewhere they are text');
