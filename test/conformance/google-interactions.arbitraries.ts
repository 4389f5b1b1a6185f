import fc, { type Arbitrary } from 'fast-check';
import { toBase64 } from '../../src/core/base64.ts';
import type { Call, CallBody, OutputFormat, Reasoning } from '../../src/core/call.ts';
import type { Chunk } from '../../src/core/chunk.ts';
import { defined, type JsonObject } from '../../src/core/json.ts';
import type { AssistantPart, FilePart, ImagePart, Message, ToolResultPart } from '../../src/core/message.ts';
import { modelOf } from '../../src/core/model.ts';
import { usageOf } from '../../src/protocols/google-interactions/usage.ts';
import { args, bytes, closedSchema as schema, control, maybe, name, words } from '../support/arbitraries.ts';
import { googleTools } from '../support/google-tools.ts';

const signature = fc.base64String({ minLength: 4, maxLength: 16 });
const text = words.map((said) => ({ type: 'text' as const, text: said }));

// Calls -------------------------------------------------------------------------------------------------------------

const inline: Arbitrary<ImagePart | FilePart> = fc
  .record({
    data: bytes.map(toBase64),
    mediaType: fc.constantFrom('image/png', 'image/jpeg', 'application/pdf', 'audio/wav', 'video/mp4'),
    detail: fc.constantFrom('low' as const, 'high' as const, undefined),
  })
  .map(({ detail, ...source }) =>
    source.mediaType.startsWith('image/')
      ? { type: 'image', source, ...defined({ detail }) }
      : { type: 'file', source },
  );
const linked: Arbitrary<ImagePart | FilePart> = fc.constantFrom<ImagePart | FilePart>(
  { type: 'image', source: { url: 'https://example.com/a', mediaType: 'image/png' } },
  { type: 'file', source: { url: 'https://youtu.be/abc' } },
  {
    type: 'file',
    source: { url: 'gs://bucket/film', mediaType: 'video/mp4' },
    providerOptions: { google: { resolution: 'ultra_high' } },
  },
  { type: 'file', source: { fileId: 'files/abc', mediaType: 'application/pdf' } },
  { type: 'image', source: { fileId: 'files/abc' } },
);

type CallPart = Extract<AssistantPart, { type: 'tool-call' }>;

const called = fc
  .record({ id: fc.uuid(), name, input: args, signature: maybe(signature) })
  .map((call): CallPart => ({ type: 'tool-call', ...defined(call) }));
const said: Arbitrary<AssistantPart> = fc.oneof(
  text,
  inline,
  fc
    .record({ text: fc.oneof(words, fc.constant('')), signature })
    .map((part): AssistantPart => ({ type: 'reasoning', ...part })),
  words.map((thought): AssistantPart => ({ type: 'reasoning', text: thought })),
  words.map((query): AssistantPart => ({
    type: 'extra',
    provider: 'google',
    value: { type: 'google_search_call', id: 's1', arguments: { queries: [query] }, signature: 'c2ln' },
  })),
);

interface Turn {
  readonly asked: Message;
  readonly said: readonly AssistantPart[];
  readonly calls: readonly CallPart[];
  readonly answers: readonly {
    readonly content: ToolResultPart['content'];
    readonly isError: boolean | undefined;
  }[];
}

const answer = fc.record({
  content: fc.oneof<Arbitrary<ToolResultPart['content']>[]>(
    fc.constant([]),
    fc.tuple(text),
    fc.array(fc.oneof(text, inline), { minLength: 1, maxLength: 3 }),
  ),
  isError: maybe(fc.boolean()),
});
const turn: Arbitrary<Turn> = fc.record({
  asked: fc
    .array(fc.oneof(text, inline, linked), { minLength: 1, maxLength: 3 })
    .map((content): Message => ({ role: 'user', content })),
  said: fc.array(said, { minLength: 1, maxLength: 3 }),
  calls: fc.array(called, { maxLength: 2 }),
  answers: fc.tuple(answer, answer),
});

function messagesOf(turns: readonly Turn[]): Message[] {
  return turns.flatMap(({ asked, said: parts, calls: made, answers }): Message[] => {
    const content = made.map((call, index): ToolResultPart => ({
      type: 'tool-result',
      toolCallId: call.id,
      toolName: call.name,
      content: answers[index]?.content ?? [],
      ...(answers[index]?.isError === undefined ? {} : { isError: answers[index].isError }),
    }));
    const assistant: Message = { role: 'assistant', content: [...parts, ...made] };
    return made.length === 0 ? [asked, assistant] : [asked, assistant, { role: 'tool', content }];
  });
}

