import fc from 'fast-check';
import { anthropicMessages, type Endpoint, googleGenerate, openaiChat, openaiResponses } from 'reqllm';
import { describe, expect } from 'vitest';
import { foldChunks } from '../../src/core/response.ts';
import { cohereChat } from '../../src/protocols/cohere-chat/endpoint.ts';
import { ollamaChat } from '../../src/protocols/ollama-chat/endpoint.ts';
import type { LawId, LawSubject } from '../../src/testing/conformance/law.ts';
import { laws } from '../../src/testing/conformance/laws.ts';
import { hostileJson, mutate, mutateJson, mutations } from '../../src/testing/conformance/mutation.ts';
import { disorderOf } from '../../src/testing/conformance/order.ts';
import { readBody, readFrames, type Reading } from '../../src/testing/conformance/reading.ts';
import type { WireEvent } from '../../src/wire/event.ts';
import * as anthropic from '../conformance/anthropic-messages.arbitraries.ts';
import * as cohere from '../conformance/cohere-chat.arbitraries.ts';
import * as google from '../conformance/google-generate.arbitraries.ts';
import * as ollama from '../conformance/ollama-chat.arbitraries.ts';
import * as openai from '../conformance/openai-chat.arbitraries.ts';
import * as responses from '../conformance/openai-responses.arbitraries.ts';
import { absence, type Family, hasCorpus } from '../corpus/recordings.ts';
import { fuzz, fuzzProperty } from './fuzz.ts';
import { recordedReplies } from './recorded.ts';

// Target 2 of the reliability plan: events to chunks, for each protocol. What must hold: chunks in order or one typed
// error, and no success that the frames do not hold.

type Arbitraries = Pick<LawSubject, 'calls' | 'replies' | 'carried'>;

const protocols: readonly (readonly [Family, Endpoint, Arbitraries])[] = [
  ['anthropic_messages', anthropicMessages(), anthropic],
  ['cohere_chat', cohereChat(), cohere],
  ['google_generate_content', googleGenerate(), google],
  ['ollama_chat', ollamaChat(), ollama],
  ['openai_chat', openaiChat(), openai],
  ['openai_responses', openaiResponses(), responses],
];
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
      if (fuzzed.includes(law.id))
        fuzz({ title: law.title, weight: 0.05, run: (options) => law.run(options) });
    }

    const { streams, bodies } = recordedReplies(family);
    if (streams.length > 0) {
      const inputs = fc.tuple(fc.constantFrom(...streams), mutations(fc));
      fuzzProperty('recorded streams, spoiled', 0.5, inputs, ([frames, changes]) => {
        const spoiled = mutate(frames, changes);
        const reading = readFrames(codec, spoiled);
        expectSound(reading);
        if (reading.error === undefined)
          expect(holdsFinish(spoiled), 'a success without a finish in the frames').toBe(true);
      });
    }
    if (bodies.length > 0) {
      const inputs = fc.tuple(fc.constantFrom(...bodies), mutations(fc));
      fuzzProperty('recorded bodies, spoiled', 0.5, inputs, ([body, changes]) =>
        expectSound(readBody(codec, mutateJson(body, changes))),
      );
    }
    fuzzProperty('anything as a body', 0.25, hostileJson(fc), (body) => expectSound(readBody(codec, body)));
  });
}

function expectSound({ chunks, error }: Reading): void {
  expect(disorderOf(chunks, { isWhole: error === undefined })).toBeUndefined();
  foldChunks(chunks);
}

// Loose on purpose: any frame that could mean the end of the answer.
function holdsFinish(frames: readonly WireEvent[]): boolean {
  const marks =
    /"(?:finish_reason|finishReason|stop_reason|blockReason)"\s*:\s*"|\[DONE\]|message_stop|"done"\s*:\s*true|"type"\s*:\s*"response\.(?:completed|incomplete|cancelled|done)/;
  const names = /^(?:message_stop|response\.(?:completed|incomplete|cancelled|done))$/;
  return frames.some(({ data, event = '' }) => marks.test(data) || names.test(event));
}
