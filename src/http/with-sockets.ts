import type { ClosableTransport } from './transport.ts';

/** A transport that hands requests for a WebSocket to another one, which is loaded at the first of them. */
export function withSockets(
  transport: ClosableTransport,
  load: () => Promise<ClosableTransport>,
): ClosableTransport {
  let sockets: Promise<ClosableTransport> | undefined;
  const choose: ClosableTransport = Object.assign(
    (...[request, signal]: Parameters<ClosableTransport>) =>
      request.socket === undefined
        ? transport(request, signal)
        : (sockets ??= load()).then((loaded) => loaded(request, signal)),
    {
      close: async () => {
        await transport.close();
        await (await sockets)?.close();
      },
    },
  );
  return choose;
}
