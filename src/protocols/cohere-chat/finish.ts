import type { Chunk, FinishReason } from '../../core/chunk.ts';

type Finish = Extract<Chunk, { type: 'finish' }>;

// The last three are of version 1, which some hosts still say. https://docs.cohere.com/v1/reference/chat
const reasons: Readonly<Record<string, FinishReason>> = {
  COMPLETE: 'stop',
  STOP_SEQUENCE: 'stop',
  MAX_TOKENS: 'length',
  TOOL_CALL: 'tool-calls',
  ERROR_LIMIT: 'length',
  ERROR_TOXIC: 'content-filter',
  USER_CANCEL: 'cancelled',
};

/** Reasons that mean that there is no answer: they are thrown. */
export function isFailure(raw: string | undefined): boolean {
  return raw === 'ERROR' || raw === 'TIMEOUT';
}

/** Cohere's reason as ours. A reply with calls that says COMPLETE (recorded) waits for their results all the same. */
export function finishOf(raw: string | undefined, hasCalls: boolean): Finish {
  const known = raw === undefined ? 'stop' : Object.hasOwn(reasons, raw) ? reasons[raw] : undefined;
  const reason = known === 'stop' && hasCalls ? 'tool-calls' : (known ?? 'other');
  return { type: 'finish', reason, ...(raw === undefined ? {} : { raw }) };
}

/** Our reason as Cohere's; its own word when the reply came from there. */
export function wireReason({ reason, raw }: Finish): string {
  const meant = raw !== undefined && Object.hasOwn(reasons, raw) ? reasons[raw] : undefined;
  if (raw !== undefined && (meant === reason || (meant === 'stop' && reason === 'tool-calls'))) return raw;
  switch (reason) {
    case 'stop':
    case 'refusal':
      return 'COMPLETE';
    case 'length':
      return 'MAX_TOKENS';
    case 'tool-calls':
      return 'TOOL_CALL';
    case 'content-filter':
      return 'ERROR_TOXIC';
    case 'cancelled':
      return 'USER_CANCEL';
    default:
      return raw !== undefined && meant === undefined && !isFailure(raw) ? raw : 'ERROR';
  }
}
