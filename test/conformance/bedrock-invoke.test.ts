import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { Chunk } from '../../src/core/chunk.ts';
import { amazonBedrock } from '../../src/providers/amazon-bedrock.ts';
import { endpointsOf } from '../../src/providers/provider.ts';
import type { LawOptions, LawSubject } from '../../src/testing/conformance/law.ts';
import { conformanceSuite, laws } from '../../src/testing/conformance/laws.ts';
import * as anthropic from './anthropic-messages.arbitraries.ts';
import {
  bodyOf,
  carriedOnBedrock,
  commandCalls,
  commandReplies,
  llamaCalls,
  llamaReplies,
  onBedrock,
} from './bedrock-invoke.arbitraries.ts';
import * as openai from './openai-chat.arbitraries.ts';

const stopped: Chunk = { type: 'finish', reason: 'length', raw: 'length' };

type Given = Pick<LawSubject, 'calls' | 'replies' | 'carried'>;

async function prove(protocol: string, given: Given, options: LawOptions): Promise<void> {
  const endpoint = endpointsOf(amazonBedrock, 'text').find((each) => each.protocol === protocol);
  if (endpoint === undefined) throw new Error(`Bedrock speaks no ${protocol}.`);
  const subject = { codec: await endpoint.load(), server: await endpoint.loadServer(), ...given };
  conformanceSuite({ describe, it }, protocol, laws(fc, subject), options);
}

await prove(
  'bedrock-invoke-anthropic',
  {
    calls: anthropic.calls.map((call) => onBedrock(call, 'anthropic', 'bedrock-invoke-anthropic')),
    replies: anthropic.replies,
    carried: (call) => carriedOnBedrock(call, anthropic.carried),
  },
  { runs: 100 },
);

await prove(
  'bedrock-invoke-openai',
  {
    calls: openai.calls.map((call) => onBedrock(call, 'openai', 'bedrock-invoke-openai')),
    // No finish reason but [DONE] ends some hosts' streams; Bedrock's have no such mark.
    replies: openai.replies.map((chunks) =>
      chunks.map((chunk): Chunk => (chunk.type === 'finish' && chunk.raw === undefined ? stopped : chunk)),
    ),
    carried: bodyOf,
  },
  { runs: 100 },
);

await prove('bedrock-invoke-meta', { calls: llamaCalls, replies: llamaReplies }, { runs: 200 });

await prove('bedrock-invoke-cohere', { calls: commandCalls, replies: commandReplies }, { runs: 200 });
