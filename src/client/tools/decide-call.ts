import type { Message } from '../../core/message.ts';
import { nullRemover } from '../../schema/nulls.ts';
import type { ObjectSchema } from '../../schema/standard.ts';
import type { Tool, ToolContext } from '../tool.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { issuesText } from './issues-text.ts';
import { failureOutcome, type Identified, resultOutcome, thrownOutcome } from './outcome.ts';
import type { Approval, PendingCall, RunToolsOptions, ToolOutcome, ToolReply } from './tool-run.ts';

/** A tool of a run, with its schemas read. */
export interface ReadyTool {
  readonly tool: Tool<unknown>;
  readonly input: ObjectSchema<unknown>;
  readonly output?: ObjectSchema<unknown>;
}

/** What is to become of a call. */
export type Verdict =
  | { readonly type: 'outcome'; readonly outcome: ToolOutcome }
  | { readonly type: 'pending'; readonly waitsFor: PendingCall['waitsFor'] }
  | { readonly type: 'run'; readonly ready: ReadyTool; readonly args: unknown };

/** What a decision rests on besides the call. */
export interface Desk {
  readonly tools: ReadonlyMap<string, ReadyTool>;
  readonly approve: RunToolsOptions['approve'];
  readonly messages: readonly Message[];
  readonly step: number;
  readonly attempt: number;
  readonly signal: AbortSignal;
}

/** Decides about one call. Only a call that is whole, known, fitting and allowed is run. */
export async function decideCall(
  identified: Identified,
  reply: ToolReply | undefined,
  desk: Desk,
): Promise<Verdict> {
  const { call } = identified;
  const refused = (said: string): Verdict => ended(failureOutcome(identified, 'refused', said));
  if (reply !== undefined && reply !== 'allow') return ended(repliedOutcome(identified, reply));
  if (call.invalid !== undefined)
    return refused(`The arguments for ${call.name} cannot be read (${call.invalid}). Nothing was run.`);
  const ready = desk.tools.get(call.name);
  if (ready === undefined) return refused(unknownTool(call.name, desk.tools));
  try {
    // Strict hosts are told to send null for what is optional; the tool's own schema does not know of it.
    const input = ready.tool.strict === true ? nullRemover(ready.input.json)(call.input) : call.input;
    const checked = await unlessAborted(ready.input.check(input), desk.signal);
    if (!checked.ok)
      return refused(
        `The arguments for ${call.name} do not fit its schema: ${issuesText(checked.issues)}. Nothing was run.`,
      );
    if (ready.tool.execute === undefined) return { type: 'pending', waitsFor: 'answer' };
    const allowed: Verdict = { type: 'run', ready, args: checked.value };
    if (reply === 'allow') return allowed;
    const approval = await approvalOf(identified, allowed, desk);
    if (approval === 'allow') return allowed;
    if (approval === 'ask') return { type: 'pending', waitsFor: 'approval' };
    return ended(repliedOutcome(identified, approval));
  } catch (thrown) {
    if (thrown instanceof FromTool) return ended(thrownOutcome(identified, thrown.cause, 0));
    throw thrown;
  }
}

/** What the tool itself threw before it ran; what the caller's own functions throw ends the run. */
class FromTool extends Error {}

async function approvalOf(
  { call, executionId }: Identified,
  { ready, args }: Extract<Verdict, { type: 'run' }>,
  desk: Desk,
): Promise<Approval> {
  const { step, attempt, messages, signal, approve } = desk;
  const context: ToolContext = { toolCallId: call.id, executionId, signal, messages, step, attempt };
  const needsApproval = await unlessAborted(asked(ready.tool, args, context), signal);
  if (approve === undefined) return needsApproval ? 'ask' : 'allow';
  const request = { call, args, executionId, needsApproval, step, messages, signal };
  return unlessAborted(Promise.resolve(approve(request)), signal);
}

async function asked(tool: Tool<unknown>, args: unknown, context: ToolContext): Promise<boolean> {
  try {
    return (await tool.needsApproval?.(args, context)) ?? false;
  } catch (cause) {
    throw new FromTool('needsApproval threw', { cause });
  }
}

function repliedOutcome(identified: Identified, reply: Exclude<ToolReply, 'allow'>): ToolOutcome {
  const { name } = identified.call;
  if (reply === 'deny')
    return failureOutcome(identified, 'denied', `The call of ${name} was not allowed. Nothing was run.`);
  if ('deny' in reply)
    return failureOutcome(
      identified,
      'denied',
      `The call of ${name} was not allowed: ${reply.deny}. Nothing was run.`,
    );
  if ('error' in reply) return failureOutcome(identified, 'failed', reply.error);
  return resultOutcome(identified, 'answered', reply.result);
}

function unknownTool(name: string, tools: ReadonlyMap<string, ReadyTool>): string {
  const known = [...tools.keys()];
  const list = known.length === 0 ? 'There are no tools.' : `The tools are: ${known.join(', ')}.`;
  return `There is no tool ${JSON.stringify(name)}. ${list}`;
}

function ended(outcome: ToolOutcome): Verdict {
  return { type: 'outcome', outcome };
}
