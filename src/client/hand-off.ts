import type { Context } from '../core/context.ts';
import type { Handoff, HandoffOptions, HandoffTarget } from '../core/handoff.ts';
import { loadHandoff } from './doors.ts';

/**
 * A conversation made ready for another model, with everything that it says differently then. Calls do this by
 * themselves; by hand it shows beforehand what a change of model would lose.
 */
export async function handoff(
  conversation: Context,
  target: HandoffTarget,
  options?: HandoffOptions,
): Promise<Handoff> {
  return (await loadHandoff()).handoff(conversation, target, options);
}
