import fc, { type Arbitrary } from 'fast-check';
import { toBase64 } from '../../src/core/base64.ts';
import type { Call, CallBody, OutputFormat, Reasoning } from '../../src/core/call.ts';
import type { Chunk, TokenLogprob } from '../../src/core/chunk.ts';
import { defined, type JsonObject } from '../../src/core/json.ts';
import type { AssistantPart, ImagePart, Message, TextPart, UserPart } from '../../src/core/message.ts';
import { modelOf } from '../../src/core/model.ts';
import type { ToolDefinition } from '../../src/core/tool.ts';
import { usageOf } from '../../src/protocols/ollama-chat/usage.ts';
import { args, control, maybe, name, openSchema as schema, words } from '../support/arbitraries.ts';

// Images say what they are by their first bytes alone.
const pictures: readonly (readonly [string, Uint8Array])[] = [
  ['image/png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 7)],
  ['image/jpeg', Uint8Array.of(0xff, 0xd8, 0xff, 7)],
  ['image/gif', Uint8Array.of(0x47, 0x49, 0x46, 0x38, 0x39, 0x61)],
  ['image/webp', Uint8Array.of(0x52, 0x49, 0x46, 0x46, 0, 0)],
];
const picture = fc.constantFrom(...pictures);

// Calls -------------------------------------------------------------------------------------------------------------

const text = words.map((said): TextPart => ({ type: 'text', text: said }));
const image = picture.map(([mediaType, bytes]): ImagePart => ({
  type: 'image',
  source: { data: toBase64(bytes), mediaType },
}));
const shown: Arbitrary<UserPart[]> = fc.array(fc.oneof(text, image), { minLength: 1, maxLength: 3 });

interface Turn {
  readonly asked: readonly UserPart[];
  readonly thoughts: readonly string[];
  readonly said: readonly TextPart[];
  readonly calls: readonly { readonly id: string; readonly name: string; readonly input: JsonObject }[];
  readonly answers: readonly (readonly TextPart[])[];
}

const turn: Arbitrary<Turn> = fc.record({
  asked: shown,
  thoughts: fc.array(words, { maxLength: 2 }),
  said: fc.array(text, { minLength: 1, maxLength: 2 }),
  calls: fc.array(fc.record({ id: fc.uuid(), name, input: args }), { maxLength: 2 }),
  answers: fc.tuple(fc.array(text, { maxLength: 2 }), fc.array(text, { maxLength: 2 })),
});

function messagesOf(turns: readonly Turn[]): Message[] {
  return turns.flatMap(({ asked, thoughts, said, calls: made, answers }): Message[] => {
    const content: AssistantPart[] = [
      ...thoughts.map((thought): AssistantPart => ({ type: 'reasoning', text: thought })),
      ...said,
      ...made.map((call): AssistantPart => ({ type: 'tool-call', ...call })),
    ];
    const results = made.map((call, index) => ({
      type: 'tool-result' as const,
      toolCallId: call.id,
      toolName: call.name,
      content: answers[index] ?? [],
    }));
    const turns_: Message[] = [
      { role: 'user', content: asked },
      { role: 'assistant', content },
    ];
    return results.length === 0 ? turns_ : [...turns_, { role: 'tool', content: results }];
  });
}

const tool: Arbitrary<ToolDefinition> = fc
  .record({ name, description: maybe(words), inputSchema: schema })
  .map((one) => defined(one) as ToolDefinition);
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
    topK: maybe(fc.nat(99)),
    minP: maybe(unit),
    seed: maybe(fc.integer()),
    stop: maybe(fc.array(words, { minLength: 1, maxLength: 3 })),
    presencePenalty: maybe(unit),
    frequencyPenalty: maybe(unit),
    logprobs: maybe(fc.oneof(fc.boolean(), fc.nat(20))),
    output: maybe(output),
    providerOptions: maybe(
      fc.constantFrom({ ollama: { keep_alive: '5m' } }, { ollama: { options: { num_ctx: 8_192 } } }),
    ),
  })
  .map(defined);

function reasoningFor(id: string): Arbitrary<Reasoning | undefined> {
  const asks: Arbitrary<Reasoning> =
    id === 'gpt-oss:20b'
      ? fc.constantFrom<Reasoning>({ effort: 'low' }, { effort: 'medium' }, { effort: 'high' }, {})
      : fc.constantFrom<Reasoning>({ effort: 'none' }, {});
  return maybe(asks);
}

/** Random calls that Ollama's chat can carry. */
export const calls: Arbitrary<Call> = fc.constantFrom('qwen3:8b', 'gpt-oss:20b').chain((id) =>
  fc
    .record({
      stream: fc.boolean(),
      system: fc.array(text, { maxLength: 2 }),
      turns: fc.array(turn, { maxLength: 2 }),
      last: shown,
      tools: fc.uniqueArray(tool, { maxLength: 3, selector: (one) => one.name }),
      settings,
      reasoning: reasoningFor(id),
    })
    .map(({ stream, system, turns, last, tools, reasoning, ...rest }): Call => ({
      operation: 'text',
      control,
      model: modelOf({ provider: 'ollama', id }),
      messages: [
        ...(system.length === 0 ? [] : [{ role: 'system' as const, content: system }]),
        ...messagesOf(turns),
        { role: 'user', content: last },
      ],
      stream,
      ...(tools.length === 0 ? {} : { tools }),
      ...rest.settings,
      ...(reasoning === undefined ? {} : { reasoning }),
    })),
);

