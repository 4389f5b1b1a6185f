import type { Attempt } from '../core/attempt.ts';
import type { Reply } from '../core/call.ts';
import type { Chunk } from '../core/chunk.ts';
import type { ReqLLMError } from '../core/error.ts';
import type { ModelPrice } from '../core/lookup.ts';
import type { AnyCall } from '../core/operation.ts';
import { Tries } from '../core/tries.ts';
import { unknownUsage, type Usage, usage } from '../core/usage.ts';
import { costOf, tokensOfChunk } from './estimate.ts';

/** What one call cost, in US dollars, as far as it can be told. What has no price counts as nothing. */
export interface Bill {
  /** A call that got no answer: what its tries cost. */
  failed(error: ReqLLMError): number;
  answered(reply: Reply, price: ModelPrice | undefined): RunningBill;
}

/** The bill of a reply while it is read. */
export interface RunningBill {
  add(chunk: Chunk): void;
  /** With what was seen so far where the reply was not read to its end. */
  total(isWhole: boolean): number;
}

export function openBill(
  call: AnyCall,
  price: ModelPrice | undefined,
  tokens: { readonly input: number; readonly output: number },
): Bill {
  const inputTokens = tokens.input;
  const costs = (used: Usage, by: ModelPrice | undefined): number => costOf(call, used, by) ?? 0;
  // A try that was lost on the way may have been read and billed.
  const lost = costs(usage({ inputTokens, outputTokens: 0 }), price);
  const costOfTry = ({ usage: used }: Attempt): number =>
    used.status === 'unknown' && used.cost === null ? lost : costs(used, price);
  const tries = (attempts: readonly Attempt[]): number =>
    attempts.reduce((sum, attempt) => sum + costOfTry(attempt), 0);
  return {
    failed: ({ attempts }) => tries(attempts),
    answered(reply, answering) {
      const made = new Tries(reply);
      let said = unknownUsage;
      let seen = 0;
      return {
        add(chunk) {
          if (chunk.type === 'recovery') {
            made.add(chunk.event);
            // What a further request counts is its own.
            if (chunk.event.phase === 'ok') [said, seen] = [unknownUsage, 0];
          } else if (chunk.type === 'usage') said = chunk.usage;
          else seen += tokensOfChunk(chunk, reply.model);
        },
        total(isWhole) {
          if (reply.cached !== undefined) return 0;
          const isKnown = isWhole && said.status !== 'unknown';
          // A stream that is left ends about there; a body was made whole before it was left.
          const outputTokens = call.stream ? seen : Math.max(seen, tokens.output);
          const guess = usage({ inputTokens: said.inputTokens ?? inputTokens, outputTokens });
          const last =
            made.current === undefined ? 0 : costs(isKnown ? said : { ...guess, cost: said.cost }, answering);
          return tries(made.over) + last;
        },
      };
    },
  };
}
