import { toolResult } from '../../core/context.ts';
import type { ToolCallPart, ToolResultPart } from '../../core/message.ts';
import { redact } from '../../core/redact.ts';
import { parseContext } from '../input.ts';
import { ToolFailure } from './tool-failure.ts';
import type { ToolOutcome, ToolStatus } from './tool-run.ts';

/** A call and the name under which it is run. */
export interface Identified {
  readonly call: ToolCallPart;
  readonly executionId: string;
}

type FailureCode = NonNullable<ToolOutcome['error']>['code'];

const codes: Readonly<Record<Exclude<ToolStatus, 'ok' | 'answered'>, FailureCode>> = {
  failed: 'tool-failed',
  refused: 'tool-input',
  denied: 'permission',
  timeout: 'timeout',
  aborted: 'aborted',
};

// A message longer than this helps no model and may hold a whole page of HTML.
const longestMessage = 4_000;

/**
 * A call that has a result. `told` is what the model gets: text, parts, or anything JSON can hold. Throws for what could
 * not be sent: found later, it would stand in the way of every turn to come.
 */
export function resultOutcome(
  { call, executionId }: Identified,
  status: 'ok' | 'answered',
  told: unknown,
  more: { readonly output?: unknown; readonly ms?: number } = {},
): ToolOutcome {
  const { ms = 0, ...output } = more;
  const result = resultPart(call, told);
  checkSendable(result);
  return { call, executionId, status, ...output, result, ms };
}

/** A call that came to nothing, and the sentence that tells the model so. */
export function failureOutcome(
  { call, executionId }: Identified,
  status: keyof typeof codes,
  said: string,
  more: { readonly content?: ToolResultPart['content']; readonly ms?: number } = {},
): ToolOutcome {
  const { content, ms = 0 } = more;
  const message = redact(said).slice(0, longestMessage);
  const result = { ...resultPart(call, content ?? message), isError: true };
  return { call, executionId, status, error: { code: codes[status], message }, result, ms };
}

/** What a tool threw, as an outcome: its message, never its stack. */
export function thrownOutcome(identified: Identified, thrown: unknown, ms: number): ToolOutcome {
  const { name } = identified.call;
  const content = thrown instanceof ToolFailure ? thrown.content : undefined;
  return failureOutcome(identified, 'failed', `The tool ${name} failed: ${messageOf(thrown)}`, {
    ms,
    ...(content === undefined ? {} : { content }),
  });
}

function resultPart(call: ToolCallPart, told: unknown): ToolResultPart {
  const { content } = toolResult(call, told);
  const [part] = content;
  if (part?.type !== 'tool-result') throw new TypeError('a tool result holds one part');
  return part;
}

function checkSendable(result: ToolResultPart): void {
  parseContext({ version: 1, messages: [{ role: 'tool', content: [result] }] });
}

function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message === '' ? thrown.name : thrown.message;
  return typeof thrown === 'string' ? thrown : 'it threw something that is no error.';
}
