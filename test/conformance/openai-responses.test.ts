import fc from 'fast-check';
import { describe, it } from 'vitest';
import { openaiResponses, openaiResponsesSocket } from '../../src/protocols/openai-responses/endpoint.ts';
import { conformanceSuite, laws } from '../../src/testing/conformance/laws.ts';
import * as arbitraries from './openai-responses.arbitraries.ts';

const endpoint = openaiResponses();
const subject = { codec: await endpoint.load(), server: await endpoint.loadServer(), ...arbitraries };

conformanceSuite({ describe, it }, 'openai-responses', laws(fc, subject), { runs: 200 });

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
