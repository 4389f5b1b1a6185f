import { createDefaultTransport } from '#transport';
import { loadProvider } from '../../client/provider-names.ts';
import type { Transport } from '../../http/transport.ts';
import type { Simulator } from '../simulator.ts';

/**
 * A transport that takes requests for one provider's own address to the simulator, so that what is recorded there has the
 * paths of the provider. Undefined for a provider without a fixed address.
 */
export async function leadToSimulator(
  simulated: Simulator,
  provider: string,
): Promise<Transport | undefined> {
  const baseUrl = (await loadProvider(provider))?.baseUrl;
  const target = simulated.baseUrls[provider];
  if (typeof baseUrl !== 'string' || target === undefined) return undefined;
  const [from, to] = [new URL(baseUrl).origin, new URL(target)];
  const own = new URL(baseUrl).pathname.replace(/\/$/, '');
  const start = to.pathname.replace(/\/$/, '');
  const lead = createDefaultTransport({ env: () => undefined });
  return (request, signal) => {
    const { origin, pathname, search } = new URL(request.url);
    if (origin !== from) return lead(request, signal);
    const rest = pathname.startsWith(own) ? pathname.slice(own.length) : pathname;
    return lead({ ...request, url: `${to.origin}${start}${rest}${search}` }, signal);
  };
}
