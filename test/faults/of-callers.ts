import { faults } from '../../src/testing/fault.ts';
import { answer, type FaultCase, said } from './fault-case.ts';

/** What callers give and do that is out of the ordinary. */
export const casesOfCallers: readonly FaultCase[] = [
  {
    title: 'a lone surrogate in the prompt',
    turns: () => [said],
    asked: { prompt: 'Go \uD83D on \uDC00' },
    expected: answer('final'),
    bodies: true,
  },
  {
    title: 'a key with a line break',
    turns: () => [said],
    asked: { apiKey: 'kanarie\r\nx-evil: 1' },
    expected: { outcome: 'error', codes: ['config'], tries: 0 },
    bodies: true,
  },
  ...['../../admin', 'a/../../b', '%2e%2e/b', 'a b', 'a?key=1', 'a#b', '\\\\evil.example\\a'].map(
    (modelId): FaultCase => ({
      title: `the model id ${modelId.replaceAll('\\', '\\\\')}`,
      turns: () => [said],
      asked: { modelId },
      expected: { outcome: 'error', codes: ['config', 'invalid-request'], tries: 0 },
    }),
  ),
  {
    title: 'an abort before the call',
    turns: () => [said],
    asked: { abort: 'before' },
    expected: { outcome: 'error', codes: ['aborted'], tries: 0 },
    bodies: true,
  },
  {
    title: 'an abort at the first chunk',
    turns: () => [{ ...said, fault: faults.stall(6) }],
    asked: { abort: 'at the first chunk' },
    expected: { outcome: 'error', codes: ['aborted'], tries: 1 },
  },
  {
    title: 'an abort while it waits to be sent again',
    turns: () => [{ fault: faults.status(503, { headers: { 'retry-after': '20' } }) }],
    asked: { abort: 'while it waits' },
    expected: { outcome: 'error', codes: ['aborted'], tries: 1 },
    bodies: true,
  },
  {
    title: 'an abort after the end',
    turns: () => [said],
    asked: { abort: 'at the end' },
    expected: answer('final'),
    bodies: true,
  },
];
