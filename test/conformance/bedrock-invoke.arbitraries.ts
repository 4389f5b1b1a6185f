import fc, { type Arbitrary } from 'fast-check';
import type { Call, CallBody } from '../../src/core/call.ts';
import type { Chunk } from '../../src/core/chunk.ts';
import { defined } from '../../src/core/json.ts';
import type { Message } from '../../src/core/message.ts';
import { modelOf } from '../../src/core/model.ts';
import { usage } from '../../src/core/usage.ts';
import { control, maybe } from '../support/arbitraries.ts';

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
