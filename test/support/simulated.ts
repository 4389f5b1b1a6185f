import { afterAll, beforeAll } from 'vitest';
import type { Client } from '../../src/client/client.ts';
import { safe } from '../../src/client/safe.ts';
import type { ReqLLMError } from '../../src/core/error.ts';
import { type Simulator, simulator, type SimulatorOptions } from '../../src/testing/simulator.ts';

/** One model of each of the three protocols that everything is tried with. */
export const specs: readonly string[] = [
  'openai:gpt-4o-mini',
  'anthropic:claude-haiku-4-5',
  'google:gemini-2.5-flash',
];

/** The simulators of one test file, all of them closed at its end. Valid once the tests run. */
export interface Simulators {
  /** One that says what nobody scripted, for all tests of the file. */
  readonly shared: Simulator;
  /** A client of the shared one. */
  readonly client: Client;
  start(options?: SimulatorOptions): Promise<Simulator>;
}

export function useSimulators(): Simulators {
  const open: Simulator[] = [];
  const start = async (options: SimulatorOptions = {}): Promise<Simulator> => {
    const started = await simulator(options);
    open.push(started);
    return started;
  };
  let shared: Simulator | undefined;
  let client: Client | undefined;
  const ready = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('The simulator is started when the tests begin.');
    return value;
  };
  beforeAll(async () => {
    shared = await start();
    client = shared.client();
  });
  afterAll(async () => {
    await Promise.all(open.map((each) => each.close()));
  });
  return {
    get shared() {
      return ready(shared);
    },
    get client() {
      return ready(client);
    },
    start,
  };
}

/** The error that a promise fails with. */
export async function failureOf(promise: Promise<unknown>): Promise<ReqLLMError> {
  const tried = await safe(promise);
  if (tried.ok) throw new Error('it did not fail');
  return tried.error;
}
