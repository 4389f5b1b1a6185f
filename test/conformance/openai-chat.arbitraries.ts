// What Chat Completions can carry, in OpenAI's own dialect.
import fc, { type Arbitrary } from 'fast-check';
import { type Call, type CallBody, efforts } from '../../src/core/call.ts';
import type { Chunk } from '../../src/core/chunk.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import type {
  AssistantPart,
  Message,
  ToolCallPart,
  ToolResultPart,
  UserPart,
} from '../../src/core/message.ts';
import { modelOf } from '../../src/core/model.ts';
import type { ProviderTool, ToolDefinition } from '../../src/core/tool.ts';
import { usage } from '../../src/core/usage.ts';
import { callOf } from '../support/calls.ts';

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const name = fc.stringMatching(/^[a-zA-Z0-9_-]{1,20}$/);
const callId = fc.stringMatching(/^call_[a-zA-Z0-9]{1,30}$/);
const json = fc.jsonValue({ maxDepth: 3 }) as Arbitrary<Json>;
const object = fc.dictionary(fc.string({ maxLength: 8 }), json, { maxKeys: 3 }) as Arbitrary<JsonObject>;
const base64 = fc.base64String({ minLength: 4, maxLength: 40 });
const own = fc.constant({ openai: { cache_control: { type: 'ephemeral' } } });
const schema: Arbitrary<JsonObject> = fc.array(name, { maxLength: 3 }).map((names) => ({
  type: 'object',
  properties: Object.fromEntries(names.map((property) => [property, { type: 'string' }])),
  required: [...new Set(names)],
  additionalProperties: false,
}));

function maybe<T>(members: { [K in keyof T]: Arbitrary<T[K]> }): Arbitrary<Partial<T>> {
  return fc.record(members, { requiredKeys: [] }) as Arbitrary<Partial<T>>;
}

const textPart = fc.record(
  { type: fc.constant('text' as const), text: words, providerOptions: own },
  { requiredKeys: ['type', 'text'] },
);
const userPart: Arbitrary<UserPart> = fc.oneof(
  textPart,
  fc
    .tuple(
      fc.oneof(
        fc.record({ url: fc.webUrl() }),
        fc.record({ data: base64, mediaType: fc.constant('image/png') }),
      ),
      maybe({ detail: fc.constantFrom('auto', 'low', 'high'), providerOptions: own }),
    )
    .map(([source, rest]) => ({ type: 'image', source, ...rest }) as UserPart),
  fc
    .record({ data: base64, mediaType: fc.constantFrom('audio/wav', 'audio/mpeg') })
    .map((source): UserPart => ({ type: 'file', source })),
  fc
    .oneof(
      fc.record({ fileId: name }),
      fc.record({ data: base64, mediaType: fc.constant('application/pdf') }),
    )
    .chain((source) =>
      words.map((filename) =>
        'fileId' in source ? { type: 'file', source } : { type: 'file', source, filename },
      ),
    ) as Arbitrary<UserPart>,
);

const systemMessage = fc
  .array(textPart, { minLength: 1, maxLength: 2 })
  .map((content): Message => ({ role: 'system', content }));
const userMessage = fc
  .tuple(fc.array(userPart, { maxLength: 3 }), maybe({ name }))
  .map(([content, rest]): Message => ({ role: 'user', content, ...rest }));

const toolCall = fc
  .tuple(fc.record({ id: callId, name, input: object }), maybe({ signature: words }))
  .map(([call, rest]): ToolCallPart => ({ type: 'tool-call', ...call, ...rest }));
const brokenCall = fc.record({ id: callId, name }).map((call): ToolCallPart => ({
  type: 'tool-call',
  ...call,
  input: null,
  invalid: 'the arguments are not a JSON object',
  raw: '[1' + ']',
}));

const extraValue: Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  { audio: { id: 'audio_1' } },
  { annotations: [{ type: 'file', file: { hash: 'h' } }] },
);

const assistantTurn: Arbitrary<Message[]> = fc
  .record({
    text: fc.option(words),
    refusal: fc.option(words, { freq: 6 }),
    calls: fc.uniqueArray(
      fc.oneof({ weight: 5, arbitrary: toolCall }, { weight: 1, arbitrary: brokenCall }),
      {
        maxLength: 3,
        selector: (call) => call.id,
      },
    ),
    extra: fc.option(extraValue, { freq: 6 }),
    results: fc.array(fc.tuple(fc.option(words), fc.option(own, { freq: 6 })), {
      minLength: 3,
      maxLength: 3,
    }),
  })
  .map(({ text, refusal, calls, extra, results }) => {
    const content: AssistantPart[] = [
      ...(text === null ? [] : [{ type: 'text' as const, text }]),
      ...(refusal === null ? [] : [{ type: 'refusal' as const, text: refusal }]),
      ...calls,
      ...(extra === null ? [] : [{ type: 'extra' as const, provider: 'openai', value: extra }]),
    ];
    const answers = calls.map((call, index): ToolResultPart => {
      const [said, options] = results[index] as (typeof results)[number];
      return {
        type: 'tool-result',
        toolCallId: call.id,
        toolName: call.name,
        content: said === null ? [] : [{ type: 'text', text: said }],
        ...(options === null ? {} : { providerOptions: options }),
      };
    });
    const turn: Message[] = [{ role: 'assistant', content }];
    return answers.length === 0 ? turn : [...turn, { role: 'tool', content: answers }];
  });

