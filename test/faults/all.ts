import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectedOf, type FaultCase } from './fault-case.ts';
import { protocols } from './protocols.ts';
import { faultCases } from './table.ts';
import { openStage, type TransportName } from './stage.ts';
import { problemOf, sayResult, tryFault } from './try-fault.ts';

/** Registers the cases of all protocols over these transports. */
export function faultSuite(
  transports: readonly TransportName[],
  isHeavyToo: boolean,
  names?: readonly string[],
  outcomes?: (each: FaultCase, protocol: string, said: string) => void,
): void {
  for (const protocol of protocols) {
    if (names !== undefined && !names.includes(protocol.name)) continue;
    describe(protocol.name, () => {
      let stage: Awaited<ReturnType<typeof openStage>>;
      beforeAll(async () => {
        stage = await openStage();
      });
      afterAll(() => stage[Symbol.asyncDispose]());
      for (const transport of transports) {
        for (const each of faultCases) {
          const turns = each.turns(protocol);
          if (turns === undefined || (each.isHeavy === true && !isHeavyToo)) continue;
          for (const stream of each.bodies === true ? [true, false] : [true])
            it(`${each.title} · ${stream ? 'stream' : 'body'} · ${transport}`, async () => {
              const isSilent = each.isSilent === true;
              const how = { title: each.title, transport, stream, isSilent, asked: each.asked };
              const result = await tryFault(stage, protocol, turns, how);
              // How many tries an error took, and which limit came first, depends on the machine.
              const said = result.type === 'error' ? result.error.code : sayResult(result);
              outcomes?.(each, protocol.name, said);
              expect(problemOf(expectedOf(each, protocol), result)).toBeUndefined();
            });
        }
      }
    });
  }
}
