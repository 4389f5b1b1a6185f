import fc, { type Arbitrary } from 'fast-check';
import { toBase64 } from '../../src/core/base64.ts';
import type { Call, OutputFormat, Reasoning } from '../../src/core/call.ts';
import type { Chunk } from '../../src/core/chunk.ts';
import { defined, isRecord, type JsonObject } from '../../src/core/json.ts';
import type {
  AssistantPart,
  FilePart,
  ImagePart,
  Message,
  Source,
  TextPart,
  ToolResultPart,
} from '../../src/core/message.ts';
import { modelOf } from '../../src/core/model.ts';
import type { ProviderTool, ToolChoice, ToolDefinition } from '../../src/core/tool.ts';
import { usage } from '../../src/core/usage.ts';
import { args, bytes, closedSchema as schema, control, maybe, name } from '../support/arbitraries.ts';

const vendor = 'amazon-bedrock';
// Blank texts are refused, so each has a letter.
const words = fc.string({ maxLength: 12 }).map((said) => `${said}w`);
const callId = fc.stringMatching(/^tooluse_[A-Za-z0-9_-]{6,12}$/);
const cached = { providerOptions: { [vendor]: { cachePoint: {} } } };

// Media -------------------------------------------------------------------------------------------------------------

const documentName = fc.stringMatching(/^[A-Za-z0-9]{1,8}( [A-Za-z0-9()[\]-]{1,8})?$/);
const data = bytes.map(toBase64);
const media: Arbitrary<ImagePart | FilePart> = fc.oneof(
  fc
    .record({ data, mediaType: fc.constantFrom('image/png', 'image/webp') })
    .map((source): ImagePart => ({ type: 'image', source })),
  fc
    .record({ data, mediaType: fc.constantFrom('application/pdf', 'text/markdown'), filename: documentName })
    .map(({ filename, ...source }): FilePart => ({ type: 'file', source, filename })),
  fc.constantFrom<FilePart>(
    { type: 'file', source: { url: 's3://bucket/film.mov', mediaType: 'video/quicktime' } },
    {
      type: 'file',
      source: { url: 's3://bucket/a.pdf', mediaType: 'application/pdf' },
      filename: 'Notes',
      providerOptions: { [vendor]: { citations: { enabled: true }, cachePoint: { ttl: '1h' } } },
    },
    { type: 'file', source: { data: 'AAAA', mediaType: 'audio/mpeg' } },
  ),
);

// Calls -------------------------------------------------------------------------------------------------------------

const claude = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';
const nova = 'us.amazon.nova-2-lite-v1:0';
const oss = 'openai.gpt-oss-120b-1:0';
const profile = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123';
const text = fc
  .tuple(words, fc.boolean())
  .map(([said, isCached]): TextPart => ({ type: 'text', text: said, ...(isCached ? cached : {}) }));
const marked = words.map((said): TextPart => ({
  type: 'text',
  text: said,
  providerOptions: { [vendor]: { guardContent: { text: { qualifiers: ['guard_content'] } } } },
}));
const citation = words.map((title): Source => ({
  kind: 'url',
  url: 'https://example.com/',
  title,
  raw: { title, location: { web: { url: 'https://example.com/' } } },
}));

type CallPart = Extract<AssistantPart, { type: 'tool-call' }>;

