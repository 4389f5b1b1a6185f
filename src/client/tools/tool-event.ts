import type { Chunk } from '../../core/chunk.ts';
import type { ToolCallPart } from '../../core/message.ts';
import type { PendingRun, Step, ToolOutcome, ToolRun } from './tool-run.ts';

/**
 * One piece of a run that is read along: the chunks of each turn, then what its calls do, side by side, then the end of
 * the step. `finish` comes last, with the whole run.
 */
export type ToolEvent =
  | { readonly type: 'chunk'; readonly step: number; readonly chunk: Chunk }
  | {
      readonly type: 'tool-start';
      readonly step: number;
      readonly call: ToolCallPart;
      readonly executionId: string;
    }
  /** A preliminary result. */
  | {
      readonly type: 'tool-progress';
      readonly step: number;
      readonly call: ToolCallPart;
      readonly executionId: string;
      readonly output: unknown;
    }
  /** What became of a call, also of one that was not run. */
  | { readonly type: 'tool-result'; readonly step: number; readonly outcome: ToolOutcome }
  | { readonly type: 'step-end'; readonly step: Step }
  /** Calls wait for a decision or an answer; the run is about to end. */
  | { readonly type: 'approval'; readonly pending: PendingRun }
  | { readonly type: 'finish'; readonly run: ToolRun };
