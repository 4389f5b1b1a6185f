import type { Json } from '../../core/json.ts';
import { onAbort } from '../../core/abort.ts';
import { longestTimerMs } from '../../core/longest-timer.ts';
import type { ObjectSchema } from '../../schema/standard.ts';
import type { Tool, ToolContext } from '../tool.ts';
import { issuesText } from './issues-text.ts';
import { failureOutcome, type Identified, resultOutcome, thrownOutcome } from './outcome.ts';
import type { ToolOutcome } from './tool-run.ts';

/** A call that may run, with all it needs. */
export interface Execution extends Identified {
  readonly tool: Tool<unknown>;
  readonly args: unknown;
  /** What the result is held to. */
  readonly output?: ObjectSchema<unknown>;
  readonly context: Omit<ToolContext, 'signal'>;
  /** Fires when the run is over before the tool is. */
  readonly signal: AbortSignal;
  /** 0 for no limit. */
  readonly timeoutMs: number;
  readonly onProgress: (output: unknown) => void | Promise<void>;
}

/**
 * Runs a tool once. Never rejects: what it threw is an outcome too, with the thrown value beside it. A tool that does
 * not heed its signal is left behind; what it comes to then nobody hears.
 */
export async function executeCall(execution: Execution): Promise<{ outcome: ToolOutcome; thrown?: unknown }> {
  const { call, signal, timeoutMs } = execution;
  const startedAt = performance.now();
  const since = (): number => Math.round(performance.now() - startedAt);
  const stop = new AbortController();
  const leave = onAbort(signal, () => stop.abort(signal.reason));
  if (signal.aborted) stop.abort(signal.reason);
  const timer =
    timeoutMs > 0
      ? setTimeout(() => stop.abort(timeoutReason(timeoutMs)), Math.min(timeoutMs, longestTimerMs))
      : undefined;
  try {
    return { outcome: await unlessStopped(run(execution, stop.signal, since), stop.signal) };
  } catch (thrown) {
    if (signal.aborted)
      return { outcome: failureOutcome(execution, 'aborted', abortedText(call.name), { ms: since() }) };
    if (stop.signal.aborted) {
      const said = `The tool ${call.name} did not answer within ${timeoutMs} ms and was stopped; it may have done something.`;
      return { outcome: failureOutcome(execution, 'timeout', said, { ms: since() }) };
    }
    return { outcome: thrownOutcome(execution, thrown, since()), thrown };
  } finally {
    clearTimeout(timer);
    leave();
  }
}

async function run(execution: Execution, signal: AbortSignal, since: () => number): Promise<ToolOutcome> {
  const { tool, args, context, output: schema } = execution;
  signal.throwIfAborted();
  const given = await tool.execute?.(args, { ...context, signal });
  // As JSON it would say nothing at all.
  if (given instanceof Error) throw given;
  const values = iteratorOf(given);
  const raw = values === undefined ? given : await lastOf(values, execution, signal);
  const checked = schema === undefined ? undefined : await schema.check(raw as Json);
  if (checked?.ok === false)
    throw new Error(`its result does not fit its outputSchema (${issuesText(checked.issues)})`);
  const output = checked === undefined ? raw : checked.value;
  const told = tool.toModelOutput === undefined ? output : tool.toModelOutput(output);
  return resultOutcome(execution, 'ok', told, { output, ms: since() });
}

/** Hands each value over as it comes; the result is what the iterator returns, else its last value. */
async function lastOf(iterator: Values, { onProgress }: Execution, signal: AbortSignal): Promise<unknown> {
  // A generator that waits for something else would only hear of the abort when that has come.
  const leave = onAbort(signal, () => void closing(iterator));
  let last: unknown;
  try {
    for (;;) {
      const { done, value } = await iterator.next();
      if (done === true) return value === undefined ? last : value;
      if (signal.aborted) return undefined;
      last = value;
      await onProgress(value);
    }
  } catch (error) {
    await closing(iterator);
    throw error;
  } finally {
    leave();
  }
}

async function closing(iterator: Values): Promise<void> {
  try {
    await iterator.return?.();
  } catch {
    // It was told to stop; how it did so matters to nobody.
  }
}

function unlessStopped<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Error('stopped'));
    const leave = onAbort(signal, stop);
    work.then(resolve, reject).finally(leave);
    if (signal.aborted) stop();
  });
}

function abortedText(name: string): string {
  return `The run was aborted while the tool ${name} was running; it may have done something.`;
}

function timeoutReason(timeoutMs: number): DOMException {
  return new DOMException(`The tool took longer than ${timeoutMs} ms.`, 'TimeoutError');
}

type Values = AsyncIterator<unknown> | Iterator<unknown>;

/** What a tool yields; undefined for a value. A list is a value, a generator of either kind is none. */
function iteratorOf(given: unknown): Values | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  if (Symbol.asyncIterator in given) return (given as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  return Symbol.iterator in given && 'next' in given ? (given as Iterator<unknown>) : undefined;
}
