import type { Call } from '../../core/call.ts';
import { fitsGlobs } from '../../core/glob.ts';
import type { OpenaiChatDialect } from './dialect.ts';
import type { WireTurn } from './encode-messages.ts';

// docs.mistral.ai/capabilities/completion/prefix, api-docs.deepseek.com/guides/chat_prefix_completion and Alibaba's
// "partial mode".

/** Whether the host goes on with an assistant turn at the end of this call's conversation. */
export function takesPrefill({ prefill }: OpenaiChatDialect, { model, reasoning }: Call): boolean {
  if (prefill === undefined || (reasoning !== undefined && reasoning.effort !== 'none')) return false;
  return prefill.models === undefined || fitsGlobs(model.id, prefill.models);
}

/** The member that marks the last turn as one to go on with, for a call that ends with such a turn. */
export function prefillMember(
  dialect: OpenaiChatDialect,
  call: Call,
  last: WireTurn | undefined,
): 'prefix' | 'partial' | undefined {
  const isAnswer = last?.role === 'assistant' && last['tool_calls'] === undefined;
  return isAnswer && takesPrefill(dialect, call) ? dialect.prefill?.member : undefined;
}
