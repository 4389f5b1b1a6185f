import type { Client } from '../../src/client/client.ts';
import { createDefaultTransport } from '../../src/http/default-fetch.ts';
import { simulator } from '../../src/testing/simulator.ts';
import type { Turn } from '../../src/testing/turn.ts';

export type TransportName = 'node' | 'fetch';

/** A key that no pattern of keys fits, so that only its being known can keep it out. */
export const canary = 'kanarie+Vogel/geel 123=';

/** A simulated host that plays one case after the other, here or in another process. */
export interface Stage {
  /** A new client: an old one would have used up its repetitions. */
  client(transport: TransportName): Client;
  /** What the model does next; `title` tells the case to a host in another process. */
  play(turns: readonly Turn[], title: string): Promise<void> | void;
  /** The bodies of the requests since then. */
  sent(): Promise<readonly unknown[]> | readonly unknown[];
  /** How many replies are open. */
  answering(): Promise<number> | number;
}

export async function openStage(): Promise<Stage & AsyncDisposable & { readonly baseUrls: BaseUrls }> {
  let script: readonly Turn[] = [];
  let next = 0;
  let before = 0;
  const turns = (): Turn => {
    next += 1;
    return script[Math.min(next, script.length) - 1] ?? {};
  };
  const host = await simulator({ turns, keys: [canary] });
  return {
    baseUrls: host.baseUrls,
    client: (transport) =>
      host.client(
        transport === 'node' ? {} : { transport: createDefaultTransport({ env: () => undefined }) },
      ),
    play(more) {
      script = more;
      next = 0;
      before = host.requests.length;
    },
    sent: () => host.requests.slice(before).map(({ body }) => body),
    answering: () => host.answering,
    async [Symbol.asyncDispose]() {
      await host.close();
    },
  };
}

type BaseUrls = Readonly<Record<string, string>>;
