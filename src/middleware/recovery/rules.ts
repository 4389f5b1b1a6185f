import { type Call, providerTools } from '../../core/call.ts';
import type { ErrorCode, ReqLLMError } from '../../core/error.ts';
import type { RecoveryMode } from '../../core/recovery.ts';
import type { Delivered } from './delivered.ts';

/** What stands between a broken stream and a way to go on with it. */
export interface Situation {
  readonly call: Call;
  readonly delivered: Delivered;
  readonly error: ReqLLMError;
  /** Whether the provider said how to pick the answer up again. */
  readonly canResume: boolean;
}

const passing: ReadonlySet<ErrorCode> = new Set(['network', 'truncated', 'overloaded', 'server'] as const);

/** Whether a stream broke off by accident, so that another request may fare better. */
export function isAccident({ code, timeout }: ReqLLMError): boolean {
  return passing.has(code) || timeout === 'idle';
}

/**
 * Why a mode must not be used, as the end of a sentence; undefined when it may be. The one place that says what is
 * forbidden: whatever could run a tool twice, go on with JSON, or try again what is nobody's accident.
 */
export function obstacleTo(mode: RecoveryMode, situation: Situation): string | undefined {
  const { call, delivered, error, canResume } = situation;
  const isUnreadable = error.code === 'bad-response' && mode === 'restart';
  if (!isAccident(error) && !isUnreadable)
    return `an error of the code "${error.code}" is no accident of the stream`;
  if (delivered.hasFinish) return 'the model had finished';
  if (mode === 'resume')
    return canResume ? undefined : 'the provider keeps no answer that could be read on (background)';
  if (call.control.resume !== undefined) return 'the conversation is not known';
  if (delivered.toolCalls > 0 && !isForObject(call)) return 'a tool call had begun';
  if (providerTools(call).length > 0 && delivered.hasOtherThan('text', 'reasoning', 'refusal', 'media'))
    return 'a tool of the provider had run';
  return mode === 'continue' ? obstacleToContinue(call, delivered) : undefined;
}

function obstacleToContinue(call: Call, delivered: Delivered): string | undefined {
  // Also where it was asked for in words alone.
  if (call.output !== undefined || isForObject(call)) return 'the answer is JSON';
  if (delivered.hasOtherThan('text', 'reasoning')) return 'the answer holds more than text';
  // What is sent must not end in white space, and must not be empty.
  return delivered.folded().text.trim() === '' ? 'there was no text yet' : undefined;
}

// Such calls are made anew for each model. Nobody sees the calls of their tools before the answer is whole, so that none of
// them can have been run.
function isForObject({ control }: Call): boolean {
  return control.recast !== undefined;
}
