import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { Call, Next, Reply } from '../../src/core/call.ts';
import type { Chunk } from '../../src/core/chunk.ts';
import { ChunkStream } from '../../src/core/chunk-stream.ts';
import { type ErrorCode, isReqLLMError, ReqLLMError } from '../../src/core/error.ts';
import { textOf } from '../../src/core/message.ts';
import type { RecoveryEvent, RecoveryMode } from '../../src/core/recovery.ts';
import { usage } from '../../src/core/usage.ts';
import { recovery } from '../../src/middleware/recovery/recovery.ts';
import { callOf } from '../support/calls.ts';
import { fuzzAsyncProperty } from './fuzz.ts';

// Target 8 of the reliability plan: the recovery layer against a model of what it must do, without sockets, so that many
// cuts can be tried. `recovery.test.ts` has the same over real ones.

interface Scenario {
  readonly words: readonly string[];
  readonly hasThoughts: boolean;
  /** After how many words a call of a tool begins. */
  readonly callAt: number | undefined;
  readonly modes: readonly RecoveryMode[];
  readonly maxAttempts: number;
  /** After how many chunks each request is cut, and by what; -1 refuses it. Requests beyond the list are whole. */
  readonly cuts: readonly { readonly after: number; readonly code: ErrorCode }[];
  readonly prefill: boolean;
  /** How much of what it said a model that goes on says again. */
  readonly repeats: number;
  readonly abortAt: number | undefined;
}

const codes: readonly ErrorCode[] = ['truncated', 'network', 'overloaded', 'server'];
const others: readonly ErrorCode[] = ['bad-response', 'content-filter', 'quota', 'timeout'];

const scenarios: fc.Arbitrary<Scenario> = fc.record({
  words: fc.array(fc.constantFrom('a ', 'b  ', 'c\n', 'Größe ', '😀 ', 'x'), { minLength: 3, maxLength: 40 }),
  hasThoughts: fc.boolean(),
  callAt: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, fc.nat({ max: 40 })),
  modes: fc.subarray<RecoveryMode>(['resume', 'continue', 'restart'], { minLength: 1 }),
  maxAttempts: fc.integer({ min: 1, max: 4 }),
  cuts: fc.array(
    fc.record({
      after: fc.integer({ min: -1, max: 45 }),
      code: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...codes) }, fc.constantFrom(...others)),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  prefill: fc.boolean(),
  repeats: fc.constantFrom(0, 0, 14, 40, 199),
  abortAt: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, fc.nat({ max: 30 })),
});

describe('the recovery layer', () => {
  fuzzAsyncProperty(
    { target: 8, title: 'loses and repeats nothing, and asks no more than it may', share: 1 },
    scenarios,
    async (scenario) => {
      const host = new Host(scenario);
      const stop = new AbortController();
      const policy = { modes: scenario.modes, maxAttempts: scenario.maxAttempts, fallback: [] };
      const call = callOf({ recovery: policy, signal: stop.signal, retry: noWait });
      const outcome = await read(call, host, scenario, stop);
      expect(problemOf(outcome, host, scenario)).toBeUndefined();
    },
  );
});

const noWait = { max: 0, baseMs: 0, maxMs: 0, jitter: 0, maxRetryAfterMs: 0 };

interface Outcome {
  readonly text: string;
  readonly chunks: readonly Chunk[];
  readonly events: readonly RecoveryEvent[];
  readonly error?: unknown;
  readonly wasAborted: boolean;
}

async function read(call: Call, host: Host, scenario: Scenario, stop: AbortController): Promise<Outcome> {
  const chunks: Chunk[] = [];
  const events: RecoveryEvent[] = [];
  let text = '';
  const layer = recovery({
    habits: () => Promise.resolve({ prefill: scenario.prefill, thoughts: true }),
    now: () => 0,
    random: () => 0,
    sleep: () => Promise.resolve(),
    pollMs: 0,
  });
  try {
    const { chunks: stream } = await layer(call, host.next);
    for await (const chunk of stream) {
      chunks.push(chunk);
      if (chunk.type === 'text') text += chunk.text;
      if (chunk.type === 'recovery') events.push(chunk.event);
      if (chunk.type === 'recovery' && chunk.event.phase === 'retract') text = '';
      if (chunks.length === scenario.abortAt) stop.abort();
    }
    return { text, chunks, events, wasAborted: stop.signal.aborted };
  } catch (error) {
    return { text, chunks, events, error, wasAborted: stop.signal.aborted };
  }
}

