import fc, { type Arbitrary } from 'fast-check';
import { toBase64 } from '../../src/core/base64.ts';
import type { Call, CallBody, OutputFormat, Reasoning } from '../../src/core/call.ts';
import type { Chunk, TokenLogprob } from '../../src/core/chunk.ts';
import { defined, type JsonObject } from '../../src/core/json.ts';
import type { AssistantPart, FilePart, ImagePart, Message, ToolResultPart } from '../../src/core/message.ts';
import { modelOf } from '../../src/core/model.ts';
import { usageOf } from '../../src/protocols/google-generate/usage.ts';
import { args, bytes, closedSchema as schema, control, maybe, name, words } from '../support/arbitraries.ts';
import { googleTools } from '../support/google-tools.ts';

const signature = fc.base64String({ minLength: 4, maxLength: 16 });

// Media -------------------------------------------------------------------------------------------------------------

const inline: Arbitrary<ImagePart | FilePart> = fc
  .record({
    data: bytes.map(toBase64),
    mediaType: fc.constantFrom('image/png', 'image/jpeg', 'application/pdf', 'audio/wav'),
  })
  .map((source) => ({ type: source.mediaType.startsWith('image/') ? 'image' : 'file', source }));
const linked: Arbitrary<ImagePart | FilePart> = fc.constantFrom<ImagePart | FilePart>(
  { type: 'image', source: { url: 'https://example.com/a', mediaType: 'image/png' } },
  { type: 'file', source: { url: 'gs://bucket/film', mediaType: 'video/mp4' } },
  {
    type: 'file',
    source: { url: 'https://youtu.be/abc' },
    providerOptions: { google: { videoMetadata: { fps: 2 } } },
  },
  { type: 'file', source: { fileId: 'files/abc' } },
  { type: 'image', source: { fileId: 'files/abc', mediaType: 'image/png' } },
);

// Calls -------------------------------------------------------------------------------------------------------------

const modelIds = ['gemini-3-flash-preview', 'gemini-2.5-flash', 'gemini-2.0-flash'];
const text = words.map((said) => ({ type: 'text' as const, text: said }));

type CallPart = Extract<AssistantPart, { type: 'tool-call' }>;

const called = fc
  .record({ id: fc.uuid(), name, input: args, signature: maybe(signature) })
  .map((call): CallPart => ({ type: 'tool-call', ...defined(call) }));
const said: Arbitrary<AssistantPart> = fc.oneof(
  fc
    .record({ text: words, signature: maybe(signature) })
    .map((part): AssistantPart => ({ type: 'text', ...defined(part) })),
  fc
    .record({ text: words, signature: maybe(signature) })
    .map((part): AssistantPart => ({ type: 'reasoning', ...defined(part) })),
  signature.map((proof): AssistantPart => ({ type: 'text', text: '', signature: proof })),
  inline,
  words.map((code): AssistantPart => ({
    type: 'extra',
    provider: 'google',
    value: { executableCode: { language: 'PYTHON', code } },
  })),
);

interface Turn {
  readonly asked: Message;
  readonly said: readonly AssistantPart[];
  readonly calls: readonly CallPart[];
  readonly answers: readonly {
    readonly text: string | undefined;
    readonly media: ImagePart | FilePart | undefined;
    readonly isError: true | undefined;
  }[];
}

const turn: Arbitrary<Turn> = fc.record({
  asked: fc
    .array(fc.oneof(text, inline, linked), { minLength: 1, maxLength: 3 })
    .map((content): Message => ({ role: 'user', content })),
  said: fc.array(said, { minLength: 1, maxLength: 3 }),
  calls: fc.array(called, { maxLength: 2 }),
  answers: fc.tuple(answer(), answer()),
});

function answer(): Arbitrary<Turn['answers'][number]> {
  return fc.record({ text: maybe(words), media: maybe(inline), isError: maybe(fc.constant(true as const)) });
}

function messagesOf(turns: readonly Turn[], takesMedia: boolean): Message[] {
  return turns.flatMap(({ asked, said: words_, calls: made, answers }): Message[] => {
    const content = made.map((call, index): ToolResultPart => {
      const given = answers[index];
      return {
        type: 'tool-result',
        toolCallId: call.id,
        toolName: call.name,
        content: [
          ...(given?.text === undefined ? [] : [{ type: 'text' as const, text: given.text }]),
          ...(given?.media === undefined || !takesMedia ? [] : [given.media]),
        ],
        ...(given?.isError === undefined ? {} : { isError: given.isError }),
      };
    });
    const assistant: Message = { role: 'assistant', content: [...words_, ...made] };
    return made.length === 0 ? [asked, assistant] : [asked, assistant, { role: 'tool', content }];
  });
}