const tools = googleTools(
  { provider: 'google', definition: { type: 'google_search', search_types: ['web_search'] } },
  { provider: 'google', definition: { type: 'code_execution' } },
  { provider: 'google', definition: { type: 'mcp_server', name: 'docs', url: 'https://example.com' } },
);

const output: Arbitrary<OutputFormat> = fc.oneof(
  fc.constant<OutputFormat>({ type: 'json' }),
  schema.map((one): OutputFormat => ({ type: 'json-schema', name: 'output', schema: one })),
);
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const reasoning: Arbitrary<Reasoning> = fc.oneof(
  fc
    .constantFrom('minimal', 'low', 'medium', 'high')
    .map((effort): Reasoning => ({ effort, summary: 'auto' })),
  fc.constant<Reasoning>({ summary: 'auto' }),
);
const settings = fc
  .record({
    maxTokens: maybe(fc.integer({ min: 1, max: 9_999 })),
    temperature: maybe(unit),
    topP: maybe(unit),
    topK: maybe(fc.integer({ min: 1, max: 99 })),
    seed: maybe(fc.integer()),
    stop: maybe(fc.array(words, { minLength: 1, maxLength: 5 })),
    reasoning: maybe(reasoning),
    output: maybe(output),
    serviceTier: maybe(fc.constantFrom('flex', 'priority')),
    providerOptions: maybe(
      fc.constantFrom<NonNullable<CallBody['providerOptions']>>(
        { google: { store: true } },
        { google: { background: true, store: true } },
        { google: { previous_interaction_id: 'v1_before' } },
        { google: { generation_config: { image_config: { aspect_ratio: '1:1' } } } },
        { google: { response_modalities: ['text'], cached_content: 'cachedContents/abc' } },
      ),
    ),
  })
  .map(defined);

/** Random calls that an interaction can carry. */
export const calls: Arbitrary<Call> = fc
  .record({
    id: fc.constantFrom('gemini-3-flash-preview', 'gemini-2.5-flash'),
    stream: fc.boolean(),
    system: maybe(text),
    turns: fc.array(turn, { maxLength: 2 }),
    last: fc.array(text, { minLength: 1, maxLength: 2 }),
    tools,
    settings,
  })
  .map(({ id, stream, system, turns, last, tools: given, settings: set }): Call => ({
    operation: 'text',
    control,
    model: modelOf({ provider: 'google', id }),
    messages: [
      ...(system === undefined ? [] : [{ role: 'system' as const, content: [system] }]),
      ...messagesOf(turns),
      { role: 'user', content: last },
    ],
    stream,
    ...given,
    ...set,
  }));

/** What is left of a call: no `topK`, and with a stored conversation only what is new. */
export function carried(call: Call): CallBody {
  const { operation: _operation, control: _control, topK: _topK, ...body } = call;
  if (call.providerOptions?.['google']?.['previous_interaction_id'] === undefined) return body;
  const from = call.messages.findLastIndex(({ role }) => role === 'assistant') + 1;
  const messages = call.messages.filter(({ role }, index) => role === 'system' || index >= from);
  return { ...body, messages };
}

// Replies -----------------------------------------------------------------------------------------------------------

type Spec =
  | { readonly kind: 'text'; readonly deltas: readonly string[]; readonly sources: readonly string[] }
  | { readonly kind: 'reasoning'; readonly deltas: readonly string[]; readonly signature: string | undefined }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: JsonObject;
      readonly cut: number;
      readonly signature: string | undefined;
    }
  | { readonly kind: 'media'; readonly mediaType: string; readonly pieces: readonly Uint8Array[] }
  | { readonly kind: 'link' }
  | { readonly kind: 'extra'; readonly query: string };

const spec: Arbitrary<Spec> = fc.oneof(
  fc.record({
    kind: fc.constant('text' as const),
    deltas: fc.array(words, { minLength: 1, maxLength: 3 }),
    sources: fc.uniqueArray(fc.webUrl(), { maxLength: 2 }),
  }),
  fc.record({
    kind: fc.constant('reasoning' as const),
    deltas: fc.array(words, { minLength: 1, maxLength: 3 }),
    signature: maybe(signature),
  }),
  fc.record({ kind: fc.constant('call' as const), name, args, cut: fc.nat(8), signature: maybe(signature) }),
  fc.record({
    kind: fc.constant('media' as const),
    mediaType: fc.constantFrom('image/png', 'audio/wav'),
    pieces: fc.array(bytes, { minLength: 1, maxLength: 2 }),
  }),
  fc.constant({ kind: 'link' as const }),
  fc.record({ kind: fc.constant('extra' as const), query: words }),
);

