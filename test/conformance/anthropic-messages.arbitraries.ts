import { isRecord } from '../../src/core/json.ts';
import fc from 'fast-check';
import { toBase64 } from '../../src/core/base64.ts';
import type { Call, CallBody } from '../../src/core/call.ts';
import type { Chunk } from '../../src/core/chunk.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type {
  AssistantPart,
  Message,
  ProviderOptions,
  TextPart,
  ToolCallPart,
  ToolMessage,
  ToolResultPart,
  UserPart,
} from '../../src/core/message.ts';
import { modelOf } from '../../src/core/model.ts';
import type { ProviderTool, ToolChoice, ToolDefinition } from '../../src/core/tool.ts';
import { usage } from '../../src/core/usage.ts';

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const token = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
const base64 = fc.uint8Array({ maxLength: 12 }).map(toBase64);
const maybe = <Value extends object>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | object> =>
  fc.option(value, { nil: {} });

const cached: ProviderOptions = { anthropic: { cache_control: { type: 'ephemeral', ttl: '1h' } } };
const cacheMark = fc.constantFrom({}, {}, {}, { providerOptions: cached });

const webCitation = fc
  .record({ url: fc.webUrl(), title: words, cited_text: words, encrypted_index: token })
  .map((each) => ({
    kind: 'url' as const,
    url: each.url,
    title: each.title,
    citedText: each.cited_text,
    raw: { type: 'web_search_result_location', ...each },
  }));
const pageCitation = fc
  .record({ document_index: fc.nat(9), document_title: words, cited_text: words })
  .map((each) => ({
    kind: 'document' as const,
    title: each.document_title,
    citedText: each.cited_text,
    raw: { type: 'page_location', start_page_number: 1, end_page_number: 2, ...each },
  }));
const citation = fc.oneof(webCitation, pageCitation);

const textPart: fc.Arbitrary<TextPart> = fc
  .tuple(words, cacheMark)
  .map(([text, options]) => ({ type: 'text', text, ...options }));
const imageSource = fc.oneof(
  base64.map((data) => ({ data, mediaType: 'image/png' })),
  fc.webUrl().map((url) => ({ url })),
  token.map((fileId) => ({ fileId })),
);
const fileSource = fc.oneof(
  base64.map((data) => ({ data, mediaType: 'application/pdf' })),
  words.map((text) => ({ data: toBase64(new TextEncoder().encode(text)), mediaType: 'text/plain' })),
  fc.webUrl().map((url) => ({ url })),
  token.map((fileId) => ({ fileId })),
);
const userPart: fc.Arbitrary<UserPart> = fc.oneof(
  textPart,
  fc
    .tuple(imageSource, cacheMark)
    .map(([source, options]) => ({ type: 'image' as const, source, ...options })),
  fc
    .tuple(fileSource, maybe(fc.record({ filename: words })), cacheMark)
    .map(([source, name, options]) => ({ type: 'file' as const, source, ...name, ...options })),
);

/** JSON objects with at least one member, as models write arguments. */
const input: fc.Arbitrary<JsonObject> = fc
  .dictionary(words, fc.jsonValue({ maxDepth: 2, depthSize: 'small' }), { minKeys: 1, maxKeys: 3 })
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);

const caller = JSON.stringify({ type: 'code_execution_20250825', tool_id: 'srvtoolu_1' });
const opaque: fc.Arbitrary<JsonObject> = fc.oneof(
  token.map((data) => ({ type: 'redacted_thinking', data })),
  fc.tuple(token, fc.oneof(input, fc.constant<JsonObject>({}))).map(([id, query]) => ({
    type: 'server_tool_use',
    id: `srvtoolu_${id}`,
    name: 'web_search',
    input: query,
  })),
  fc
    .tuple(
      token,
      fc.array(fc.record({ type: fc.constant('web_search_result'), url: fc.webUrl(), title: words }), {
        maxLength: 2,
      }),
    )
    .map(([id, content]) => ({ type: 'web_search_tool_result', tool_use_id: `srvtoolu_${id}`, content })),
);

const assistantPart: fc.Arbitrary<AssistantPart> = fc.oneof(
  fc
    .tuple(words, maybe(fc.record({ citations: fc.array(citation, { minLength: 1, maxLength: 2 }) })))
    .map(([text, citations]) => ({ type: 'text' as const, text, ...citations })),
  fc
    .tuple(fc.string({ unit: 'grapheme' }), token)
    .map(([text, signature]) => ({ type: 'reasoning' as const, text, signature })),
  opaque.map((value) => ({ type: 'extra' as const, provider: 'anthropic', value })),
  fc
    .tuple(
      token,
      token,
      fc.oneof(input, fc.constant<JsonObject>({})),
      fc.constantFrom({}, {}, { signature: caller }),
    )
    .map(([id, name, value, signature]) => ({
      type: 'tool-call' as const,
      id,
      name,
      input: value,
      ...signature,
    })),
);

