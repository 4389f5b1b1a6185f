import type { Chunk, FinishReason } from '../../core/chunk.ts';

type Finish = Extract<Chunk, { type: 'finish' }>;

/** Ollama's `done_reason` as ours. Old versions give none; calls wait for their results whatever it says. */
export function finishOf(raw: string | undefined, hasCalls: boolean): Finish {
  const reason = reasonOf(raw);
  return {
    type: 'finish',
    reason: reason === 'stop' && hasCalls ? 'tool-calls' : reason,
    ...(raw === undefined ? {} : { raw }),
  };
}

/** Our reason as Ollama's. It has two; others are said in our words or those they came in. */
export function wireReason({ reason, raw }: Finish): string {
  if (reason === 'tool-calls') return 'stop';
  return reason === 'other' ? (raw ?? reason) : reason;
}

// `load` and `unload` end a request without messages, which only moves the model.
function reasonOf(raw: string | undefined): FinishReason {
  if (raw === undefined || raw === 'stop') return 'stop';
  return raw === 'length' ? 'length' : 'other';
}
