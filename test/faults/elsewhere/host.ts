import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { protocols } from '../protocols.ts';
import { openStage } from '../stage.ts';
import { faultCases } from '../table.ts';

type Stage = Awaited<ReturnType<typeof openStage>>;

/** Where a visitor in another process asks for cases, and how to stop. */
export interface FaultHost {
  readonly url: string;
  close(): Promise<void>;
}

/** Opens a stage for each protocol, and an address at which another process says what each is to play. */
export async function openFaultHost(): Promise<FaultHost> {
  const stages = new Map<string, Stage>();
  for (const { name } of protocols) stages.set(name, await openStage());
  const server = createServer((request, response) => {
    answer(request, response, stages).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const stage of stages.values()) await stage[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  stages: ReadonlyMap<string, Stage>,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host');
  const stage = stages.get(searchParams.get('protocol') ?? '');
  const protocol = protocols.find(({ name }) => name === searchParams.get('protocol'));
  if (stage === undefined || protocol === undefined) throw new Error('There is no such protocol.');
  if (pathname === '/play') {
    const played = faultCases.find(({ title }) => title === searchParams.get('title'));
    if (played === undefined) throw new Error('There is no such case.');
    await stage.play(played.turns(protocol) ?? [], played.title);
  }
  const { baseUrls } = stage;
  const said = { baseUrls, sent: await stage.sent(), answering: await stage.answering() };
  response.setHeader('content-type', 'application/json').end(JSON.stringify(said));
}
