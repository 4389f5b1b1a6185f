import fc, { type Arbitrary } from 'fast-check';
import { toBase64 } from '../../src/core/base64.ts';
import type { Call, CallBody, OutputFormat, Reasoning } from '../../src/core/call.ts';
import type { Chunk, FinishReason } from '../../src/core/chunk.ts';
import { defined, type JsonObject } from '../../src/core/json.ts';
import type {
  AssistantPart,
  FilePart,
  ImagePart,
  Message,
  ProviderOptions,
  ToolCallPart,
  ToolResultPart,
} from '../../src/core/message.ts';
import { modelOf } from '../../src/core/model.ts';
import type { ProviderTool, ToolChoice, ToolDefinition } from '../../src/core/tool.ts';
import { usageOf } from '../../src/protocols/openai-responses/usage.ts';
import { bytes, closedSchema as schema, control, maybe, name } from '../support/arbitraries.ts';
import {
  called,
  citation,
  extra,
  hex,
  messageProof,
  picture,
  reasoningItem,
  words,
} from './openai-responses.items.ts';

// Calls -------------------------------------------------------------------------------------------------------------

const text = words.map((said) => ({ type: 'text' as const, text: said }));
const inline: Arbitrary<ImagePart | FilePart> = fc.oneof(
  fc
    .record({ data: bytes.map(toBase64), detail: maybe(fc.constantFrom('low', 'high')) })
    .map(({ data, ...rest }): ImagePart => ({
      type: 'image',
      source: { data, mediaType: 'image/png' },
      ...defined(rest as { detail?: 'low' }),
    })),
  fc.record({ data: bytes.map(toBase64), filename: words }).map(({ data, filename }): FilePart => ({
    type: 'file',
    source: { data, mediaType: 'application/pdf' },
    filename,
  })),
  fc.constantFrom<ImagePart | FilePart>(
    { type: 'image', source: { url: 'https://example.com/a.png' } },
    { type: 'file', source: { url: 'https://example.com/a.pdf' } },
    { type: 'image', source: { fileId: 'file-abc' }, detail: 'auto' },
    { type: 'file', source: { fileId: 'file-abc' } },
  ),
);

const said: Arbitrary<AssistantPart> = fc.oneof(
  fc
    .record({
      text: words,
      signature: maybe(messageProof),
      citations: maybe(fc.array(citation, { minLength: 1, maxLength: 2 })),
    })
    .map((part): AssistantPart => ({ type: 'text', ...defined(part) })),
  words.map((refused): AssistantPart => ({ type: 'refusal', text: refused })),
  reasoningItem(true),
  extra.map((value): AssistantPart => ({ type: 'extra', provider: 'openai', value })),
  picture.map(({ mediaType, data, signature }): AssistantPart => ({
    type: 'image',
    source: { data: toBase64(data), mediaType },
    signature,
  })),
);

interface Turn {
  readonly asked: Message;
  readonly said: readonly AssistantPart[];
  readonly calls: readonly ToolCallPart[];
  readonly answers: readonly (readonly ToolResultPart['content'][number][])[];
}

const answer: Arbitrary<ToolResultPart['content'][number][]> = fc.array(fc.oneof(text, inline), {
  maxLength: 2,
});
const turn: Arbitrary<Turn> = fc.record({
  asked: fc
    .array(fc.oneof(text, inline), { minLength: 1, maxLength: 3 })
    .map((content): Message => ({ role: 'user', content })),
  said: fc.array(said, { minLength: 1, maxLength: 4 }),
  calls: fc.uniqueArray(called, { maxLength: 2, selector: (call) => call.id }),
  answers: fc.tuple(answer, answer),
});

function messagesOf(turns: readonly Turn[]): Message[] {
  return turns.flatMap(({ asked, said: parts, calls: made, answers }): Message[] => {
    const content = made.map((call, index): ToolResultPart => ({
      type: 'tool-result',
      toolCallId: call.id,
      content: answers[index] ?? [],
    }));
    // Thoughts alone are refused: something always follows them.
    const ending: AssistantPart[] =
      made.length === 0 && parts.at(-1)?.type === 'reasoning' ? [{ type: 'text', text: 'so' }] : [];
    const assistant: Message = { role: 'assistant', content: [...parts, ...made, ...ending] };
    return made.length === 0 ? [asked, assistant] : [asked, assistant, { role: 'tool', content }];
  });
}

const tool: Arbitrary<ToolDefinition> = fc
  .record({
    name: name.map((said_) => `f_${said_}`),
    description: maybe(words),
    inputSchema: schema,
    strict: maybe(fc.constant(true)),
    providerOptions: maybe(fc.constant<ProviderOptions>({ openai: { defer_loading: true } })),
  })
  .map((one) => defined(one) as ToolDefinition);

