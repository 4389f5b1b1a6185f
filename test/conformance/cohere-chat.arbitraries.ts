import fc, { type Arbitrary } from 'fast-check';
import { toBase64 } from '../../src/core/base64.ts';
import type { Call, CallBody, OutputFormat, Reasoning } from '../../src/core/call.ts';
import type { Chunk } from '../../src/core/chunk.ts';
import { defined, type JsonObject } from '../../src/core/json.ts';
import type {
  AssistantPart,
  FilePart,
  ImagePart,
  Message,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '../../src/core/message.ts';
import { modelOf } from '../../src/core/model.ts';
import type { ToolChoice, ToolDefinition } from '../../src/core/tool.ts';
import { sourcesOf } from '../../src/protocols/cohere-chat/citations.ts';
import { usageOf } from '../../src/protocols/cohere-chat/usage.ts';
import { args, control, maybe, name, openSchema as schema, words } from '../support/arbitraries.ts';

function base64(text: string): string {
  return toBase64(new TextEncoder().encode(text));
}

const citation = (contentIndex: number): Arbitrary<JsonObject> =>
  fc
    .record({
      start: fc.nat(9),
      length: fc.nat(9),
      text: words,
      source: fc.oneof(
        fc
          .record({ id: words, text: words, title: words })
          .map((document): JsonObject => ({ type: 'document', id: document.id, document })),
        fc.record({ id: words, content: words }).map(({ id, content }): JsonObject => ({
          type: 'tool',
          id,
          tool_output: { content },
        })),
      ),
    })
    .map(({ start, length, text, source }): JsonObject => ({
      start,
      end: start + length,
      text,
      sources: [source],
      type: 'TEXT_CONTENT',
      ...(contentIndex === 0 ? {} : { content_index: contentIndex }),
    }));

// Calls -------------------------------------------------------------------------------------------------------------

const text = words.map((said): TextPart => ({ type: 'text', text: said }));
const image = fc.constantFrom<ImagePart>(
  { type: 'image', source: { data: base64('picture'), mediaType: 'image/png' } },
  { type: 'image', source: { url: 'https://example.com/a.png' }, detail: 'low' },
);
const file: Arbitrary<FilePart> = fc.oneof(
  fc.record({ said: words, filename: maybe(words) }).map(({ said, filename }): FilePart => ({
    type: 'file',
    source: { data: base64(said.toWellFormed()), mediaType: 'text/plain' },
    ...(filename === undefined ? {} : { filename }),
  })),
  words.map((id): FilePart => ({
    type: 'file',
    source: { data: base64('{"roll":1}'), mediaType: 'application/json' },
    providerOptions: { cohere: { id } },
  })),
);

interface Turn {
  readonly asked: Message;
  readonly thought: string | undefined;
  readonly said: readonly (readonly [string, JsonObject | undefined])[];
  readonly plan: string | undefined;
  readonly calls: readonly ToolCallPart[];
  readonly answers: readonly (readonly (TextPart | FilePart)[])[];
}

const called = fc
  .record({ id: fc.uuid(), name, input: args })
  .map((call): ToolCallPart => ({ type: 'tool-call', ...call }));
const turn: Arbitrary<Turn> = fc.record({
  asked: fc
    .array(fc.oneof(text, image), { minLength: 1, maxLength: 3 })
    .map((content): Message => ({ role: 'user', content })),
  thought: maybe(words),
  said: fc.array(fc.tuple(words, maybe(citation(0))), { minLength: 1, maxLength: 2 }),
  plan: maybe(words),
  calls: fc.array(called, { maxLength: 2 }),
  answers: fc.tuple(answer(), answer()),
});

function answer(): Arbitrary<(TextPart | FilePart)[]> {
  return fc.array(fc.oneof(text, file), { minLength: 1, maxLength: 2 });
}

function messagesOf(turns: readonly Turn[]): Message[] {
  return turns.flatMap(({ asked, thought, said, plan, calls: made, answers }): Message[] => {
    const before: AssistantPart[] = thought === undefined ? [] : [{ type: 'reasoning', text: thought }];
    const texts = said.map(([words_, cited], index): AssistantPart => {
      const place = before.length + index;
      const raw = cited === undefined || place === 0 ? cited : { ...cited, content_index: place };
      return {
        type: 'text',
        text: words_,
        ...(raw === undefined ? {} : { citations: sourcesOf(raw) }),
      };
    });
    const planned: AssistantPart[] =
      plan === undefined ? [] : [{ type: 'reasoning', text: plan, signature: 'tool_plan' }];
    const assistant: Message = { role: 'assistant', content: [...before, ...texts, ...planned, ...made] };
    if (made.length === 0) return [asked, assistant];
    const content = made.map((call, index): ToolResultPart => ({
      type: 'tool-result',
      toolCallId: call.id,
      toolName: call.name,
      content: answers[index] ?? [],
    }));
    return [asked, assistant, { role: 'tool', content }];
  });
}

const tool: Arbitrary<ToolDefinition> = fc
  .record({ name, description: maybe(words), inputSchema: schema })
  .map((one) => defined(one) as ToolDefinition);

const tools: Arbitrary<{ tools?: readonly ToolDefinition[]; toolChoice?: ToolChoice }> = fc
  .record({
    functions: fc.uniqueArray(tool, { maxLength: 3, selector: (one) => one.name }),
    isStrict: fc.boolean(),
    choice: maybe(fc.constantFrom<ToolChoice>('none', 'required')),
  })
  .map(({ functions, isStrict, choice }) => {
    if (functions.length === 0) return {};
    const all = isStrict ? functions.map((one) => ({ ...one, strict: true })) : functions;
    return { tools: all, ...(choice === undefined ? {} : { toolChoice: choice }) };
  });

const output: Arbitrary<OutputFormat> = fc.oneof(
  fc.constant<OutputFormat>({ type: 'json' }),
  schema.map((one): OutputFormat => ({ type: 'json-schema', name: 'output', schema: one })),
);
const reasoning: Arbitrary<Reasoning> = fc.oneof(
  fc.constantFrom<Reasoning>({ effort: 'none' }, {}),
  fc.integer({ min: 1, max: 9_999 }).map((budgetTokens): Reasoning => ({ budgetTokens })),
);
const within = (min: number, max: number): Arbitrary<number> => fc.double({ min, max, noNaN: true });
const settings = fc
  .record({
    maxTokens: maybe(fc.integer({ min: 1, max: 9_999 })),
    temperature: maybe(within(0, 2)),
    topP: maybe(within(0.01, 0.99)),
    topK: maybe(fc.integer({ min: 0, max: 500 })),
    seed: maybe(fc.nat()),
    stop: maybe(fc.array(words, { minLength: 1, maxLength: 5 })),
    presencePenalty: maybe(within(0, 1)),
    frequencyPenalty: maybe(within(0, 1)),
    logprobs: maybe(fc.boolean()),
    output: maybe(output),
    reasoning: maybe(reasoning),
    providerOptions: maybe(
      fc.constantFrom(
        { cohere: { safety_mode: 'STRICT', priority: 3 } },
        { cohere: { documents: [{ id: 'a', data: { text: 'A' } }], citation_options: { mode: 'FAST' } } },
      ),
    ),
  })
  .map(defined);

/** Random calls that Cohere's chat can carry. */
export const calls: Arbitrary<Call> = fc
  .record({
    stream: fc.boolean(),
    system: fc.array(text, { maxLength: 2 }),
    turns: fc.array(turn, { maxLength: 2 }),
    last: fc.array(text, { minLength: 1, maxLength: 2 }),
    tools,
    settings,
  })
  .map(({ stream, system, turns, last, ...rest }): Call => ({
    operation: 'text',
    control,
    model: modelOf({ provider: 'cohere', id: 'command-a-reasoning-08-2025' }),
    messages: [
      ...(system.length === 0 ? [] : [{ role: 'system' as const, content: system }]),
      ...messagesOf(turns),
      { role: 'user', content: last },
    ],
    stream,
    ...rest.tools,
    ...rest.settings,
  }));

/** All of a call. */
export function carried(call: Call): CallBody {
  const { operation: _operation, control: _control, ...body } = call;
  return body;
}

// Replies -----------------------------------------------------------------------------------------------------------

interface Said {
  readonly kind: 'text' | 'reasoning' | 'extra';
  readonly deltas: readonly string[];
  readonly citations: readonly JsonObject[];
}

interface CalledSpec {
  readonly name: string;
  readonly args: JsonObject;
  readonly cut: number;
}

const said: Arbitrary<Said> = fc.record({
  kind: fc.constantFrom('text', 'text', 'reasoning', 'extra'),
  deltas: fc.array(words, { minLength: 1, maxLength: 3 }),
  citations: fc.array(citation(0), { maxLength: 2 }),
});
const calledSpec: Arbitrary<CalledSpec> = fc.record({ name, args, cut: fc.nat(8) });

function saidChunks({ kind, deltas, citations }: Said, block: number): Chunk[] {
  if (kind === 'extra')
    return [{ type: 'extra', block, provider: 'cohere', value: { type: 'chart', title: deltas.join('') } }];
  const spoken = deltas.map((delta): Chunk => ({ type: kind, block, text: delta }));
  if (kind === 'reasoning') return spoken;
  const sources = citations.flatMap((one) => sourcesOf(block === 0 ? one : { ...one, content_index: block }));
  return [...spoken, ...sources.map((source): Chunk => ({ type: 'source', block, source }))];
}

function planChunks(deltas: readonly string[], block: number): Chunk[] {
  return deltas.map((delta, index): Chunk => ({
    type: 'reasoning',
    block,
    text: delta,
    ...(index === 0 ? { signature: 'tool_plan' } : {}),
  }));
}

function callChunks(one: CalledSpec, block: number): Chunk[] {
  const json = JSON.stringify(one.args);
  const pieces = [json.slice(0, one.cut), json.slice(one.cut)].filter((piece) => piece !== '');
  return [
    { type: 'tool-call', block, id: `call-${block}`, name: one.name },
    ...pieces.map((piece): Chunk => ({ type: 'tool-input', block, json: piece })),
  ];
}

const count = fc.nat(9_999);
const usage: Arbitrary<Chunk> = fc
  .record({ input: count, output: count, cached: maybe(count), thoughts: maybe(count), isBare: fc.boolean() })
  .map(({ input, output: given, cached, thoughts, isBare }): Chunk => {
    const read = usageOf({
      tokens: {
        input_tokens: input,
        output_tokens: given,
        ...(thoughts === undefined ? {} : { reasoning_tokens: thoughts }),
      },
      ...(cached === undefined ? {} : { cached_tokens: cached }),
    });
    const { raw: _raw, ...bare } = read;
    return { type: 'usage', usage: isBare ? bare : read };
  });
const logprobs: Arbitrary<Chunk> = fc
  .array(fc.record({ token: words, logprob: within(-20, 0).map((value) => value + 0) }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((list): Chunk => ({ type: 'logprobs', logprobs: list }));
const ends = fc.constantFrom<readonly [Extract<Chunk, { type: 'finish' }>['reason'], string]>(
  ['stop', 'COMPLETE'],
  ['stop', 'STOP_SEQUENCE'],
  ['length', 'MAX_TOKENS'],
  ['content-filter', 'ERROR_TOXIC'],
  ['other', 'SOMETHING_NEW'],
);

/** Random replies that Cohere's chat can carry in a body and in a stream: contents, then the plan, then the calls. */
export const replies: Arbitrary<Chunk[]> = fc
  .record({
    id: words,
    said: fc.array(said, { maxLength: 3 }),
    plan: fc.array(words, { maxLength: 2 }),
    called: fc.array(calledSpec, { maxLength: 3 }),
    logprobs: maybe(logprobs),
    metadata: maybe(fc.constant<JsonObject>({ generation_id: 'g', warnings: ['w'] })),
    usage,
    ending: ends,
  })
  .map((reply): Chunk[] => {
    const contents = reply.said.flatMap(saidChunks);
    const planned = planChunks(reply.plan, reply.said.length);
    const first = reply.said.length + (planned.length === 0 ? 0 : 1);
    const made = reply.called.flatMap((one, index) => callChunks(one, first + index));
    const [reason, raw] = reply.ending;
    const { logprobs: probable, metadata } = reply;
    return [
      { type: 'start', id: reply.id },
      ...contents,
      ...planned,
      ...made,
      ...(probable === undefined ? [] : [probable]),
      ...(metadata === undefined ? [] : [{ type: 'extra', provider: 'cohere', value: metadata } as const]),
      reply.usage,
      { type: 'finish', reason: reason === 'stop' && made.length > 0 ? 'tool-calls' : reason, raw },
    ];
  });
