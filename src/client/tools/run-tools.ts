import type { ModelInput } from '../../core/model.ts';
import type { Input } from '../input.ts';
import type { Turns } from '../turns.ts';
import { runLoop, type Speak } from './run-loop.ts';
import type { PendingRun, RunToolsOptions, ToolRun } from './tool-run.ts';

/** Lets a model call tools until it answers; see `Client.runTools`. */
export function runTools(
  turns: Turns,
  model: ModelInput,
  input: Input | PendingRun,
  options: RunToolsOptions,
): Promise<ToolRun> {
  const speak: Speak = (to, messages, options) => turns.generateText(to, messages, options);
  return runLoop({ turns, model, input, options, speak, isStream: false, emit: () => {} });
}