const said: Arbitrary<AssistantPart> = fc.oneof(
  text,
  fc
    .tuple(words, fc.array(citation, { minLength: 1, maxLength: 2 }))
    .map(([cited, citations]): AssistantPart => ({ type: 'text', text: cited, citations })),
  fc
    .tuple(words, fc.base64String({ minLength: 4, maxLength: 16 }))
    .map(([thought, signature]): AssistantPart => ({ type: 'reasoning', text: thought, signature })),
  fc.constantFrom<AssistantPart>(
    { type: 'extra', provider: vendor, value: { reasoningContent: { redactedContent: 'cmVkYWN0ZWQ=' } } },
    {
      type: 'extra',
      provider: vendor,
      value: {
        toolUse: {
          toolUseId: 'tooluse_own',
          name: 'nova_code_interpreter',
          input: {},
          type: 'server_tool_use',
        },
      },
    },
  ),
);
const answer: Arbitrary<Omit<ToolResultPart, 'toolCallId' | 'toolName'>> = fc
  .record({
    content: fc.array(
      fc.oneof(
        words.map((told): TextPart => ({ type: 'text', text: told })),
        args.map((value): TextPart => ({
          type: 'text',
          text: JSON.stringify(value),
          providerOptions: { [vendor]: { json: true } },
        })),
        data.map((image): ImagePart => ({ type: 'image', source: { data: image, mediaType: 'image/gif' } })),
      ),
      { maxLength: 2 },
    ),
    isError: maybe(fc.boolean()),
    isCached: fc.boolean(),
  })
  .map(({ content, isError, isCached }) => ({
    type: 'tool-result',
    // A result of a tool that failed is not empty.
    content: isError === true && content.length === 0 ? [{ type: 'text' as const, text: 'no' }] : content,
    ...(isError === undefined ? {} : { isError }),
    ...(isCached ? cached : {}),
  }));

interface Turn {
  readonly asked: Message;
  readonly said: readonly AssistantPart[];
  readonly calls: readonly CallPart[];
  readonly answers: readonly Omit<ToolResultPart, 'toolCallId' | 'toolName'>[];
}

const turn: Arbitrary<Turn> = fc.record({
  asked: fc
    .array(fc.oneof(text, marked, media), { minLength: 1, maxLength: 3 })
    .map(withWords)
    .map((content): Message => ({ role: 'user', content })),
  said: fc.array(said, { minLength: 1, maxLength: 3 }),
  calls: fc.uniqueArray(
    fc.record({ id: callId, name, input: args }).map((call): CallPart => ({ type: 'tool-call', ...call })),
    { maxLength: 2, selector: (call) => call.id },
  ),
  answers: fc.tuple(answer, answer),
});

// Documents stand beside a text.
function withWords<Part extends TextPart | ImagePart | FilePart>(content: Part[]): (Part | TextPart)[] {
  const isAlone = !content.some(({ type }) => type === 'text');
  return isAlone && content.some(({ type }) => type === 'file')
    ? [...content, { type: 'text', text: 'w' }]
    : content;
}

// Claude takes four cache points; the others are left out rather than waited for.
function withFewPoints(call: Call): Call {
  let left = 4;
  const thinned = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(thinned);
    if (!isRecord(value)) return value;
    const members = Object.entries(value).filter(
      ([key, member]) =>
        key !== 'providerOptions' || !JSON.stringify(member).includes('"cachePoint"') || left-- > 0,
    );
    return Object.fromEntries(members.map(([key, member]) => [key, thinned(member)]));
  };
  const messages = thinned(call.messages) as Call['messages'];
  return call.tools === undefined
    ? { ...call, messages }
    : { ...call, messages, tools: thinned(call.tools) as NonNullable<Call['tools']> };
}

// A user's turn may follow the results of tools, but not another user's turn: they would become one.
function messagesOf(turns: readonly Turn[], last: Message): Message[] {
  return [
    ...turns.flatMap(({ asked, said: spoken, calls: made, answers }): Message[] => {
      const assistant: Message = { role: 'assistant', content: [...spoken, ...made] };
      if (made.length === 0) return [asked, assistant];
      const content = made.map((call, index) => ({
        ...(answers[index] as ToolResultPart),
        toolCallId: call.id,
        toolName: call.name,
      }));
      return [asked, assistant, { role: 'tool', content }];
    }),
    last,
  ];
}

const tool: Arbitrary<ToolDefinition> = fc
  .record({
    name,
    description: maybe(words),
    inputSchema: schema,
    strict: maybe(fc.boolean()),
    providerOptions: maybe(fc.constant(cached.providerOptions)),
  })
  .map((one) => defined(one) as ToolDefinition);

interface Tools {
  readonly tools: readonly (ToolDefinition | ProviderTool)[];
  readonly toolChoice?: ToolChoice;
}

