import type { Attempt } from '../core/attempt.ts';
import type { Reply } from '../core/call.ts';
import type { Chunk } from '../core/chunk.ts';
import type { ModelPrice } from '../core/lookup.ts';
import { type AnyCall, countedByCall } from '../core/operation.ts';
import { Tries } from '../core/tries.ts';
import { unknownUsage, type Usage } from '../core/usage.ts';
import { costOf, tokensOfChunk, usageAsked } from './estimate.ts';

/** What one call cost, in US dollars, as far as it can be told. What has no price counts as nothing. */
export interface Bill {
  /** Another model is asked too. */
  expect(call: AnyCall, price: ModelPrice | undefined, tokens: ExpectedTokens): void;
  /** What tries without an answer cost. */
  tries(attempts: readonly Attempt[]): number;
  answered(reply: Reply, price: ModelPrice | undefined): RunningBill;
}

/** How many tokens a call is expected to come to. */
export interface ExpectedTokens {
  readonly input: number;
  readonly output: number;
}

/** The bill of a reply while it is read. */
export interface RunningBill {
  add(chunk: Chunk): void;
  /** With what was seen so far where the reply was not read to its end. */
  total(isWhole: boolean): number;
}

export function openBill(call: AnyCall, price: ModelPrice | undefined, tokens: ExpectedTokens): Bill {
  const first = { price, input: tokens.input };
  const expected = new Map([[call.model.spec, first]]);
  const costs = (used: Usage, by: ModelPrice | undefined): number => costOf(call, used, by) ?? 0;
  const costOfTry = ({ usage: used, model }: Attempt): number => {
    const { price: by, input } = expected.get(model) ?? first;
    // A try that was lost on the way may have been read and billed.
    const isLost = used.status === 'unknown' && used.cost === null;
    return costs(isLost ? usageAsked(call, { input, output: 0 }) : used, by);
  };
  const tries = (attempts: readonly Attempt[]): number =>
    attempts.reduce((sum, attempt) => sum + costOfTry(attempt), 0);
  return {
    expect: (other, by, { input }) => expected.set(other.model.spec, { price: by, input }),
    tries,
    answered(reply, answering) {
      const made = new Tries(reply);
      const inputTokens = (expected.get(reply.model.spec) ?? first).input;
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
          const counted = isWhole ? countedByCall(call, said) : said;
          const isKnown = isWhole && counted.status !== 'unknown';
          // A stream that is left ends about there; a body was made whole before it was left.
          const outputTokens = call.stream ? seen : Math.max(seen, tokens.output);
          const guess = usageAsked(call, { input: said.inputTokens ?? inputTokens, output: outputTokens });
          const last =
            made.current === undefined
              ? 0
              : costs(isKnown ? counted : { ...guess, cost: said.cost }, answering);
          return tries(made.over) + last;
        },
      };
    },
  };
}
