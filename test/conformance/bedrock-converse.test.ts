import fc from 'fast-check';
import { describe, it } from 'vitest';
import { bedrockConverse } from '../../src/protocols/bedrock-converse/endpoint.ts';
import { conformanceSuite, laws } from '../../src/testing/conformance/laws.ts';
import * as arbitraries from './bedrock-converse.arbitraries.ts';

const endpoint = bedrockConverse();
const subject = { codec: await endpoint.load(), server: await endpoint.loadServer(), ...arbitraries };

conformanceSuite({ describe, it }, 'bedrock-converse', laws(fc, subject), { runs: 200 });