/** What is left of a call: each message holds one text, the images behind it, and one thought before it. */
export function carried(call: Call): CallBody {
  const { operation: _operation, control: _control, ...body } = call;
  return { ...body, messages: call.messages.map(asOne) };
}

function asOne(message: Message): Message {
  switch (message.role) {
    case 'system':
      return { ...message, content: joined(message.content) };
    case 'user':
      return { ...message, content: [...joined(message.content), ...imagesOf(message.content)] };
    case 'assistant': {
      const thought = message.content.map((part) => (part.type === 'reasoning' ? part.text : '')).join('');
      const rest = message.content.filter((part) => part.type === 'tool-call');
      const thoughts: AssistantPart[] = thought === '' ? [] : [{ type: 'reasoning', text: thought }];
      return { ...message, content: [...thoughts, ...joined(message.content), ...rest] };
    }
    case 'tool':
      return {
        ...message,
        content: message.content.map((part) => ({ ...part, content: joined(part.content) })),
      };
  }
}

function joined(parts: readonly { readonly type: string }[]): TextPart[] {
  const texts = parts.filter((part): part is TextPart => part.type === 'text');
  return texts.length === 0 ? [] : [{ type: 'text', text: texts.map((part) => part.text).join('\n') }];
}

function imagesOf(parts: readonly UserPart[]): UserPart[] {
  return parts.filter((part) => part.type === 'image');
}

// Replies -----------------------------------------------------------------------------------------------------------

function deltas(type: 'text' | 'reasoning', block: number, pieces: readonly string[]): Chunk[] {
  return pieces.map((piece): Chunk => ({ type, block, text: piece }));
}

const count = fc.nat(9_999);
const usage: Arbitrary<Chunk[]> = maybe(fc.tuple(count, count)).map((counts): Chunk[] => {
  const read =
    counts === undefined ? undefined : usageOf({ prompt_eval_count: counts[0], eval_count: counts[1] });
  return read === undefined ? [] : [{ type: 'usage', usage: read }];
});
const logprob = fc.record({
  token: words,
  logprob: fc.double({ min: -20, max: 0, noNaN: true }).map((value) => value + 0),
});
const logprobs: Arbitrary<TokenLogprob[]> = fc.array(
  fc.oneof(
    logprob,
    fc.record({ token: words, logprob: fc.constant(-1), top: fc.array(logprob, { maxLength: 2 }) }),
  ),
  { minLength: 1, maxLength: 3 },
);
const ends = fc.constantFrom<readonly [Extract<Chunk, { type: 'finish' }>['reason'], string]>(
  ['stop', 'stop'],
  ['length', 'length'],
  ['other', 'load'],
  ['other', 'something_new'],
);

/** Random replies that Ollama's chat can carry in a body and in a stream: thoughts, text, images, calls, in this order. */
export const replies: Arbitrary<Chunk[]> = fc
  .record({
    model: words,
    thoughts: fc.array(words, { maxLength: 2 }),
    said: fc.array(words, { maxLength: 3 }),
    pictures: fc.array(picture, { maxLength: 2 }),
    called: fc.array(fc.record({ name, args, cut: fc.nat(8) }), { maxLength: 3 }),
    logprobs: maybe(logprobs),
    durations: fc.constantFrom<JsonObject>({}, { total_duration: 5_191_566_416, load_duration: 2_154_458 }),
    usage,
    ending: ends,
  })
  .map((reply): Chunk[] => {
    const [reason, raw] = reply.ending;
    let block = 0;
    const next = (chunks: Chunk[]): Chunk[] => {
      if (chunks.length > 0) block += 1;
      return chunks;
    };
    const parts = [
      ...next(deltas('reasoning', block, reply.thoughts)),
      ...next(deltas('text', block, reply.said)),
      ...reply.pictures.flatMap(([mediaType, data]) => next([{ type: 'media', block, mediaType, data }])),
      ...reply.called.flatMap((one) => {
        const json = JSON.stringify(one.args);
        const pieces = [json.slice(0, one.cut), json.slice(one.cut)].filter((piece) => piece !== '');
        return next([
          { type: 'tool-call', block, id: `call-${block}`, name: one.name },
          ...pieces.map((piece): Chunk => ({ type: 'tool-input', block, json: piece })),
        ]);
      }),
    ];
    const created_at = '2026-01-01T00:00:00Z';
    const facts: JsonObject = { created_at, ...reply.durations };
    return [
      { type: 'start', model: reply.model },
      ...parts,
      ...(reply.logprobs === undefined ? [] : [{ type: 'logprobs', logprobs: reply.logprobs } as const]),
      { type: 'extra', provider: 'ollama', value: facts },
      ...reply.usage,
      { type: 'finish', reason: reason === 'stop' && reply.called.length > 0 ? 'tool-calls' : reason, raw },
    ];
  });
