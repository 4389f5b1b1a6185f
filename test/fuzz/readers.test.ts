import fc from 'fast-check';
import {
  anthropicMessages,
  type Endpoint,
  googleGenerate,
  googleInteractions,
  openaiChat,
  openaiResponses,
} from 'reqllm';
import { describe, expect } from 'vitest';
import { foldChunks } from '../../src/core/response.ts';
import { bedrockConverse } from '../../src/protocols/bedrock-converse/endpoint.ts';
import { cohereChat } from '../../src/protocols/cohere-chat/endpoint.ts';
import { ollamaChat } from '../../src/protocols/ollama-chat/endpoint.ts';
import { amazonBedrock } from '../../src/providers/amazon-bedrock.ts';
import { endpointsOf } from '../../src/providers/provider.ts';
import type { LawId, LawSubject } from '../../src/testing/conformance/law.ts';
import { laws } from '../../src/testing/conformance/laws.ts';
import { hostileJson, mutate, mutateJson, mutations } from '../../src/testing/conformance/mutation.ts';
import { disorderOf } from '../../src/testing/conformance/order.ts';
import { readBody, readFrames, type Reading } from '../../src/testing/conformance/reading.ts';
import type { WireEvent } from '../../src/wire/event.ts';
import * as anthropic from '../conformance/anthropic-messages.arbitraries.ts';
import * as converse from '../conformance/bedrock-converse.arbitraries.ts';
import { carriedOnBedrock, onBedrock } from '../conformance/bedrock-invoke.arbitraries.ts';
import * as cohere from '../conformance/cohere-chat.arbitraries.ts';
import * as google from '../conformance/google-generate.arbitraries.ts';
import * as interactions from '../conformance/google-interactions.arbitraries.ts';
import * as ollama from '../conformance/ollama-chat.arbitraries.ts';
import * as openai from '../conformance/openai-chat.arbitraries.ts';
import * as responses from '../conformance/openai-responses.arbitraries.ts';
import { absence, type Family, hasCorpus } from '../corpus/recordings.ts';
import { unpack } from '../faults/protocols.ts';
import { fuzz, fuzzProperty } from './fuzz.ts';
import { recordedReplies } from './recorded.ts';

// Target 2 of the reliability plan: events to chunks, for each protocol. What must hold: chunks in order or one typed
// error, and no success that the frames do not hold.

type Arbitraries = Pick<LawSubject, 'calls' | 'replies' | 'carried'>;

const invoke = 'bedrock-invoke-anthropic';
const onInvoke: Arbitraries = {
  calls: anthropic.calls.map((call) => onBedrock(call, 'anthropic', invoke)),
  replies: anthropic.replies,
  carried: (call) => carriedOnBedrock(call, anthropic.carried),
};

const protocols: readonly (readonly [Family, Endpoint, Arbitraries])[] = [
  ['anthropic_messages', anthropicMessages(), anthropic],
  ['bedrock_converse', bedrockConverse(), converse],
  ['bedrock_invoke_anthropic', endpointOf(invoke), onInvoke],
  ['cohere_chat', cohereChat(), cohere],
  ['google_generate_content', googleGenerate(), google],
  ['google_interactions', googleInteractions(), interactions],
  ['ollama_chat', ollamaChat(), ollama],
  ['openai_chat', openaiChat(), openai],
  ['openai_responses', openaiResponses(), responses],
];
const part = 1 / protocols.length;
const fuzzed: readonly LawId[] = ['slicing', 'prefix', 'garbage'];

if (!hasCorpus()) console.warn(absence);

for (const [family, endpoint, arbitraries] of protocols) {
  const subject: LawSubject = {
    codec: await endpoint.load(),
    server: await endpoint.loadServer(),
    ...arbitraries,
  };
  const { codec } = subject;

  describe(endpoint.protocol, () => {
    for (const law of laws(fc, subject)) {
      const { title } = law;
      // Each case of a law reads its stream some twenty times.
      if (fuzzed.includes(law.id))
        fuzz({ target: 2, title, share: 0.02 * part, run: (options) => law.run(options) });
    }

    const { streams, bodies } = recordedReplies(family);
    if (streams.length > 0) {
      const title = 'recorded streams, spoiled';
      const inputs = fc.tuple(fc.constantFrom(...streams), mutations(fc));
      fuzzProperty({ target: 2, title, share: 0.44 * part }, inputs, ([frames, changes]) => {
        const spoiled = mutate(frames, changes);
        const reading = readFrames(codec, spoiled);
        expectSound(reading);
        if (reading.error === undefined)
          expect(holdsFinish(spoiled), 'a success without a finish in the frames').toBe(true);
      });
    }
    if (bodies.length > 0) {
      const inputs = fc.tuple(fc.constantFrom(...bodies), mutations(fc));
      const title = 'recorded bodies, spoiled';
      fuzzProperty({ target: 2, title, share: 0.3 * part }, inputs, ([body, changes]) =>
        expectSound(readBody(codec, mutateJson(body, changes))),
      );
    }
    const title = 'anything as a body';
    fuzzProperty({ target: 2, title, share: 0.2 * part }, hostileJson(fc), (body) =>
      expectSound(readBody(codec, body)),
    );
  });
}

function endpointOf(protocol: string): Endpoint {
  const found = endpointsOf(amazonBedrock, 'text').find((endpoint) => endpoint.protocol === protocol);
  if (found === undefined) throw new Error(`Bedrock speaks no ${protocol}.`);
  return found;
}

function expectSound({ chunks, error }: Reading): void {
  expect(disorderOf(chunks, { isWhole: error === undefined })).toBeUndefined();
  foldChunks(chunks);
}

// Loose on purpose: any frame that could mean the end of the answer.
function holdsFinish(frames: readonly WireEvent[]): boolean {
  const marks =
    /"(?:finish_reason|finishReason|stop_reason|stopReason|blockReason)"\s*:\s*"|\[DONE\]|message_stop|"done"\s*:\s*true|"type"\s*:\s*"response\.(?:completed|incomplete|cancelled|done)|"interaction\.complete|"status"\s*:\s*"(?:completed|requires_action)"/;
  const names =
    /^(?:message_stop|interaction\.completed?|response\.(?:completed|incomplete|cancelled|done))$/;
  return frames.some(({ data, event = '' }) => marks.test(unpack(data)) || names.test(event));
}
