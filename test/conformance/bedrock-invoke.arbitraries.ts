import fc, { type Arbitrary } from 'fast-check';
import type { Call, CallBody } from '../../src/core/call.ts';
import type { Chunk } from '../../src/core/chunk.ts';
import { defined, type JsonObject } from '../../src/core/json.ts';
import type { AssistantPart, Message, ToolCallPart, ToolResultPart } from '../../src/core/message.ts';
import { modelOf } from '../../src/core/model.ts';
import type { ToolDefinition } from '../../src/core/tool.ts';
import { usage } from '../../src/core/usage.ts';
import { args, control, maybe, name } from '../support/arbitraries.ts';

const provider = 'amazon-bedrock';

/** The same call to a model of that vendor on Bedrock. */
export function onBedrock(call: Call, vendor: string, protocol: string): Call {
  const { id, facts, body } = call.model;
  const messages = call.messages.map((message): Message => {
    if (message.role !== 'assistant' || message.origin === undefined) return message;
    return { ...message, origin: { ...message.origin, provider, protocol } };
  });
  const model = modelOf({
    provider,
    id: `us.${vendor}.${id}`,
    facts,
    ...(body === undefined ? {} : { body }),
  });
  return { ...call, model, messages };
}

/** What is left of a call: no service tier, as that is no member of the body on Bedrock; `carried` says what else. */
export function carriedOnBedrock(call: Call, carried: (call: Call) => CallBody): CallBody {
  const { serviceTier: _tier, ...body } = carried(call);
  return { ...body, model: modelOf({ provider, id: call.model.id }) };
}

/** The call without what runs it. */
export function bodyOf({ operation: _operation, control: _control, ...body }: Call): CallBody {
  return body;
}

// Llama ------------------------------------------------------------------------------------------------------------

const words = fc.string({ maxLength: 12 }).map((said) => `${said}w`);
const said = (role: 'system' | 'user' | 'assistant'): Arbitrary<Message> =>
  words.map((text): Message => ({ role, content: [{ type: 'text', text }] }));
const unit = fc.double({ min: 0, max: 1, noNaN: true });

/** Random calls that Llama's prompt format can carry. */
export const llamaCalls: Arbitrary<Call> = fc
  .record({
    id: fc.constantFrom('us.meta.llama3-3-70b-instruct-v1:0', 'us.meta.llama4-scout-17b-instruct-v1:0'),
    stream: fc.boolean(),
    system: fc.array(said('system'), { maxLength: 1 }),
    turns: fc.array(fc.tuple(said('user'), said('assistant')), { maxLength: 2 }),
    last: said('user'),
    settings: fc
      .record({
        maxTokens: maybe(fc.integer({ min: 1, max: 2_048 })),
        temperature: maybe(unit),
        topP: maybe(unit),
        providerOptions: maybe(fc.constant({ meta: { images: ['AAAA'] } })),
      })
      .map(defined),
  })
  .map(({ id, stream, system, turns, last, settings }): Call => ({
    operation: 'text',
    control,
    model: modelOf({ provider, id }),
    messages: [...system, ...turns.flat(), last],
    stream,
    ...settings,
  }));

/** Random replies that Llama's format can carry. */
export const llamaReplies: Arbitrary<Chunk[]> = fc
  .tuple(
    fc.array(words, { maxLength: 4 }),
    fc.nat(),
    fc.nat(),
    fc.constantFrom('stop' as const, 'length' as const),
  )
  .map(([deltas, inputTokens, outputTokens, reason]) => [
    { type: 'start' },
    ...deltas.map((text): Chunk => ({ type: 'text', block: 0, text })),
    { type: 'usage', usage: usage({ inputTokens, outputTokens }) },
    { type: 'finish', reason, raw: reason },
  ]);

// Command R --------------------------------------------------------------------------------------------------------

interface Round {
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly input: JsonObject }[];
  readonly outputs: readonly string[];
  readonly isError: boolean;
}

const parameter = fc.record({
  type: fc.constantFrom('string', 'integer', 'number', 'boolean', 'array', 'object'),
  description: maybe(words),
});
const commandTools: Arbitrary<ToolDefinition[]> = fc.uniqueArray(
  fc
    .record({ name, description: maybe(words), properties: fc.dictionary(name, parameter, { maxKeys: 3 }) })
    .map(({ properties, ...tool }): ToolDefinition => {
      const required = Object.keys(properties).slice(1);
      const inputSchema = {
        type: 'object',
        properties: Object.fromEntries(
          Object.entries(properties).map(([key, value]) => [key, defined(value)]),
        ),
        ...(required.length === 0 ? {} : { required }),
      };
      return defined({ ...tool, inputSchema });
    }),
  { selector: (tool) => tool.name, minLength: 1, maxLength: 2 },
);
const round: Arbitrary<Round> = fc.record({
  text: words,
  calls: fc.array(fc.record({ name, input: args }), { minLength: 1, maxLength: 3 }),
  outputs: fc.array(fc.string({ maxLength: 8 }), { minLength: 1, maxLength: 2 }),
  isError: fc.boolean(),
});