interface Tools {
  readonly tools?: readonly (ToolDefinition | ProviderTool)[];
  readonly toolChoice?: ToolChoice;
  readonly parallelToolCalls?: boolean;
}

const ownTools: readonly { readonly own: ProviderTool; readonly name: string }[] = [
  { own: { provider: 'openai', definition: { type: 'web_search' } }, name: 'web_search' },
  { own: { provider: 'openai', definition: { type: 'custom', name: 'patch' } }, name: 'patch' },
  { own: { provider: 'openai', definition: { type: 'mcp', server_label: 'docs' } }, name: 'docs' },
];

const tools: Arbitrary<Tools> = fc
  .record({
    functions: fc.uniqueArray(tool, { maxLength: 3, selector: (one) => one.name }),
    own: maybe(fc.constantFrom(...ownTools)),
    choice: fc.constantFrom('auto', 'none', 'required', 'one', 'own', undefined),
    parallel: maybe(fc.boolean()),
  })
  .map(({ functions, own, choice, parallel }): Tools => {
    const all = [...functions, ...(own === undefined ? [] : [own.own])];
    if (all.length === 0) return {};
    const one = choice === 'own' ? own?.name : functions[0]?.name;
    const picked =
      choice === 'one' || choice === 'own' ? (one === undefined ? undefined : { tool: one }) : choice;
    return { tools: all, ...defined({ toolChoice: picked, parallelToolCalls: parallel }) };
  });

const output: Arbitrary<OutputFormat> = fc.oneof(
  fc.constant<OutputFormat>({ type: 'json' }),
  fc
    .record({ name, schema, description: maybe(words), strict: maybe(fc.boolean()) })
    .map((format): OutputFormat => ({
      type: 'json-schema',
      ...(defined(format) as { name: string; schema: JsonObject }),
    })),
);
const reasoning: Arbitrary<Reasoning> = fc
  .record({
    effort: maybe(fc.constantFrom('none', 'minimal', 'low', 'medium', 'high', 'xhigh')),
    summary: maybe(fc.constantFrom('auto', 'concise', 'detailed')),
  })
  .map((asked) => defined(asked) as Reasoning)
  .filter((asked) => Object.keys(asked).length > 0);
const settings = fc
  .record({
    maxTokens: maybe(fc.integer({ min: 16, max: 9_999 })),
    temperature: maybe(fc.double({ min: 0, max: 2, noNaN: true })),
    topP: maybe(fc.double({ min: 0, max: 1, noNaN: true })),
    logprobs: maybe(fc.oneof(fc.constant(true), fc.integer({ min: 0, max: 20 }))),
    user: maybe(words),
    serviceTier: maybe(fc.constantFrom('flex', 'priority')),
    metadata: maybe(fc.dictionary(name, words, { maxKeys: 2 })),
    output: maybe(output),
    reasoning: maybe(reasoning),
    providerOptions: maybe(
      fc.constantFrom<ProviderOptions>(
        { openai: { truncation: 'auto', prompt_cache_key: 'k' } },
        { openai: { store: false } },
        { openai: { text: { verbosity: 'low' }, include: ['web_search_call.action.sources'] } },
        { openai: { background: true, store: true, reasoning: { context: 'auto' } } },
      ),
    ),
  })
  .map(defined);