const tools = googleTools(
  { provider: 'google', definition: { googleSearch: {} } },
  { provider: 'google', definition: { codeExecution: {} } },
);

const output: Arbitrary<OutputFormat> = fc.oneof(
  fc.constant<OutputFormat>({ type: 'json' }),
  schema.map((one): OutputFormat => ({ type: 'json-schema', name: 'output', schema: one })),
);
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const settings = fc
  .record({
    maxTokens: maybe(fc.integer({ min: 1, max: 9_999 })),
    temperature: maybe(unit),
    topP: maybe(unit),
    topK: maybe(fc.integer({ min: 1, max: 99 })),
    seed: maybe(fc.integer()),
    stop: maybe(fc.array(words, { minLength: 1, maxLength: 5 })),
    presencePenalty: maybe(unit),
    frequencyPenalty: maybe(unit),
    logprobs: maybe(fc.oneof(fc.boolean(), fc.integer({ min: 0, max: 20 }))),
    output: maybe(output),
    serviceTier: maybe(fc.constantFrom('flex', 'priority')),
    providerOptions: maybe(
      fc.constantFrom(
        { google: { safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }] } },
        {
          google: { cachedContent: 'cachedContents/abc', generationConfig: { responseModalities: ['TEXT'] } },
        },
      ),
    ),
  })
  .map(defined);

function reasoningFor(id: string): Arbitrary<Reasoning | undefined> {
  if (id === 'gemini-2.0-flash') return fc.constant(undefined);
  const asks: Arbitrary<Reasoning> =
    id === 'gemini-2.5-flash'
      ? fc.oneof(
          fc.constant<Reasoning>({ effort: 'none' }),
          fc
            .integer({ min: 1, max: 24_576 })
            .map((budgetTokens): Reasoning => ({ budgetTokens, summary: 'auto' })),
        )
      : fc
          .constantFrom('minimal', 'low', 'medium', 'high')
          .map((effort): Reasoning => ({ effort, summary: 'auto' }));
  return maybe(asks);
}

/** Random calls that generateContent can carry. */
export const calls: Arbitrary<Call> = fc.constantFrom(...modelIds).chain((id) =>
  fc
    .record({
      stream: fc.boolean(),
      system: fc.array(text, { maxLength: 2 }),
      turns: fc.array(turn, { maxLength: 2 }),
      last: fc.array(text, { minLength: 1, maxLength: 2 }),
      tools,
      settings,
      reasoning: reasoningFor(id),
    })
    .map(({ stream, system, turns, last, reasoning, ...rest }): Call => ({
      operation: 'text',
      control,
      model: modelOf({ provider: 'google', id }),
      messages: [
        ...(system.length === 0 ? [] : [{ role: 'system' as const, content: system }]),
        ...messagesOf(turns, id.startsWith('gemini-3')),
        { role: 'user', content: last },
      ],
      stream,
      ...rest.tools,
      ...rest.settings,
      ...(reasoning === undefined ? {} : { reasoning }),
    })),
);

/** What is left of a call: gemini-2.5 takes no penalties. */
export function carried(call: Call): CallBody {
  const { operation: _operation, control: _control, ...body } = call;
  if (!call.model.id.startsWith('gemini-2.5')) return body;
  const { presencePenalty: _presence, frequencyPenalty: _frequency, ...kept } = body;
  return kept;
}

// Replies -----------------------------------------------------------------------------------------------------------

type Spec =
  | {
      readonly kind: 'text' | 'reasoning';
      readonly deltas: readonly string[];
      readonly signature: string | undefined;
    }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: JsonObject;
      readonly cut: number;
      readonly signature: string | undefined;
    }
  | {
      readonly kind: 'media';
      readonly mediaType: string;
      readonly pieces: readonly Uint8Array[];
      readonly signature: string | undefined;
    }
  | { readonly kind: 'extra'; readonly code: string };

const spec: Arbitrary<Spec> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('text' as const, 'reasoning' as const),
    deltas: fc.array(words, { minLength: 1, maxLength: 3 }),
    signature: maybe(signature),
  }),
  fc.record({ kind: fc.constant('call' as const), name, args, cut: fc.nat(8), signature: maybe(signature) }),
  fc.record({
    kind: fc.constant('media' as const),
    mediaType: fc.constantFrom('image/png', 'audio/wav'),
    pieces: fc.array(bytes, { minLength: 1, maxLength: 2 }),
    signature: maybe(signature),
  }),
  fc.record({ kind: fc.constant('extra' as const), code: words }),
);

