import { getEventListeners } from 'node:events';
import { inspect } from 'node:util';
import type { StreamResponse } from '../../src/client/text-stream.ts';
import { isReqLLMError, type ReqLLMError } from '../../src/core/error.ts';
import { isSpoken } from '../../src/core/chunk.ts';
import type { ModelResponse } from '../../src/core/response.ts';
import type { Turn } from '../../src/testing/turn.ts';
import type { Protocol } from './protocols.ts';
import { type Asked, type Expected, words } from './fault-case.ts';
import { canary, type Stage, type TransportName } from './stage.ts';

export type Result =
  | { readonly type: 'answer'; readonly response: ModelResponse; readonly tries: number }
  | { readonly type: 'error'; readonly error: ReqLLMError; readonly tries: number };

const short = { connectMs: 2_000, headersMs: 250, firstChunkMs: 250, idleMs: 100 };
// A first try that says nothing is given up, and the second must have time to answer on a busy machine.
const silentFirst = { ...short, headersMs: 5_000, firstChunkMs: 1_500 };
const long = { connectMs: 5_000, headersMs: 20_000, firstChunkMs: 20_000, idleMs: 10_000 };

interface How {
  readonly title: string;
  readonly transport: TransportName;
  readonly stream: boolean;
  readonly isSilent?: boolean;
  readonly asked?: Asked | undefined;
}

/** Makes the call of a case and says what came of it; throws when anything was left behind or shown. */
export async function tryFault(
  stage: Stage,
  protocol: Protocol,
  turns: readonly Turn[],
  how: How,
): Promise<Result> {
  await stage.play(turns, how.title);
  const controller = new AbortController();
  const { prompt = 'Go on', apiKey, modelId, abort } = how.asked ?? {};
  const options = {
    retry: { baseMs: 1, max: 1 },
    signal: controller.signal,
    ...(apiKey === undefined ? {} : { apiKey }),
    tools: [{ name: 'add', inputSchema: { type: 'object' as const } }],
    timeout: how.isSilent !== true ? long : turns.length > 1 ? silentFirst : short,
  };
  await using client = stage.client(how.transport);
  let result: Result;
  try {
    const model = modelId === undefined ? protocol.model : { ...protocol.model, id: modelId };
    if (abort === 'before') controller.abort();
    if (abort === 'while it waits') void abortAfter(stage, controller);
    const response = how.stream
      ? await readStream(await client.streamText(model, prompt, options), abort, controller)
      : await client.generateText(model, prompt, options);
    if (abort === 'at the end') controller.abort();
    result = { type: 'answer', response, tries: (await stage.sent()).length };
  } catch (error) {
    if (!isReqLLMError(error)) throw new Error(`an untyped error: ${String(error)}`, { cause: error });
    result = { type: 'error', error, tries: (await stage.sent()).length };
  }
  await expectNothingLeft(stage, controller.signal);
  if (!isWellFormed(await stage.sent())) throw new Error('a text that is no well-formed one was sent');
  for (const shown of [result.type === 'error' ? result.error : result.response, client])
    expectNoKey(shown, apiKey ?? canary);
  return result;
}

async function readStream(
  stream: StreamResponse,
  abort: Asked['abort'],
  controller: AbortController,
): Promise<ModelResponse> {
  if (abort === 'at the first chunk')
    for await (const chunk of stream) if (isSpoken(chunk)) controller.abort();
  return stream.response();
}

// The request was refused with a long wait: then nothing happens for a while.
async function abortAfter(stage: Stage, controller: AbortController): Promise<void> {
  while ((await stage.sent()).length === 0 || (await stage.answering()) > 0)
    await new Promise((resolve) => setTimeout(resolve, 2));
  setTimeout(() => controller.abort(), 30);
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, member]) => name.isWellFormed() && isWellFormed(member));
}