/** The other side: says the text, cut where the scenario cuts, and notes what it was asked. */
class Host {
  readonly asked: RecoveryMode[] = [];
  open = 0;
  /** Whether a call of a tool was handed over before a request was made that may say it again. */
  isRepeatedCall = false;
  hasFinished = false;
  readonly text: string;
  readonly #scenario: Scenario;
  #requests = 0;
  #hasCalled = false;
  #answer: readonly Chunk[] = [];

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    // Numbered, as a text that repeats itself has no one place where a repetition could be cut.
    this.text = scenario.words.map((word, index) => `${index}-${word}`).join('');
  }

  readonly next: Next = async (call) => {
    if (call.operation !== 'text') throw new TypeError('It is a text that is asked for.');
    const mode = this.#modeOf(call);
    if (this.#requests > 0) this.asked.push(mode);
    if (this.#requests > 0 && mode !== 'resume' && this.#hasCalled) this.isRepeatedCall = true;
    const cut = this.#scenario.cuts[this.#requests];
    this.#requests += 1;
    if (cut?.after === -1 || call.control.signal?.aborted === true)
      throw failure(cut?.code ?? 'aborted', 'headers');
    return this.#reply(call, mode, cut);
  };

  get requests(): number {
    return this.#requests;
  }

  #modeOf(call: Call): RecoveryMode {
    if (call.control.resume !== undefined) return 'resume';
    return call.messages.some(({ role }) => role === 'assistant') ? 'continue' : 'restart';
  }

  #reply(call: Call, mode: RecoveryMode, cut: Scenario['cuts'][number] | undefined): Reply {
    // An answer that is kept is read on, or, when it is no stream, read again as a whole.
    if (mode !== 'resume') this.#answer = this.#chunksFor(call, mode);
    const all = this.#answer;
    let at = mode === 'resume' && call.stream ? Number(call.control.resume?.token.cursor ?? 0) : 0;
    const end = cut === undefined ? all.length : Math.min(all.length, at + cut.after + 1);
    this.open += 1;
    const chunks = new ChunkStream({
      pull: async (push) => {
        if (call.control.signal?.aborted === true) throw failure('aborted', 'stream');
        const chunk = all[at];
        if (at >= end && end < all.length) throw failure(cut?.code ?? 'truncated', 'stream');
        if (chunk === undefined) return false;
        at += 1;
        if (chunk.type === 'tool-call') this.#hasCalled = true;
        if (chunk.type === 'finish') this.hasFinished = true;
        push(chunk);
        return true;
      },
      close: async () => void (this.open -= 1),
    });
    const { provider, id: model } = call.model;
    const place = { version: 1, provider, protocol: 'p', model, id: 'r' } as const;
    const resumePoint = () => ({ token: { ...place, cursor: String(at) } });
    return { chunks, model: call.model, attempts: [], startedAt: 0, protocol: 'p', resumePoint };
  }

  #chunksFor(call: Call, mode: RecoveryMode): Chunk[] {
    const { hasThoughts, callAt, repeats } = this.#scenario;
    const said = call.messages
      .filter(({ role }) => role === 'assistant')
      .map(textOf)
      .join('');
    // Fewer than 12 characters may be chance, and are not taken for a repetition.
    const again = said.length < 14 ? 0 : Math.min(repeats, said.length);
    const rest = mode === 'continue' ? this.text.slice(said.length - again) : this.text;
    const pieces = rest.match(/[^]{1,7}/g) ?? [];
    const chunks: Chunk[] = [{ type: 'start', id: 'r' }];
    if (hasThoughts && said === '') chunks.push({ type: 'reasoning', block: 0, text: 'Well.' });
    for (const text of pieces) chunks.push({ type: 'text', block: 1, text });
    if (callAt !== undefined)
      chunks.splice(
        Math.min(callAt + 1, chunks.length),
        0,
        { type: 'tool-call', block: 2, id: 'c', name: 'add' },
        { type: 'tool-input', block: 2, json: '{}' },
      );
    const used = usage({ inputTokens: 3, outputTokens: pieces.length });
    return [...chunks, { type: 'usage', usage: used }, { type: 'finish', reason: 'stop' }];
  }
}

function failure(code: ErrorCode, phase: 'headers' | 'stream'): ReqLLMError {
  const retryable = codes.includes(code);
  return new ReqLLMError('It broke off.', {
    code,
    phase,
    retryable,
    ...(code === 'timeout' ? { timeout: 'total' } : {}),
  });
}

function problemOf(outcome: Outcome, host: Host, scenario: Scenario): string | undefined {
  const { text, error, events, chunks } = outcome;
  if (host.open !== 0) return `${host.open} replies were left open`;
  if (host.asked.length > scenario.maxAttempts) return `${host.asked.length} further requests`;
  if (host.isRepeatedCall) return 'a model was asked again after a call of a tool had begun';
  const strange = host.asked.find((mode) => !scenario.modes.includes(mode));
  if (strange !== undefined) return `it was recovered by ${strange}`;
  if (chunks.filter(({ type }) => type === 'finish').length > 1) return 'two finishes';
  if (!host.text.startsWith(text)) return `showed ${JSON.stringify(text)}, not ${JSON.stringify(host.text)}`;
  const told = events.filter(({ phase }) => phase === 'ok' || phase === 'failed').length;
  // The last request may have been given up by the caller.
  if (told !== host.asked.length && !outcome.wasAborted)
    return `${told} of ${host.asked.length} requests are told`;
  if (error !== undefined)
    return isReqLLMError(error) ? failureProblem(error, outcome) : `untyped: ${inspect(error)}`;
  if (text !== host.text) return `a success without ${JSON.stringify(host.text.slice(text.length))}`;
  return chunks.some(({ type }) => type === 'finish') ? ledgerProblem(events) : 'a success without a finish';
}

function failureProblem({ code }: ReqLLMError, { wasAborted, chunks }: Outcome): string | undefined {
  if (code === 'aborted' && !wasAborted) return 'aborted by nobody';
  return chunks.some(({ type }) => type === 'finish') ? `a failure (${code}) after the finish` : undefined;
}

// Each further request that answered lists all that are over.
function ledgerProblem(events: readonly RecoveryEvent[]): string | undefined {
  let over = 0;
  for (const event of events) {
    if (event.phase === 'start') over += over === 0 ? 1 : 0;
    if (event.phase !== 'ok' && event.phase !== 'failed') continue;
    if (event.tries.length < over) return `${event.tries.length} tries, but ${over} requests`;
    over = event.tries.length;
    const statuses = event.tries.map((each) => each.usage.status);
    if (event.phase === 'ok' && event.mode !== 'resume' && statuses.every((status) => status === 'final'))
      return 'a try that was cut counts as wholly known';
  }
  return undefined;
}
