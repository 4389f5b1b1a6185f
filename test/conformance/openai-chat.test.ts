import fc from 'fast-check';
import { describe, it } from 'vitest';
import { openaiChat } from '../../src/protocols/openai-chat/endpoint.ts';
import { conformanceSuite, laws } from '../../src/testing/conformance/laws.ts';
import * as arbitraries from './openai-chat.arbitraries.ts';

const endpoint = openaiChat();
const subject = { codec: await endpoint.load(), server: await endpoint.loadServer(), ...arbitraries };

conformanceSuite({ describe, it }, 'openai-chat', laws(fc, subject), { runs: 200 });