const answer = fc.record({
  content: fc.array(userPart, { maxLength: 3 }),
  isError: fc.option(fc.boolean(), { nil: undefined }),
});

/** A user's turn and, but for the last, the model's, with a result for each of its calls. */
const exchange = fc.record({
  asked: fc.array(userPart, { minLength: 1, maxLength: 3 }),
  said: fc.array(assistantPart, { minLength: 1, maxLength: 4 }),
  answers: fc.array(answer, { minLength: 4, maxLength: 4 }),
  isOurs: fc.boolean(),
  isAsked: fc.boolean(),
});
type Exchange = typeof exchange extends fc.Arbitrary<infer Value> ? Value : never;

const messages: fc.Arbitrary<Message[]> = fc
  .tuple(
    fc.array(textPart, { maxLength: 2 }),
    fc.array(exchange, { maxLength: 3 }),
    fc.array(userPart, { minLength: 1, maxLength: 3 }),
    fc.option(
      words.map((text) => `${text}.`),
      { nil: undefined },
    ),
  )
  .map(([system, exchanges, last, prefill]) => [
    ...(system.length === 0 ? [] : [{ role: 'system' as const, content: system }]),
    ...exchanges.flatMap((each, index) => messagesOf(each, index)),
    { role: 'user' as const, content: last },
    ...(prefill === undefined
      ? []
      : [{ role: 'assistant' as const, content: [{ type: 'text' as const, text: prefill }] }]),
  ]);

// Ids are made unique by their place, as the API demands.
function messagesOf({ asked, said, answers, isOurs, isAsked }: Exchange, at: number): Message[] {
  const content = said.map((part, index) =>
    part.type === 'tool-call' ? { ...part, id: `${part.id}_${at}_${index}` } : part,
  );
  const calls = content.filter((part): part is ToolCallPart => part.type === 'tool-call');
  const results = calls.map((call, index): ToolResultPart => {
    const { content: output = [], isError } = answers[index] ?? {};
    return {
      type: 'tool-result',
      toolCallId: call.id,
      ...(isAsked ? { toolName: call.name } : {}),
      content: output,
      ...(isError === undefined ? {} : { isError }),
    };
  });
  const origin = isOurs
    ? { origin: { provider: 'anthropic', protocol: 'anthropic-messages', model: 'anthropic:claude' } }
    : {};
  const answered: ToolMessage = { role: 'tool', content: results };
  return [
    { role: 'user', content: asked },
    { role: 'assistant', content, ...origin },
    ...(results.length === 0 ? [] : [answered]),
  ];
}

const schema: fc.Arbitrary<JsonObject> = fc
  .dictionary(
    token,
    fc.constantFrom<JsonObject>({ type: 'string' }, { type: 'integer', description: 'a number' }),
    { maxKeys: 3 },
  )
  .map((properties) => ({ type: 'object', properties: { ...properties }, additionalProperties: false }));

const tools: fc.Arbitrary<(ToolDefinition | ProviderTool)[]> = fc
  .uniqueArray(
    fc.record(
      {
        name: token,
        description: words,
        inputSchema: schema,
        strict: fc.boolean(),
        providerOptions: fc.constant(cached),
      },
      { requiredKeys: ['name', 'inputSchema'] },
    ),
    { selector: ({ name }) => name, minLength: 1, maxLength: 3 },
  )
  .chain((list) => {
    const search: ProviderTool = {
      provider: 'anthropic',
      definition: { type: 'web_search_20250305', name: 'the web', max_uses: 3 },
    };
    return fc.boolean().map((withSearch) => (withSearch ? [...list, search] : list));
  });

const choice = (
  list: readonly (ToolDefinition | ProviderTool)[],
  isThinking: boolean,
): fc.Arbitrary<object> => {
  const name = list.flatMap((tool) => ('definition' in tool ? [] : [tool.name]))[0] ?? '';
  const choices: ToolChoice[] = isThinking ? ['auto'] : ['auto', 'required', { tool: name }];
  return fc.oneof(
    fc.constant({}),
    fc.constant({ toolChoice: 'none' as const }),
    fc.record(
      { toolChoice: fc.constantFrom(...choices), parallelToolCalls: fc.boolean() },
      { requiredKeys: ['toolChoice'] },
    ),
    fc.record({ parallelToolCalls: fc.boolean() }),
  );
};

const unit = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value));

