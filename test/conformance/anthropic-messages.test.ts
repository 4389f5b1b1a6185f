import fc from 'fast-check';
import { describe, it } from 'vitest';
import { anthropicMessages } from '../../src/protocols/anthropic-messages/endpoint.ts';
import { conformanceSuite, laws } from '../../src/testing/conformance/laws.ts';
import * as arbitraries from './anthropic-messages.arbitraries.ts';

const endpoint = anthropicMessages();
const subject = { codec: await endpoint.load(), server: await endpoint.loadServer(), ...arbitraries };

conformanceSuite({ describe, it }, 'anthropic-messages', laws(fc, subject), { runs: 200 });