const messages = fc
  .tuple(
    fc.array(systemMessage, { maxLength: 2 }),
    userMessage,
    fc.array(
      fc.oneof(
        assistantTurn,
        userMessage.map((message) => [message]),
      ),
      { maxLength: 4 },
    ),
  )
  .map(([systems, first, turns]): Message[] => [...systems, first, ...turns.flat()]);

const functionTool = fc
  .tuple(
    fc.record({ name, inputSchema: schema }),
    maybe({ description: words, strict: fc.boolean(), providerOptions: own }),
  )
  .map(([tool, rest]): ToolDefinition => ({ ...tool, ...rest }) as ToolDefinition);
const hostTool: Arbitrary<ProviderTool> = fc.constant({
  provider: 'openai',
  definition: { type: 'web_search', depth: 2 },
});

const toolMembers: Arbitrary<Partial<CallBody>> = fc
  .uniqueArray(fc.oneof({ weight: 4, arbitrary: functionTool }, { weight: 1, arbitrary: hostTool }), {
    minLength: 1,
    maxLength: 4,
    selector: (tool) => ('name' in tool ? tool.name : ''),
  })
  .chain((tools) => {
    const named = tools.flatMap((tool) => ('name' in tool ? [{ tool: tool.name }] : []));
    return maybe({
      toolChoice: fc.constantFrom('auto' as const, 'none' as const, 'required' as const, ...named),
      parallelToolCalls: fc.boolean(),
    }).map((rest) => ({ tools, ...rest }));
  });

const within = (min: number, max: number): Arbitrary<number> =>
  fc.double({ min, max, noNaN: true }).map((value) => value + 0);

const options = maybe({
  output: fc.oneof(
    fc.constant({ type: 'json' as const }),
    fc
      .tuple(fc.record({ name, schema }), maybe({ description: words, strict: fc.boolean() }))
      .map(([output, rest]) => ({ type: 'json-schema' as const, ...output, ...rest })),
  ),
  maxTokens: fc.integer({ min: 1, max: 1e6 }),
  temperature: within(0, 2),
  topP: within(0, 1),
  seed: fc.integer(),
  stop: fc.array(words, { maxLength: 4 }),
  frequencyPenalty: within(-2, 2),
  presencePenalty: within(-2, 2),
  logprobs: fc.oneof(fc.boolean(), fc.integer({ min: 0, max: 20 })),
  user: words,
  reasoning: fc.record({ effort: fc.constantFrom(...efforts) }),
  serviceTier: fc.constantFrom('auto', 'flex'),
  metadata: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), words, { maxKeys: 3 }),
  providerOptions: fc.record({ openai: fc.record({ verbosity: words, prediction: json }) }),
});

/** Calls whose every part Chat Completions has a place for. */
export const calls: Arbitrary<Call> = fc
  .record({ id: name, messages, stream: fc.boolean(), tools: fc.option(toolMembers), options })
  .map(({ id, tools, options: chosen, ...body }) =>
    callOf(
      { startedAt: 0 },
      { model: modelOf({ provider: 'openai', id }), ...body, ...tools, ...(chosen as Partial<CallBody>) },
    ),
  );

const source = fc
  .tuple(fc.webUrl(), maybe({ title: words, citedText: words }))
  .map(([url, rest]) => ({ kind: 'url' as const, url, ...rest }));
const citation = fc
  .tuple(source, fc.option(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 20 }))))
  .map(([cited, span]) => ({
    ...cited,
    ...(span === null ? {} : { start: span[0], end: span[0] + span[1] }),
  }));
const count = fc.option(fc.nat(1e6));
const counted = fc
  .record({
    inputTokens: count,
    outputTokens: count,
    cacheReadTokens: count,
    cacheWriteTokens: count,
    reasoningTokens: count,
    inputAudioTokens: count,
    outputAudioTokens: count,
    searches: count,
    cost: fc.option(within(0, 10)),
  })
  .map(({ searches, cost, ...counts }): Chunk => {
    const unknown = {
      input: null,
      output: null,
      cacheRead: null,
      cacheWrite: null,
      reasoning: null,
      tools: null,
    };
    return {
      type: 'usage',
      usage: usage({
        ...counts,
        ...(searches === null ? {} : { tools: { web_search: searches } }),
        cost:
          cost === null
            ? null
            : { total: cost, currency: 'USD', ...unknown, source: 'provider', complete: true },
      }),
    };
  });
