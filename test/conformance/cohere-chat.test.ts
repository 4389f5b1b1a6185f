import fc from 'fast-check';
import { describe, it } from 'vitest';
import { cohereChat } from '../../src/protocols/cohere-chat/endpoint.ts';
import { conformanceSuite, laws } from '../../src/testing/conformance/laws.ts';
import * as arbitraries from './cohere-chat.arbitraries.ts';

const endpoint = cohereChat();
const subject = { codec: await endpoint.load(), server: await endpoint.loadServer(), ...arbitraries };

conformanceSuite({ describe, it }, 'cohere-chat', laws(fc, subject), { runs: 200 });