// Two models: one is told a budget, the other an effort.
const thinking: fc.Arbitrary<Partial<CallBody> & { readonly model: CallBody['model'] }> = fc.oneof(
  fc
    .record(
      { maxTokens: fc.integer({ min: 1, max: 64_000 }), temperature: unit, topK: fc.nat(500) },
      { requiredKeys: [] },
    )
    .map((settings) => ({ model: modelOf({ provider: 'anthropic', id: 'claude-sonnet-4-5' }), ...settings })),
  fc
    .record({ topP: unit, reasoning: fc.constant({ effort: 'none' as const }) }, { requiredKeys: [] })
    .map((settings) => ({ model: modelOf({ provider: 'anthropic', id: 'claude-haiku-4-5' }), ...settings })),
  fc
    .tuple(
      fc.integer({ min: 1_024, max: 32_000 }),
      fc.integer({ min: 1, max: 9_000 }),
      fc.constantFrom({}, { summary: 'auto' as const }),
    )
    .map(([budgetTokens, room, summary]) => ({
      model: modelOf({ provider: 'anthropic', id: 'claude-sonnet-4-5' }),
      maxTokens: budgetTokens + room,
      reasoning: { budgetTokens, ...summary },
    })),
  fc.constantFrom('low' as const, 'medium' as const, 'high' as const, 'max' as const).map((effort) => ({
    model: modelOf({
      provider: 'anthropic',
      id: 'claude-opus-4-6',
      facts: { reasoningStyle: 'adaptive', maxOutputTokens: 128_000 },
    }),
    reasoning: { effort },
  })),
);

const settings = fc.record(
  {
    stop: fc.array(
      words.map((word) => `${word}.`),
      { minLength: 1, maxLength: 2 },
    ),
    user: words,
    serviceTier: fc.constantFrom('auto', 'standard_only'),
    output: schema.map((each) => ({ type: 'json-schema' as const, name: 'output', schema: each })),
    providerOptions: fc.constantFrom<ProviderOptions>(
      { anthropic: { container: 'container_1' } },
      { anthropic: { betas: ['context-1m-2025-08-07'], speed: 'fast' } },
    ),
  },
  { requiredKeys: [] },
);

/** Calls that the format can carry. */
export const calls: fc.Arbitrary<Call> = fc
  .tuple(messages, fc.boolean(), thinking, settings, fc.option(tools, { nil: undefined }))
  .chain(([said, stream, planned, set, list]) => {
    const isThinking = planned.reasoning !== undefined && planned.reasoning.effort !== 'none';
    const chosen =
      list === undefined
        ? fc.constant({})
        : choice(list, isThinking).map((each) => ({ tools: list, ...each }));
    return chosen
      .map((toolSettings): Call => ({
        operation: 'text',
        messages: planned.model?.id === 'claude-opus-4-6' ? withoutPrefill(said) : said,
        stream,
        ...planned,
        ...set,
        ...toolSettings,
        control: {} as Call['control'],
      }))
      .map(withFewMarks)
      .map(withoutThoughtlessLoop);
  });

// The API takes four marks; the others are left out rather than waited for, as most calls have more.
function withFewMarks(call: Call): Call {
  let left = 4;
  const thinned = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(thinned);
    if (!isRecord(value)) return value;
    const isMark = (name: string, member: unknown): boolean =>
      name === 'providerOptions' && JSON.stringify(member).includes('"cache_control"');
    const members = Object.entries(value).filter(([name, member]) => !isMark(name, member) || left-- > 0);
    return Object.fromEntries(members.map(([name, member]) => [name, thinned(member)]));
  };
  const messages = thinned(call.messages) as Call['messages'];
  return call.tools === undefined
    ? { ...call, messages }
    : { ...call, messages, tools: thinned(call.tools) as NonNullable<Call['tools']> };
}

// With a budget to think with, a turn that goes on calling tools must have begun with thoughts.
function withoutThoughtlessLoop(call: Call): Call {
  const last = call.messages.findLast(({ role }) => role === 'assistant');
  const isLoop = last?.content.some(({ type }) => type === 'tool-call') === true;
  if (!isLoop || last.content[0]?.type === 'reasoning') return call;
  const { reasoning: _reasoning, ...rest } = call;
  return rest;
}

// Models from 4.6 on refuse a last turn of their own.
function withoutPrefill(said: readonly Message[]): readonly Message[] {
  return said.at(-1)?.role === 'assistant' ? said.slice(0, -1) : said;
}

/** The part of a call that the format carries: no catalogue facts, no origins, and tool results that know their tool. */
export function carried(call: Call): CallBody {
  const { operation: _operation, control: _control, ...body } = call;
  const names = new Map(
    call.messages
      .flatMap((message) => (message.role === 'assistant' ? message.content : []))
      .flatMap((part) => (part.type === 'tool-call' ? [[part.id, part.name] as const] : [])),
  );
  const { parallelToolCalls, toolChoice } = call;
  return {
    ...body,
    model: modelOf({ provider: 'anthropic', id: call.model.id }),
    messages: call.messages.map((message) => carriedMessage(message, names)),
    maxTokens: call.maxTokens ?? call.model.facts.maxOutputTokens ?? 4_096,
    ...(parallelToolCalls !== undefined && toolChoice === undefined ? { toolChoice: 'auto' } : {}),
  };
}

