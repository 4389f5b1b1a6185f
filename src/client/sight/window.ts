import type { Call } from '../../core/call.ts';
import { ReqLLMError } from '../../core/error.ts';
import type { Part } from '../../core/message.ts';
import type { Warning } from '../../core/warning.ts';
import { loadTokenEstimate } from '../doors.ts';

// No tokenizer is known to make more tokens of a text than this for each character.
const mostTokens = 1.5;

/**
 * What is to be said of a call whose input alone is certainly longer than its model can read: nothing for most calls, at the
 * cost of a look at the lengths. Throws `context-overflow` where the caller wants no call that would be changed or refused.
 */
export function overflowOf(call: Call): Promise<Warning | undefined> | undefined {
  const limit = call.model.facts.contextTokens;
  if (limit === undefined || call.control.quirks === 'off') return undefined;
  return sizeOf(call) * mostTokens > limit ? measured(call, limit) : undefined;
}

async function measured(call: Call, limit: number): Promise<Warning | undefined> {
  const { tokens, errorBound } = (await loadTokenEstimate())(call);
  const low = tokens - (errorBound ?? 0);
  if (low <= limit) return undefined;
  const message = `The input is about ${tokens} tokens long, and ${call.model.spec} reads ${limit} at most; shorten it, or ask a model with a larger window.`;
  if (call.control.onUnsupported === 'error' && call.control.fallbacks === undefined)
    throw new ReqLLMError(`${message} Nothing was sent, as onUnsupported is 'error'.`, {
      code: 'context-overflow',
      phase: 'config',
      model: call.model.spec,
      provider: call.model.provider,
    });
  return { code: 'advice', message, setting: 'messages' };
}

function sizeOf({ messages }: Call): number {
  let size = 0;
  for (const { content } of messages) for (const part of content) size += lengthOf(part);
  return size;
}

function lengthOf(part: Part): number {
  if ('text' in part) return part.text.length;
  if (part.type !== 'tool-result') return 0;
  return part.content.reduce((sum, inner) => sum + lengthOf(inner), 0);
}