const token = fc.record({ token: words, logprob: within(-20, 0) });
const logprob = fc
  .tuple(token, fc.array(token, { maxLength: 2 }))
  .map(([one, top]) => (top.length === 0 ? one : { ...one, top }));
const pieces = fc.array(words, { minLength: 1, maxLength: 4 });

const content = fc.record({
  reasoning: fc.option(pieces),
  text: fc.option(fc.tuple(pieces, fc.array(citation, { maxLength: 2 }))),
  refusal: fc.option(pieces, { freq: 6 }),
  calls: fc.uniqueArray(
    fc.tuple(callId, name, fc.array(words, { maxLength: 4 }), fc.option(words, { freq: 6 })),
    {
      maxLength: 3,
      selector: ([id]) => id,
    },
  ),
  images: fc.array(
    fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 20 }),
      fc.constantFrom('https://images.example/1.png', 'http://images.example/2'),
    ),
    { maxLength: 3 },
  ),
  kept: fc.option(
    fc.constantFrom<JsonObject>(
      { reasoning_details: [{ type: 'reasoning.encrypted', data: 'AA==', index: 0, id: 'rs_1' }] },
      { annotations: [{ type: 'file', file: { hash: 'h' } }], extra_content: { google: { thought: true } } },
    ),
    { freq: 6 },
  ),
});

type Content = typeof content extends Arbitrary<infer T> ? T : never;

function blocksOf({ reasoning, text, refusal, calls: toolCalls, images, kept }: Content): Chunk[] {
  const chunks: Chunk[] = [];
  let next = 0;
  if (reasoning !== null)
    for (const piece of reasoning) chunks.push({ type: 'reasoning', block: next, text: piece });
  if (reasoning !== null) next += 1;
  if (text !== null) {
    for (const piece of text[0]) chunks.push({ type: 'text', block: next, text: piece });
    for (const cited of text[1]) chunks.push({ type: 'source', block: next, source: cited });
    next += 1;
  }
  if (refusal !== null)
    for (const piece of refusal) chunks.push({ type: 'refusal', block: next, text: piece });
  if (refusal !== null) next += 1;
  const first = next;
  for (const [id, called, , signature] of toolCalls) {
    chunks.push({
      type: 'tool-call',
      block: next,
      id,
      name: called,
      ...(signature === null ? {} : { signature }),
    });
    next += 1;
  }
  // Parallel calls grow in turn.
  for (let round = 0; round < 4; round += 1) {
    toolCalls.forEach(([, , inputs], index) => {
      const piece = inputs[round];
      if (piece !== undefined) chunks.push({ type: 'tool-input', block: first + index, json: piece });
    });
  }
  for (const image of images) {
    const block = next++;
    if (typeof image === 'string') chunks.push({ type: 'media-url', block, url: image });
    else chunks.push({ type: 'media', block, mediaType: 'image/png', data: image });
  }
  if (kept !== null) chunks.push({ type: 'extra', block: next, provider: 'openai', value: kept });
  return chunks;
}

function finishes({ calls: toolCalls, refusal }: Content): Arbitrary<Chunk> {
  const stop: Chunk =
    toolCalls.length > 0
      ? { type: 'finish', reason: 'tool-calls', raw: 'stop' }
      : { type: 'finish', reason: refusal === null ? 'stop' : 'refusal', raw: 'stop' };
  return fc.constantFrom<Chunk>(
    stop,
    { type: 'finish', reason: 'tool-calls', raw: 'tool_calls' },
    { type: 'finish', reason: 'length', raw: 'length' },
    { type: 'finish', reason: 'content-filter', raw: 'content_filter' },
    { type: 'finish', reason: 'other', raw: 'recitation' },
    { type: 'finish', reason: 'other' },
  );
}

/** Replies that a body and a stream of Chat Completions can both carry. */
export const replies: Arbitrary<Chunk[]> = content.chain((said) =>
  fc
    .record({
      start: fc.record({ type: fc.constant('start' as const), id: words, model: words }),
      logprobs: fc.array(logprob, { maxLength: 3 }),
      sources: fc.array(source, { maxLength: 2 }),
      facts: fc.option(fc.record({ service_tier: words, x_host: fc.record({ region: words }) })),
      counts: counted,
      finish: finishes(said),
    })
    .map(({ start, logprobs, sources, facts, counts, finish }): Chunk[] => [
      start,
      ...blocksOf(said),
      ...(logprobs.length === 0 ? [] : [{ type: 'logprobs' as const, logprobs }]),
      ...sources.map((found): Chunk => ({ type: 'source', source: found })),
      ...(facts === null ? [] : [{ type: 'extra' as const, provider: 'openai', value: facts }]),
      counts,
      finish,
    ]),
);
