import { createClient } from '../../../src/client/client.ts';
import { createDefaultTransport } from '../../../src/http/default-fetch.ts';
import { expectedOf, type FaultCase } from '../fault-case.ts';
import { type Protocol, protocols } from '../protocols.ts';
import { canary, type Stage, type TransportName } from '../stage.ts';
import { faultCases } from '../table.ts';
import { problemOf, tryFault } from '../try-fault.ts';

/** How the cases came out in this process. */
export interface Visit {
  readonly tried: number;
  /** What went wrong in which case. */
  readonly problems: readonly string[];
}

interface Told {
  readonly baseUrls: Readonly<Record<string, string>>;
  readonly sent: readonly unknown[];
  readonly answering: number;
}

/** What is tried. */
export interface VisitPlan {
  /** The protocols that are tried over each transport; none means all. */
  readonly protocols: Readonly<Partial<Record<TransportName, readonly string[]>>>;
  /** Titles of cases that this runtime has no answer to. */
  readonly except?: readonly string[];
}

/** Plays the cases of a host in another process, all but those that take long, and says how they came out here. */
export async function visitFaults(url: string, plan: VisitPlan): Promise<Visit> {
  const problems: string[] = [];
  let tried = 0;
  const visit = async (protocol: Protocol): Promise<void> => {
    const stage = await stageAt(url, protocol.name);
    for (const { each, transport, stream } of casesOf(protocol, plan)) {
      tried += 1;
      const problem = await inTime(problemWith(stage, protocol, each, transport, stream));
      const how = `${protocol.name} · ${each.title} · ${stream ? 'stream' : 'body'} · ${transport}`;
      if (problem !== undefined) problems.push(`${how}: ${problem}`);
    }
  };
  await Promise.all(protocols.map(visit));
  return { tried, problems };
}

async function inTime(problem: Promise<string | undefined>): Promise<string | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, 15_000, 'it hung for 15 seconds');
  });
  try {
    return await Promise.race([problem, late]);
  } finally {
    clearTimeout(timer);
  }
}

function casesOf(
  protocol: Protocol,
  { protocols: wanted, except = [] }: VisitPlan,
): { each: FaultCase; transport: TransportName; stream: boolean }[] {
  const transports = (['node', 'fetch'] as const).filter((transport) => {
    const names = wanted[transport];
    return names !== undefined && (names.length === 0 || names.includes(protocol.name));
  });
  return transports.flatMap((transport) =>
    faultCases
      .filter(
        (each) => each.isHeavy !== true && each.turns(protocol) !== undefined && !except.includes(each.title),
      )
      .flatMap((each) =>
        (each.bodies === true ? [true, false] : [true]).map((stream) => ({ each, transport, stream })),
      ),
  );
}

async function problemWith(
  stage: Stage,
  protocol: Protocol,
  each: FaultCase,
  transport: TransportName,
  stream: boolean,
): Promise<string | undefined> {
  const { title, isSilent = false, asked } = each;
  try {
    const turns = each.turns(protocol) ?? [];
    const result = await tryFault(stage, protocol, turns, { title, transport, stream, isSilent, asked });
    return problemOf(expectedOf(each, protocol), result);
  } catch (error) {
    return String(error);
  }
}

async function stageAt(url: string, protocol: string): Promise<Stage> {
  const ask = async (path: string, more: Readonly<Record<string, string>> = {}): Promise<Told> => {
    const reply = await fetch(`${url}${path}?${new URLSearchParams({ protocol, ...more }).toString()}`);
    if (!reply.ok) throw new Error(await reply.text());
    return (await reply.json()) as Told;
  };
  const { baseUrls } = await ask('/state');
  const keys = Object.fromEntries(Object.keys(baseUrls).map((id) => [id, canary]));
  const env = (): undefined => undefined;
  return {
    client: (transport) =>
      createClient({
        env,
        baseUrls,
        keys,
        ...(transport === 'node' ? {} : { transport: createDefaultTransport({ env }) }),
      }),
    play: async (_turns, title) => void (await ask('/play', { title })),
    sent: async () => (await ask('/state')).sent,
    answering: async () => (await ask('/state')).answering,
  };
}
