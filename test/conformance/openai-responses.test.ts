import fc from 'fast-check';
import { describe, it } from 'vitest';
import { openaiResponses, openaiResponsesSocket } from '../../src/protocols/openai-responses/endpoint.ts';
import { conformanceSuite, laws } from '../../src/testing/conformance/laws.ts';
import * as arbitraries from './openai-responses.arbitraries.ts';

const endpoint = openaiResponses();
const subject = { codec: await endpoint.load(), server: await endpoint.loadServer(), ...arbitraries };

// An answer that is made in the background tells how far it has come, which no chunk of a reply says.
const inForeground = arbitraries.calls.filter(
  (call) => call.providerOptions?.['openai']?.['background'] === undefined,
);
const aboutCalls = laws(fc, subject).filter(({ id }) => id === 'encode-pure' || id === 'parse-encode');
const aboutReplies = laws(fc, { ...subject, calls: inForeground }).filter(
  ({ id }) => id !== 'encode-pure' && id !== 'parse-encode',
);

conformanceSuite({ describe, it }, 'openai-responses', [...aboutReplies, ...aboutCalls], { runs: 200 });

const socket = openaiResponsesSocket();
const overSocket = {
  ...arbitraries,
  codec: await socket.load(),
  server: await socket.loadServer(),
  // Every answer on a WebSocket is a stream, and none is made in the background.
  calls: arbitraries.calls
    .filter((call) => call.providerOptions?.['openai']?.['background'] === undefined)
    .map((call) => ({ ...call, stream: true })),
};

conformanceSuite({ describe, it }, 'openai-responses-socket', laws(fc, overSocket), { runs: 100 });