/** Random calls that the Responses API can carry. */
export const calls: Arbitrary<Call> = fc
  .record({
    stream: fc.boolean(),
    system: fc.array(fc.array(text, { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
    turns: fc.array(turn, { maxLength: 2 }),
    last: fc.array(text, { minLength: 1, maxLength: 2 }),
    tools,
    settings,
  })
  .map(({ stream, system, turns, last, tools: offered, settings: asked }) => ({
    operation: 'text' as const,
    control,
    model: modelOf({ provider: 'openai', id: 'gpt-5.2' }),
    messages: [
      ...system.map((content): Message => ({ role: 'system', content })),
      ...messagesOf(withOwnIds(turns)),
      { role: 'user' as const, content: last },
    ],
    stream,
    ...offered,
    ...(asked as Partial<CallBody>),
  }));

// A call id is used once in a conversation.
function withOwnIds(turns: readonly Turn[]): Turn[] {
  return turns.map((each, number) => ({
    ...each,
    calls: each.calls.map((call) => ({ ...call, id: `${call.id}_${number}` })),
  }));
}

// Replies -----------------------------------------------------------------------------------------------------------

type Piece = (block: number) => Chunk[];

const textPiece = (signature: Arbitrary<string | undefined>): Arbitrary<Piece> =>
  fc
    .record({
      text: words,
      signature,
      sources: fc.array(citation, { maxLength: 2 }),
      logprobs: maybe(
        fc.array(
          fc.record({
            token: words,
            logprob: fc.double({ max: 0, min: -20, noNaN: true }),
            top: maybe(
              fc.array(fc.record({ token: words, logprob: fc.integer({ min: -20, max: 0 }) }), {
                minLength: 1,
                maxLength: 2,
              }),
            ),
          }),
          { minLength: 1, maxLength: 2 },
        ),
      ),
    })
    .map(({ sources, logprobs, ...part }) => (block) => [
      { type: 'text', block, ...defined(part) } as Chunk,
      ...sources.map((source): Chunk => ({ type: 'source', block, source })),
      ...(logprobs === undefined
        ? []
        : [{ type: 'logprobs', logprobs: logprobs.map((one) => defined(one)) } as Chunk]),
    ]);
const refusalPiece: Arbitrary<Piece> = words.map((refused) => (block) => [
  { type: 'refusal', block, text: refused },
]);

/** Each item as the pieces that it becomes. */
const item: Arbitrary<Piece[]> = fc.oneof(
  fc
    .tuple(
      textPiece(messageProof),
      fc.array(fc.oneof(textPiece(fc.constant(undefined)), refusalPiece), { maxLength: 2 }),
    )
    .map(([first, others]) => [first, ...others]),
  refusalPiece.map((piece) => [piece]),
  reasoningItem(false).map((part): Piece[] => [(block) => [{ ...part, block }]]),
  called.map((call): Piece[] => [
    (block) => [
      { type: 'tool-call', block, id: call.id, name: call.name, signature: call.signature as string },
      { type: 'tool-input', block, json: JSON.stringify(call.input) },
    ],
  ]),
  extra.map((value): Piece[] => [(block) => [{ type: 'extra', block, provider: 'openai', value }]]),
  picture.map((made): Piece[] => [(block) => [{ type: 'media', block, ...made }]]),
);

const count = fc.option(fc.nat(9_999));
const counts = fc
  .record({
    input_tokens: fc.nat(9_999),
    output_tokens: fc.nat(9_999),
    cached_tokens: count,
    cache_write_tokens: count,
    reasoning_tokens: count,
  })
  .map(({ cached_tokens, cache_write_tokens, reasoning_tokens, ...usage }) => ({
    ...usage,
    total_tokens: usage.input_tokens + usage.output_tokens,
    input_tokens_details: { cached_tokens, cache_write_tokens },
    output_tokens_details: { reasoning_tokens },
  }));

/** Random replies that a response can hold. */
export const replies: Arbitrary<Chunk[]> = fc
  .record({
    id: hex.map((id) => `resp_${id}`),
    model: words,
    items: fc.array(item, { maxLength: 4 }),
    usage: maybe(counts),
    facts: maybe(
      fc.constantFrom<JsonObject>(
        { service_tier: 'default' },
        { moderation: { flagged: false }, service_tier: 'flex' },
      ),
    ),
    cut: fc.constantFrom<[FinishReason, string] | undefined>(
      ['length', 'max_output_tokens'],
      ['content-filter', 'content_filter'],
      ['other', 'rain'],
      undefined,
    ),
  })
  .map(({ id, model, items, usage, facts, cut }) => {
    const said_ = items.flat().flatMap((piece, block) => piece(block));
    const counted = usage === undefined ? undefined : usageOf({ usage }, toolCounts(said_));
    const [reason, raw] = cut ?? [reasonOf(said_), 'completed'];
    return [
      { type: 'start' as const, id, model },
      ...said_,
      ...(facts === undefined ? [] : [{ type: 'extra' as const, provider: 'openai', value: facts }]),
      ...(counted === undefined ? [] : [{ type: 'usage' as const, usage: counted }]),
      { type: 'finish' as const, reason, raw },
    ];
  });

function reasonOf(chunks: readonly Chunk[]): FinishReason {
  if (chunks.some((chunk) => chunk.type === 'tool-call')) return 'tool-calls';
  return chunks.some((chunk) => chunk.type === 'refusal') ? 'refusal' : 'stop';
}

function toolCounts(chunks: readonly Chunk[]): Record<string, number> {
  const tally: Record<string, number> = {};
  const add = (tool_: string): void => void (tally[tool_] = (tally[tool_] ?? 0) + 1);
  for (const chunk of chunks) {
    if (chunk.type === 'media') add('image_generation');
    const type = chunk.type === 'extra' ? (chunk.value as JsonObject)['type'] : undefined;
    if (type === 'web_search_call' || type === 'mcp_call') add(type.slice(0, -'_call'.length));
  }
  return tally;
}