// Nothing on the wire parts an unsigned text from the text behind it.
function apart(specs: readonly Spec[]): Spec[] {
  return specs.reduce<Spec[]>((kept, one) => {
    const before = kept.at(-1);
    const isLost = before?.kind === one.kind && 'deltas' in before && before.signature === undefined;
    return isLost ? kept : [...kept, one];
  }, []);
}

function chunksOf(one: Spec, block: number): Chunk[] {
  const signed = 'signature' in one && one.signature !== undefined ? { signature: one.signature } : {};
  switch (one.kind) {
    case 'text':
    case 'reasoning': {
      const deltas = one.deltas.map((delta): Chunk => ({ type: one.kind, block, text: delta }));
      return one.signature === undefined
        ? deltas
        : [...deltas, { type: one.kind, block, text: '', ...signed }];
    }
    case 'call': {
      const json = JSON.stringify(one.args);
      const cuts = [json.slice(0, one.cut), json.slice(one.cut)].filter((piece) => piece !== '');
      const begin: Chunk = { type: 'tool-call', block, id: `call-${block}`, name: one.name, ...signed };
      return [begin, ...cuts.map((piece): Chunk => ({ type: 'tool-input', block, json: piece }))];
    }
    case 'media':
      return one.pieces.map((data): Chunk => ({
        type: 'media',
        block,
        mediaType: one.mediaType,
        data,
        ...signed,
      }));
    case 'extra':
      return [
        {
          type: 'extra',
          block,
          provider: 'google',
          value: { executableCode: { language: 'PYTHON', code: one.code } },
        },
      ];
  }
}

const count = fc.nat(9_999);
const usage: Arbitrary<Chunk> = fc
  .record({
    promptTokenCount: count,
    cachedContentTokenCount: count,
    candidatesTokenCount: count,
    thoughtsTokenCount: count,
    isBare: fc.boolean(),
  })
  .map(({ isBare, ...counts }): Chunk => {
    const totalTokenCount = counts.promptTokenCount + counts.candidatesTokenCount + counts.thoughtsTokenCount;
    const wire = { ...counts, totalTokenCount };
    const read = usageOf(wire, { status: 'final', searches: 0, costPath: [] });
    const { raw: _raw, ...bare } = read;
    return { type: 'usage', usage: isBare ? bare : read };
  });
const source: Arbitrary<Chunk> = fc
  .record({ url: fc.webUrl(), title: words })
  .map((place): Chunk => ({ type: 'source', source: { kind: 'url', ...place } }));
const logprob = fc.record({
  token: words,
  logprob: fc.double({ min: -20, max: 0, noNaN: true }).map((value) => value + 0),
});
const logprobs: Arbitrary<TokenLogprob[]> = fc.oneof(
  fc.array(logprob, { minLength: 1, maxLength: 3 }),
  fc.array(fc.record({ token: words, logprob: fc.constant(-1), top: fc.array(logprob, { maxLength: 2 }) }), {
    minLength: 1,
    maxLength: 2,
  }),
);
const ends = fc.constantFrom<readonly [Extract<Chunk, { type: 'finish' }>['reason'], string]>(
  ['stop', 'STOP'],
  ['length', 'MAX_TOKENS'],
  ['content-filter', 'SAFETY'],
  ['content-filter', 'PROHIBITED_CONTENT'],
  ['other', 'OTHER'],
);

/** Random replies that generateContent can carry in a body and in a stream. */
export const replies: Arbitrary<Chunk[]> = fc
  .record({
    id: words,
    model: words,
    specs: fc.array(spec, { maxLength: 5 }).map(apart),
    sources: fc.uniqueArray(source, { maxLength: 2, selector: (chunk) => JSON.stringify(chunk) }),
    logprobs: maybe(logprobs),
    metadata: maybe(
      fc.constantFrom<JsonObject>({ avgLogprobs: -0.5 }, { createTime: '2026-01-01', safetyRatings: [] }),
    ),
    usage,
    ending: ends,
  })
  .map(({ id, model, specs, sources, logprobs: probable, metadata, usage: used, ending }): Chunk[] => {
    const [reason, raw] = ending;
    const hasCalls = specs.some((one) => one.kind === 'call');
    return [
      { type: 'start', id, model },
      ...specs.flatMap(chunksOf),
      ...sources,
      ...(probable === undefined ? [] : [{ type: 'logprobs', logprobs: probable } as const]),
      ...(metadata === undefined ? [] : [{ type: 'extra', provider: 'google', value: metadata } as const]),
      used,
      { type: 'finish', reason: reason === 'stop' && hasCalls ? 'tool-calls' : reason, raw },
    ];
  });