function carriedMessage(message: Message, names: ReadonlyMap<string, string>): Message {
  if (message.role === 'assistant') return { role: 'assistant', content: message.content };
  if (message.role !== 'tool') return message;
  const content = message.content.map((part) => {
    const toolName = names.get(part.toolCallId);
    return toolName === undefined ? part : { ...part, toolName };
  });
  return { role: 'tool', content };
}

type Piece = (block: number) => Chunk[];

const pieces = fc.array(words, { minLength: 1, maxLength: 3 });
const textBlock: fc.Arbitrary<Piece> = fc
  .tuple(pieces, fc.array(citation, { maxLength: 2 }))
  .map(([texts, sources]) => (block) => [
    ...texts.map((text): Chunk => ({ type: 'text', block, text })),
    ...sources.map((source): Chunk => ({ type: 'source', block, source })),
  ]);
const reasoningBlock: fc.Arbitrary<Piece> = fc
  .oneof(
    fc.tuple(pieces, fc.option(token, { nil: undefined })),
    token.map((signature): [string[], string] => [[], signature]),
  )
  .map(([texts, signature]) => (block) => [
    ...texts.map((text): Chunk => ({ type: 'reasoning', block, text })),
    ...(signature === undefined ? [] : [{ type: 'reasoning' as const, block, text: '', signature }]),
  ]);
const callBlock: fc.Arbitrary<Piece> = fc
  .tuple(
    token,
    token,
    fc.option(input, { nil: undefined }),
    fc.nat(20),
    fc.constantFrom({}, {}, { signature: caller }),
  )
  .map(([id, name, value, cut, signature]) => (block) => {
    const json = value === undefined ? '' : JSON.stringify(value);
    const cuts = [json.slice(0, cut), json.slice(cut)].filter(
      (piece) => piece !== '' && piece.isWellFormed(),
    );
    const whole = cuts.join('') === json ? cuts : [json];
    return [
      { type: 'tool-call', block, id: `toolu_${id}`, name, ...signature },
      ...whole
        .filter((piece) => piece !== '')
        .map((piece): Chunk => ({ type: 'tool-input', block, json: piece })),
    ];
  });
const opaqueBlock: fc.Arbitrary<Piece> = opaque.map((value) => (block) => [
  { type: 'extra', block, provider: 'anthropic', value },
]);

const count = fc.nat(100_000);
const counted = fc
  .record({
    uncached: count,
    outputTokens: count,
    cacheReadTokens: fc.option(count),
    cacheWriteTokens: fc.option(count),
    reasoningTokens: fc.option(count),
    tools: fc.option(fc.record({ web_search: fc.nat(9), web_fetch: fc.nat(9) }), { nil: undefined }),
  })
  .map(({ uncached, tools: used, ...rest }): Chunk => {
    const inputTokens = uncached + (rest.cacheReadTokens ?? 0) + (rest.cacheWriteTokens ?? 0);
    return {
      type: 'usage',
      usage: usage({ inputTokens, ...rest, ...(used === undefined ? {} : { tools: used }) }),
    };
  });

const facts = fc.constantFrom<JsonObject>(
  { stop_sequence: 'END' },
  { container: { id: 'container_1', expires_at: '2026-01-01T00:00:00Z' } },
  { context_management: { applied_edits: [] } },
  { provider_metadata: { gateway: { generationId: 'gen_1' } } },
);
const finish = fc
  .constantFrom<readonly [Extract<Chunk, { type: 'finish' }>['reason'], string]>(
    ['stop', 'end_turn'],
    ['stop', 'stop_sequence'],
    ['length', 'max_tokens'],
    ['length', 'model_context_window_exceeded'],
    ['tool-calls', 'tool_use'],
    ['paused', 'pause_turn'],
    ['refusal', 'refusal'],
    ['other', 'something_new'],
  )
  .map(([reason, raw]): Chunk => ({ type: 'finish', reason, raw }));

/** Replies that the format can carry, in a body and in a stream. */
export const replies: fc.Arbitrary<Chunk[]> = fc
  .tuple(
    fc.record({ id: token, model: token }),
    fc.array(fc.oneof(textBlock, reasoningBlock, callBlock, opaqueBlock), { maxLength: 5 }),
    fc.option(facts, { nil: undefined }),
    counted,
    finish,
  )
  .map(([start, blocks, fact, used, end]) => [
    { type: 'start', ...start },
    ...blocks.flatMap((piece, block) => piece(block)),
    ...(fact === undefined ? [] : [{ type: 'extra' as const, provider: 'anthropic', value: fact }]),
    used,
    end,
  ]);
