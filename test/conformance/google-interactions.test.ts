import fc from 'fast-check';
import { describe, it } from 'vitest';
import { googleInteractions } from '../../src/protocols/google-interactions/endpoint.ts';
import { conformanceSuite, laws } from '../../src/testing/conformance/laws.ts';
import * as arbitraries from './google-interactions.arbitraries.ts';

const endpoint = googleInteractions();
const subject = { codec: await endpoint.load(), server: await endpoint.loadServer(), ...arbitraries };

conformanceSuite({ describe, it }, 'google-interactions', laws(fc, subject), { runs: 200 });
