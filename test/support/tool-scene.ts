import { afterAll, beforeAll, expect } from 'vitest';
import type { Client } from '../../src/client/client.ts';
import type { CallBody } from '../../src/core/call.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { ToolResultPart } from '../../src/core/message.ts';
import type { Simulator } from '../../src/testing/simulator.ts';
import type { Turn } from '../../src/testing/turn.ts';
import type { Simulators } from './simulated.ts';

/** Fails the file when a promise in it was rejected and nobody heard of it. */
export function expectAllHeard(): void {
  const unheard: unknown[] = [];
  const hear = (reason: unknown): void => void unheard.push(reason);
  beforeAll(() => void process.on('unhandledRejection', hear));
  afterAll(async () => {
    await wait(20);
    process.off('unhandledRejection', hear);
    expect(unheard).toEqual([]);
  });
}

/** A simulated model with its lines, and a client that talks to it. */
export interface Scene {
  readonly client: Client;
  readonly simulator: Simulator;
}

export async function sceneOf(simulators: Simulators, turns: readonly Turn[]): Promise<Scene> {
  const simulator = await simulators.start({ turns });
  return { simulator, client: simulator.client() };
}

/** A turn that calls tools: name, arguments, and an id where it matters. */
export function calls(...wanted: readonly (readonly [string, JsonObject, string?])[]): Turn {
  return {
    toolCalls: wanted.map(([name, input, id]) => ({ name, input, ...(id === undefined ? {} : { id }) })),
    interleave: true,
  };
}

/** The results that stand at the end of what the simulator was sent last. */
export function lastResults({ simulator }: Scene): readonly ToolResultPart[] {
  const call = simulator.requests.at(-1)?.call as CallBody;
  const from = call.messages.findLastIndex(({ role }) => role === 'assistant');
  return call.messages.slice(from + 1).flatMap((message) => (message.role === 'tool' ? message.content : []));
}

/** The text of a result, without the mark that formats get which have none for failures. */
export function said(result: ToolResultPart | undefined): string {
  const texts = (result?.content ?? []).map((part) => (part.type === 'text' ? part.text : part.type));
  return texts.join('').replace(/^Error: /, '');
}

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
