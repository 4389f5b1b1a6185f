import type { Agent, AgentOptions } from 'node:http';
import { ReqLLMError } from '../core/error.ts';

/**
 * An agent whose https connections go through a proxy's CONNECT tunnel: Node's own where it has one, else that of the
 * optional package https-proxy-agent. Throws a `config` error that names the command to install it.
 */
export async function createTunnelAgent(proxy: URL, options: AgentOptions): Promise<Agent> {
  if (hasProxyAgent(process.versions.node)) {
    const { Agent } = process.getBuiltinModule('node:https');
    // `proxyEnv` is not in the types of Node 20.
    return new Agent({ ...options, proxyEnv: { HTTPS_PROXY: proxy.href } } as AgentOptions);
  }
  const { HttpsProxyAgent } = await import('https-proxy-agent').catch(() => {
    throw new ReqLLMError(
      'The environment names a proxy, which this version of Node needs a package for. Run `npm install https-proxy-agent`, or use Node 24.5 or newer.',
      { code: 'config', phase: 'config' },
    );
  });
  return new HttpsProxyAgent(proxy, options);
}

/** Whether this version's agents take `proxyEnv`: 22.21 and 24.5 brought it. */
export function hasProxyAgent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}
