import fc from 'fast-check';
import { describe, it } from 'vitest';
import { ollamaChat } from '../../src/protocols/ollama-chat/endpoint.ts';
import { conformanceSuite, laws } from '../../src/testing/conformance/laws.ts';
import * as arbitraries from './ollama-chat.arbitraries.ts';

const endpoint = ollamaChat();
const subject = { codec: await endpoint.load(), server: await endpoint.loadServer(), ...arbitraries };

conformanceSuite({ describe, it }, 'ollama-chat', laws(fc, subject), { runs: 200 });