const tools: Arbitrary<Tools> = fc
  .record({
    functions: fc.uniqueArray(tool, { minLength: 1, maxLength: 3, selector: (one) => one.name }),
    own: fc.boolean(),
    choice: fc.constantFrom('auto', 'required', 'one', undefined),
  })
  .map(({ functions, own, choice }): Tools => {
    const [first] = functions;
    const systemTool = { provider: vendor, definition: { systemTool: { name: 'nova_grounding' } } };
    const picked = choice === 'one' ? { tool: first?.name ?? '' } : choice;
    return {
      tools: [...(own ? [systemTool] : []), ...functions],
      ...(picked === undefined ? {} : { toolChoice: picked }),
    };
  });

const output: Arbitrary<OutputFormat> = fc
  .record({ name, schema, description: maybe(words) })
  .map((format): OutputFormat => ({ type: 'json-schema', ...defined(format) }) as OutputFormat);
const settings = fc
  .record({
    maxTokens: maybe(fc.integer({ min: 30_000, max: 99_999 })),
    stop: maybe(fc.array(words, { minLength: 1, maxLength: 4 })),
    output: maybe(output),
    serviceTier: maybe(fc.constantFrom('flex', 'priority')),
    metadata: maybe(fc.dictionary(name, words, { minKeys: 1, maxKeys: 2 })),
    providerOptions: maybe(
      fc.constantFrom(
        {
          [vendor]: {
            guardrailConfig: { guardrailIdentifier: 'g', guardrailVersion: '1', trace: 'enabled' },
          },
        },
        {
          [vendor]: {
            performanceConfig: { latency: 'optimized' },
            additionalModelRequestFields: { anthropic_beta: ['context-1m-2025-08-07'] },
          },
        },
      ),
    ),
  })
  .map(defined);

type Sampling = Pick<Call, 'temperature' | 'topP' | 'topK' | 'reasoning'>;

// Each model takes other settings together; see the dialect.
function samplingFor(id: string): Arbitrary<Sampling> {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  const topK = maybe(fc.integer({ min: 1, max: 99 }));
  const think = (reasoning: Arbitrary<Reasoning>): Arbitrary<Sampling> => fc.record({ reasoning });
  switch (id) {
    case claude:
      return fc.oneof(
        fc.record({ temperature: maybe(unit), topK }).map(defined),
        think(
          fc.oneof(
            fc.constant<Reasoning>({ effort: 'none' }),
            fc.integer({ min: 1_024, max: 20_000 }).map((budgetTokens): Reasoning => ({ budgetTokens })),
          ),
        ),
      );
    case nova:
      return fc.oneof(
        fc.record({ temperature: maybe(unit), topP: maybe(unit), topK }).map(defined),
        think(fc.constantFrom<Reasoning>({ effort: 'none' }, { effort: 'low' }, { effort: 'medium' })),
      );
    case oss:
      return fc.oneof(
        fc.record({ temperature: maybe(unit), topP: maybe(unit) }).map(defined),
        think(fc.constantFrom<Reasoning>({ effort: 'low' }, { effort: 'high' })),
      );
    default:
      return fc.record({ temperature: maybe(unit), topP: maybe(unit) }).map(defined);
  }
}

/** Random calls that Converse can carry. */
export const calls: Arbitrary<Call> = fc.constantFrom(claude, nova, oss, profile).chain((id) =>
  fc
    .record({
      stream: fc.boolean(),
      system: fc.array(text, { maxLength: 2 }),
      turns: fc.array(turn, { maxLength: 2 }),
      last: fc.array(fc.oneof(text, media), { minLength: 1, maxLength: 2 }).map(withWords),
      tools: maybe(tools),
      settings,
      sampling: samplingFor(id),
    })
    .map(({ stream, system, turns, last, sampling, ...rest }): Call => {
      const messages = messagesOf(turns, { role: 'user', content: last });
      const hasCalls = messages.some(({ role }) => role === 'tool');
      const offered = rest.tools ?? (hasCalls ? { tools: [fallback] } : {});
      const isThinking = sampling.reasoning?.budgetTokens !== undefined;
      return {
        operation: 'text',
        control,
        model: modelOf({ provider: vendor, id }),
        messages: [
          ...(system.length === 0 ? [] : [{ role: 'system' as const, content: system }]),
          ...messages,
        ],
        stream,
        ...offered,
        ...(isThinking && rest.tools?.toolChoice !== undefined ? { toolChoice: 'auto' as const } : {}),
        ...rest.settings,
        ...sampling,
      };
    })
    .map(withFewPoints),
);