/** The calls of a round and their results, numbered from `first` as the server numbers them. */
function roundOf({ text, calls, outputs, isError }: Round, first: number, hasText: boolean): Message[] {
  const parts = calls.map((call, index): ToolCallPart => ({
    type: 'tool-call',
    id: `call-${first + index}`,
    ...call,
  }));
  const results = parts.map(({ id, name: toolName }): ToolResultPart => ({
    type: 'tool-result',
    toolCallId: id,
    toolName,
    content: outputs.map((output) => ({ type: 'text', text: output })),
    ...(isError ? { isError } : {}),
  }));
  const content: AssistantPart[] = [...(hasText ? [{ type: 'text', text } as const] : []), ...parts];
  return [
    { role: 'assistant', content },
    { role: 'tool', content: results },
  ];
}

/** Random calls that Command R's format can carry. */
export const commandCalls: Arbitrary<Call> = fc
  .record({
    id: fc.constantFrom('cohere.command-r-v1:0', 'cohere.command-r-plus-v1:0'),
    stream: fc.boolean(),
    system: fc.array(said('system'), { maxLength: 1 }),
    earlier: maybe(fc.tuple(said('user'), round, said('assistant'))),
    last: said('user'),
    answered: maybe(round),
    settings: fc
      .record({
        tools: maybe(commandTools),
        maxTokens: maybe(fc.integer({ min: 1, max: 4_096 })),
        temperature: maybe(unit),
        topP: maybe(unit),
        topK: maybe(fc.integer({ min: 0, max: 500 })),
        seed: maybe(fc.nat()),
        stop: maybe(fc.array(words, { minLength: 1, maxLength: 2 })),
        frequencyPenalty: maybe(unit),
        presencePenalty: maybe(unit),
        providerOptions: maybe(fc.constant({ cohere: { prompt_truncation: 'OFF' } })),
      })
      .map(defined),
  })
  .map(({ id, stream, system, earlier, last, answered, settings }): Call => {
    const past = earlier === undefined ? [] : [earlier[0], ...roundOf(earlier[1], 0, true), earlier[2]];
    const now = answered === undefined ? [] : roundOf(answered, earlier?.[1].calls.length ?? 0, false);
    const messages = [...system, ...past, last, ...now];
    return { operation: 'text', control, model: modelOf({ provider, id }), messages, stream, ...settings };
  });

const cited = fc.record({ start: fc.nat({ max: 9 }), title: words, url: maybe(fc.webUrl()) });

/** Random replies that Command R's format can carry. */
export const commandReplies: Arbitrary<Chunk[]> = fc
  .record({
    id: fc.stringMatching(/^[a-z0-9]{1,8}$/),
    deltas: fc.array(words, { minLength: 1, maxLength: 4 }),
    calls: fc.array(fc.record({ name, input: args }), { maxLength: 2 }),
    sources: fc.array(cited, { maxLength: 2 }),
    inputTokens: fc.nat(),
    outputTokens: fc.nat(),
    raw: fc.constantFrom('COMPLETE', 'MAX_TOKENS', 'ERROR_TOXIC'),
  })
  .map(({ id, deltas, calls, sources, inputTokens, outputTokens, raw }) => [
    { type: 'start', id },
    ...deltas.map((text): Chunk => ({ type: 'text', block: 0, text })),
    ...calls.flatMap((call, index): Chunk[] => [
      { type: 'tool-call', block: index + 1, id: `${id}-${index}`, name: call.name },
      { type: 'tool-input', block: index + 1, json: JSON.stringify(call.input) },
    ]),
    ...sources.map(({ start, title, url }, index): Chunk => {
      const place = { start, end: start + 2 };
      const text = deltas.join('').slice(start, start + 2);
      const raw = { ...place, text, document_ids: [`doc_${index}`] };
      return {
        type: 'source',
        block: 0,
        source: { kind: 'document', title, ...(url === undefined ? {} : { url }), ...place, raw },
      };
    }),
    { type: 'usage', usage: usage({ inputTokens, outputTokens }) },
    {
      type: 'finish',
      reason:
        raw === 'MAX_TOKENS'
          ? 'length'
          : raw === 'ERROR_TOXIC'
            ? 'content-filter'
            : calls.length > 0
              ? 'tool-calls'
              : 'stop',
      raw,
    },
  ]);
