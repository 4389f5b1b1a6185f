/** A named place where what happens is told to whoever listens in this process. */
export interface Channel {
  readonly hasSubscribers: boolean;
  publish(message: unknown): void;
}

interface DiagnosticsChannel {
  channel(name: string): Channel;
}

type Host = { process?: { getBuiltinModule?: (name: string) => unknown } };

/** Opens channels of `node:diagnostics_channel`; undefined where the runtime has none. */
export function openChannels<const Name extends string>(
  names: readonly Name[],
): Readonly<Record<Name, Channel>> | undefined {
  const { process } = globalThis as Host;
  const found = process?.getBuiltinModule?.('node:diagnostics_channel') as DiagnosticsChannel | undefined;
  if (found === undefined) return undefined;
  return Object.fromEntries(names.map((name) => [name, found.channel(name)])) as Record<Name, Channel>;
}
