import type { Reply } from '../core/call.ts';
import type { Chunk } from '../core/chunk.ts';
import type { ModelLookup } from '../core/lookup.ts';
import { type AnyCall, countedByCall } from '../core/operation.ts';
import { Tries } from '../core/tries.ts';
import { addUsage, unknownUsage, type Usage, zeroUsage } from '../core/usage.ts';

/** What a reply comes to while it is read. */
export interface Bill {
  note(chunk: Chunk): void;
  /** What all requests of the reply used, and who gave the last one. */
  total(isWhole: boolean): { readonly model: string; readonly usage: Usage };
}

/** Opens the bill of a reply; its price is that of who answers. */
export async function billOf(call: AnyCall, reply: Reply, lookup: ModelLookup | undefined): Promise<Bill> {
  const price = await lookup?.price(reply.model).catch(() => undefined);
  const { serviceTier } = call as { readonly serviceTier?: string };
  const facts = { at: call.control.startedAt, ...(serviceTier === undefined ? {} : { serviceTier }) };
  const tries = new Tries(reply);
  let said = unknownUsage;
  return {
    note(chunk) {
      if (chunk.type === 'usage') said = chunk.usage;
      if (chunk.type !== 'recovery') return;
      tries.add(chunk.event);
      if (chunk.event.phase === 'ok') said = unknownUsage;
    },
    total(isWhole) {
      const counted = isWhole ? countedByCall(call, said) : said;
      const priced = (tries.isSameModel ? price?.(counted, facts) : undefined) ?? counted;
      const last = reply.cached === undefined ? priced : zeroUsage;
      const over = tries.over.map(({ usage }) => usage);
      return {
        model: tries.model.spec,
        usage: addUsage(tries.current === undefined ? over : [...over, last]),
      };
    },
  };
}