async function expectNothingLeft(stage: Stage, signal: AbortSignal): Promise<void> {
  const listeners = getEventListeners(signal, 'abort').length;
  if (listeners > 0) throw new Error(`${listeners} listeners were left on the signal`);
  const deadline = Date.now() + 1_000;
  for (let open = await stage.answering(); open > 0; open = await stage.answering()) {
    if (Date.now() > deadline) throw new Error(`${open} replies were left open`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function expectNoKey(shown: unknown, key: string): void {
  const { stack, message } = shown as { stack?: unknown; message?: unknown };
  const surfaces = [
    JSON.stringify(shown),
    inspect(shown, { depth: 9, showHidden: true }),
    String(shown),
    String(stack),
    String(message),
  ];
  const forms = [key, encodeURIComponent(key), Buffer.from(key).toString('base64').replace(/=+$/, '')];
  for (const surface of surfaces)
    for (const form of forms)
      if (surface.includes(form)) throw new Error(`the key is shown: ${surface.slice(0, 300)}`);
}

/** What is wrong with a result, or nothing. */
export function problemOf(expected: Expected, result: Result): string | undefined {
  const said = sayResult(result);
  if (expected.outcome === 'error') {
    if (result.type !== 'error' || !expected.codes.includes(result.error.code))
      return `expected ${expected.codes.join(' or ')}, got ${said}`;
    return expected.tries === undefined || expected.tries === result.tries
      ? undefined
      : `expected ${expected.tries} tries, got ${said}`;
  }
  if (result.type === 'error') {
    const may = expected.outcome !== 'answer' && expected.codes.includes(result.error.code);
    return may ? undefined : `expected an answer, got ${said}`;
  }
  const { response, tries } = result;
  if (expected.outcome === 'no-call') {
    const runnable = response.toolCalls.filter((call) => call.invalid === undefined);
    return runnable.length === 0
      ? undefined
      : `a broken call looks sound: ${JSON.stringify(runnable).slice(0, 200)}`;
  }
  if (!response.text.startsWith(words)) return `the text is ${JSON.stringify(response.text)}`;
  const soundCalls = response.toolCalls.filter((call) => call.invalid === undefined);
  if (soundCalls.length < response.toolCalls.length) return 'a sound call is marked invalid';
  if (expected.outcome === 'answer-or') return undefined;
  if (expected.tries !== undefined && expected.tries !== tries) return `it took ${tries} tries`;
  const { outputTokens, calls, isOdd = false } = expected;
  if (isOdd !== (response.finishReason === 'other')) return `the finish reason is ${response.finishReason}`;
  if (calls !== undefined && calls !== response.toolCalls.length)
    return `${response.toolCalls.length} calls, not ${calls}`;
  if (outputTokens !== undefined && response.usage.outputTokens !== outputTokens)
    return `${String(response.usage.outputTokens)} tokens of output, not ${outputTokens}`;
  return usageProblem(response, expected.usage ?? 'any');
}

function usageProblem({ usage }: ModelResponse, wanted: 'final' | 'unknown' | 'any'): string | undefined {
  const bad = Object.entries(usage).find(
    ([, value]) => typeof value === 'number' && (!Number.isFinite(value) || value < 0),
  );
  if (bad !== undefined) return `usage.${bad[0]} is ${String(bad[1])}`;
  return wanted === 'any' || usage.status === wanted ? undefined : `the usage is ${usage.status}`;
}

/** A result in a few words, for tables. */
export function sayResult(result: Result): string {
  const tries = result.tries === 1 ? '' : ` (${result.tries} tries)`;
  if (result.type === 'answer') {
    const broken = result.response.toolCalls.filter((call) => call.invalid !== undefined).length;
    const odd = result.response.finishReason === 'other' ? ', finish `other`' : '';
    return `answer${odd}${broken > 0 ? ', call marked invalid' : ''}${tries}`;
  }
  const { code, timeout } = result.error;
  return `${code}${timeout === undefined ? '' : `/${timeout}`}${tries}`;
}
