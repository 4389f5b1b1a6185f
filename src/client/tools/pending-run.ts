import { ReqLLMError } from '../../core/error.ts';
import { isRecord } from '../../core/json.ts';
import type { PendingRun, ToolReply } from './tool-run.ts';

const kept = new WeakMap<object, PendingRun>();

/** Keeps with a failure how far the run had come. */
export function keepPending(error: unknown, pending: PendingRun): void {
  if (typeof error === 'object' && error !== null) kept.set(error, pending);
}

/**
 * How far a run had come when it failed or was aborted: give it to `runTools` or `resumeTools` to go on. Calls that ran
 * are not run again. Undefined for an error that did not end a run of this process, or that ended it before it began.
 */
export function pendingOf(error: unknown): PendingRun | undefined {
  return typeof error === 'object' && error !== null ? kept.get(error) : undefined;
}

/** Whether an input is a run to go on with. */
export function isPendingRun(input: unknown): input is PendingRun {
  return isRecord(input) && input['kind'] === 'reqllm-tools';
}

/** Checks a stored run and the replies to it. Throws `invalid-request`. */
export function checkPending(pending: PendingRun, replies: Readonly<Record<string, ToolReply>>): void {
  const { version, messages, calls, outcomes, step } = pending as Partial<PendingRun>;
  if (version !== 1)
    throw wrong(`The stored run has version ${JSON.stringify(version)}; this release reads version 1.`);
  const isWhole =
    Array.isArray(messages) && Array.isArray(calls) && Array.isArray(outcomes) && Number.isSafeInteger(step);
  if (!isWhole || !calls.every(hasId) || !outcomes.every(hasId))
    throw wrong('The stored run is not whole; keep it as it was, for example with JSON.stringify.');
  const waiting = calls.map(({ call }) => call.id);
  for (const [id, reply] of Object.entries(replies)) {
    if (!waiting.includes(id))
      throw wrong(
        `No call ${JSON.stringify(id)} waits for a reply. Waiting: ${waiting.join(', ') || 'none'}.`,
      );
    if (!isReply(reply))
      throw wrong(`The reply to ${id} must be 'allow', 'deny', { deny }, { result } or { error }.`);
  }
}

function hasId(value: unknown): boolean {
  return isRecord(value) && isRecord(value['call']) && typeof value['call']['id'] === 'string';
}

function isReply(reply: unknown): boolean {
  if (reply === 'allow' || reply === 'deny') return true;
  if (!isRecord(reply)) return false;
  return typeof reply['deny'] === 'string' || typeof reply['error'] === 'string' || 'result' in reply;
}

function wrong(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'invalid-request', phase: 'config' });
}