const fallback: ToolDefinition = { name: 'noted', inputSchema: { type: 'object' } };

// Replies -----------------------------------------------------------------------------------------------------------

type Spec = (block: number) => Chunk[];

const spec: Arbitrary<Spec> = fc.oneof(
  fc
    .tuple(fc.array(words, { minLength: 1, maxLength: 3 }), fc.array(citation, { maxLength: 2 }))
    .map(([deltas, sources]): Spec => (block) => [
      ...deltas.map((delta): Chunk => ({ type: 'text', block, text: delta })),
      ...sources.map((source): Chunk => ({ type: 'source', block, source })),
    ]),
  fc
    .tuple(fc.array(words, { minLength: 1, maxLength: 3 }), maybe(fc.base64String({ minLength: 4 })))
    .map(([deltas, signature]): Spec => (block) => [
      ...deltas.map((delta): Chunk => ({ type: 'reasoning', block, text: delta })),
      ...(signature === undefined ? [] : [{ type: 'reasoning' as const, block, text: '', signature }]),
    ]),
  fc.tuple(callId, name, args, fc.nat(8)).map(([id, called, input, cut]): Spec => (block) => {
    const json = JSON.stringify(input);
    return [
      { type: 'tool-call', block, id, name: called },
      { type: 'tool-input', block, json: json.slice(0, cut) },
      { type: 'tool-input', block, json: json.slice(cut) },
    ];
  }),
  fc.array(bytes, { minLength: 1, maxLength: 2 }).map(
    (pieces): Spec =>
      (block) =>
        pieces.map((piece): Chunk => ({ type: 'media', block, mediaType: 'image/jpeg', data: piece })),
  ),
  fc
    .constantFrom<JsonObject>(
      { reasoningContent: { redactedContent: 'cmVkYWN0ZWQ=' } },
      {
        toolUse: {
          toolUseId: 'tooluse_own',
          name: 'nova_grounding',
          type: 'server_tool_use',
          input: { a: 1 },
        },
      },
      {
        toolResult: {
          toolUseId: 'tooluse_own',
          type: 'nova_grounding_result',
          status: 'success',
          content: [{ text: 'found' }, { json: { stdOut: '1' } }],
        },
      },
    )
    .map((value): Spec => (block) => [{ type: 'extra', block, provider: vendor, value }]),
);
const tokens = fc.nat({ max: 9_999 });
const counted = fc
  .record({
    uncached: tokens,
    output: tokens,
    cache: maybe(fc.tuple(tokens, tokens)),
  })
  .map(({ uncached, output: outputTokens, cache }): Chunk => {
    const [cacheReadTokens, cacheWriteTokens] = cache ?? [null, null];
    const inputTokens = uncached + (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0);
    return { type: 'usage', usage: usage({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }) };
  });
const finish = fc.constantFrom<Chunk>(
  { type: 'finish', reason: 'stop', raw: 'end_turn' },
  { type: 'finish', reason: 'stop', raw: 'stop_sequence' },
  { type: 'finish', reason: 'tool-calls', raw: 'tool_use' },
  { type: 'finish', reason: 'length', raw: 'max_tokens' },
  { type: 'finish', reason: 'content-filter', raw: 'guardrail_intervened' },
  { type: 'finish', reason: 'length', raw: 'model_context_window_exceeded' },
);
const facts = maybe(
  fc.constantFrom<Chunk>(
    { type: 'extra', provider: vendor, value: { metrics: { latencyMs: 12 } } },
    {
      type: 'extra',
      provider: vendor,
      value: { additionalModelResponseFields: { a: null }, trace: { guardrail: {} } },
    },
  ),
);

/** Random replies that Converse can carry. */
export const replies: Arbitrary<Chunk[]> = fc
  .tuple(fc.array(spec, { maxLength: 4 }), facts, counted, finish)
  .map(([specs, fact, count, end]) => [
    { type: 'start' },
    ...specs.flatMap((make, block) => make(block)),
    ...(fact === undefined ? [] : [fact]),
    count,
    end,
  ]);
