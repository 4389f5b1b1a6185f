import { parseJson } from '../../core/json.ts';
import { keptAnswer } from '../kept-answer.ts';
import type { ResumeAsk } from '../protocol.ts';
import type { OpenaiResponsesDialect } from './dialect.ts';

/** What a request asks about a response that was made before; undefined when it does not. */
export function resumedBy(
  { path: own }: OpenaiResponsesDialect,
  method: string,
  path: string,
): ResumeAsk | undefined {
  const kept = keptAnswer(own, method, path);
  if (kept === undefined) return undefined;
  const after = Number(kept.query.get('starting_after') ?? -1);
  return {
    ...kept.ask,
    ...(after < 0 ? {} : { cursor: String(after) }),
    isAfter: ({ data }) => {
      const frame = parseJson(data);
      const { sequence_number: number = -1 } = (frame.ok ? frame.value : {}) as { sequence_number?: number };
      return number > after;
    },
  };
}
