import fc from 'fast-check';
import { describe, it } from 'vitest';
import { googleGenerate } from '../../src/protocols/google-generate/endpoint.ts';
import { conformanceSuite, laws } from '../../src/testing/conformance/laws.ts';
import * as arbitraries from './google-generate.arbitraries.ts';

const endpoint = googleGenerate();
const subject = { codec: await endpoint.load(), server: await endpoint.loadServer(), ...arbitraries };

conformanceSuite({ describe, it }, 'google-generate', laws(fc, subject), { runs: 200 });
