import fc from 'fast-check';
import { describe, it } from 'vitest';
import { openaiResponses } from '../../src/protocols/openai-responses/endpoint.ts';
import { conformanceSuite, laws } from '../../src/testing/conformance/laws.ts';
import * as arbitraries from './openai-responses.arbitraries.ts';

const endpoint = openaiResponses();
const subject = { codec: await endpoint.load(), server: await endpoint.loadServer(), ...arbitraries };

conformanceSuite({ describe, it }, 'openai-responses', laws(fc, subject), { runs: 200 });