function chunksOf(one: Spec, block: number): Chunk[] {
  switch (one.kind) {
    case 'text': {
      const size = one.deltas.join('').length;
      return [
        ...one.deltas.map((delta): Chunk => ({ type: 'text', block, text: delta })),
        ...one.sources.map((url): Chunk => {
          const raw = { type: 'url_citation', url, title: 'A page' };
          // The text may be of any characters, so the span is all of it.
          const end = new TextEncoder().encode(one.deltas.join('')).length;
          const span = { start_index: 0, end_index: end };
          const source = { kind: 'url' as const, url, title: 'A page', start: 0, end: size };
          return { type: 'source', block, source: { ...source, raw: { ...raw, ...span } } };
        }),
      ];
    }
    case 'reasoning': {
      const deltas = one.deltas.map((delta): Chunk => ({ type: 'reasoning', block, text: delta }));
      return one.signature === undefined
        ? deltas
        : [...deltas, { type: 'reasoning', block, text: '', signature: one.signature }];
    }
    case 'call': {
      const json = JSON.stringify(one.args);
      const cuts = [json.slice(0, one.cut), json.slice(one.cut)].filter((piece) => piece !== '');
      const proof = one.signature === undefined ? {} : { signature: one.signature };
      const begin: Chunk = { type: 'tool-call', block, id: `call-${block}`, name: one.name, ...proof };
      return [begin, ...cuts.map((piece): Chunk => ({ type: 'tool-input', block, json: piece }))];
    }
    case 'media':
      return one.pieces.map((data): Chunk => ({ type: 'media', block, mediaType: one.mediaType, data }));
    case 'link':
      return [{ type: 'media-url', block, url: 'https://example.com/film', mediaType: 'video/mp4' }];
    case 'extra':
      return [
        {
          type: 'extra',
          block,
          provider: 'google',
          value: { type: 'google_search_call', id: `s${block}`, arguments: { queries: [one.query] } },
        },
      ];
  }
}

const count = fc.nat(9_999);
const usage: Arbitrary<Chunk> = fc
  .record({
    total_input_tokens: count,
    total_cached_tokens: count,
    total_output_tokens: count,
    total_thought_tokens: count,
    isBare: fc.boolean(),
  })
  .map(({ isBare, ...counts }): Chunk => {
    const total = counts.total_input_tokens + counts.total_output_tokens + counts.total_thought_tokens;
    const wire = {
      ...counts,
      total_tokens: total,
      grounding_tool_count: [{ type: 'google_search', count: 3 }],
    };
    const read = usageOf(isBare ? { ...wire, grounding_tool_count: [] } : wire, 'final');
    const { raw: _raw, ...bare } = read;
    return { type: 'usage', usage: isBare ? bare : read };
  });
const ends = fc.constantFrom<readonly [Extract<Chunk, { type: 'finish' }>['reason'], string]>(
  ['stop', 'completed'],
  ['length', 'incomplete'],
  ['cancelled', 'cancelled'],
  ['paused', 'requires_continuation'],
  ['other', 'budget_exceeded'],
);

/** Random replies that an interaction can carry in a body and in a stream. */
export const replies: Arbitrary<Chunk[]> = fc
  .record({
    id: words,
    model: words,
    specs: fc.array(spec, { maxLength: 5 }),
    metadata: maybe(
      fc.constantFrom<JsonObject>(
        { service_tier: 'standard' },
        { environment_id: 'env', continuation_ids: [] },
      ),
    ),
    usage,
    ending: ends,
  })
  .map(({ id, model, specs, metadata, usage: used, ending }): Chunk[] => {
    const [reason, raw] = ending;
    const hasCalls = specs.some((one) => one.kind === 'call');
    const isAsking = reason === 'stop' && hasCalls;
    const searches = specs.filter((one) => one.kind === 'extra').length;
    return [
      { type: 'start', id, model },
      ...specs.flatMap(chunksOf),
      ...(metadata === undefined ? [] : [{ type: 'extra', provider: 'google', value: metadata } as const]),
      searched(used, searches),
      { type: 'finish', reason: isAsking ? 'tool-calls' : reason, raw: isAsking ? 'requires_action' : raw },
    ];
  });

// Google's own count of searches comes first; without it the queries are counted.
function searched(chunk: Chunk, searches: number): Chunk {
  if (chunk.type !== 'usage' || chunk.usage.tools !== undefined || searches === 0) return chunk;
  return { type: 'usage', usage: { ...chunk.usage, tools: { googleSearch: searches } } };
}
