// This project's own suites, from recordings of its simulator (test/fixtures/README.md).
import { describe, test } from 'vitest';
import { providerSuite } from '../src/testing/suite/provider-suite.ts';
import { root } from './support/source-file.ts';

const scenarios = [
  'basic',
  'streaming',
  'multi_tool',
  'tool_round_trip',
  'object_streaming',
  'reasoning_streaming',
];

for (const provider of ['openai', 'anthropic', 'google'])
  await providerSuite({
    provider,
    scenarios,
    fixtures: `${root}/test/fixtures`,
    mode: 'replay',
    runner: { describe, test },
  });
