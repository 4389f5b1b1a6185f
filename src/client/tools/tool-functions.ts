import type { InputFor, ModelInput, OptionsFor } from '../fitting.ts';
import type { Input } from '../input.ts';
import type { PendingRun, RunToolsOptions, ToolReply, ToolRun } from './tool-run.ts';
import type { ToolStream } from './tool-stream.ts';

/** The functions of a client that let a model call tools. */
export interface ToolFunctions {
  /**
   * Lets a model call tools until it answers: the tools it asks for run side by side, and it gets their results. Give a
   * `pending` run as the input to go on with it. Throws a ReqLLMError; `pendingOf(error)` is how far the run had come.
   */
  runTools<const M extends ModelInput, const Given extends Input>(
    model: M,
    input: InputFor<M, Given> | PendingRun,
    options: OptionsFor<M, RunToolsOptions>,
  ): Promise<ToolRun>;
  /** The same, read along: chunks, calls, progress and results as they come. Begins with the first read. */
  streamTools<const M extends ModelInput, const Given extends Input>(
    model: M,
    input: InputFor<M, Given> | PendingRun,
    options: OptionsFor<M, RunToolsOptions>,
  ): Promise<ToolStream>;
  /** Goes on with a run that stopped for approvals or answers, also in another process, given what is said about its calls. */
  resumeTools<const M extends ModelInput>(
    model: M,
    pending: PendingRun,
    replies: Readonly<Record<string, ToolReply>>,
    options: OptionsFor<M, RunToolsOptions>,
  ): Promise<ToolRun>;
}
