import { ReqLLMError } from '../core/error.ts';
import type { Env } from './transport.ts';
import { isLoopback } from './url.ts';

/** How the environment's proxy settings are read. */
export interface ProxyRules {
  /** Send requests to this machine through the proxy too; off by default. */
  readonly includeLoopback?: boolean;
}

/**
 * The proxy that the environment names for an address, or undefined for a direct connection. Reads `https_proxy`,
 * `http_proxy`, `all_proxy` and `no_proxy`, lower case before upper case.
 */
export function proxyFor(url: URL, env: Env, rules: ProxyRules = {}): URL | undefined {
  if (rules.includeLoopback !== true && isLoopback(url.hostname)) return undefined;
  const named = url.protocol === 'https:' ? either(env, 'HTTPS_PROXY') : httpProxy(env);
  const proxy = named ?? either(env, 'ALL_PROXY');
  if (proxy === undefined || isExempt(url, either(env, 'NO_PROXY') ?? '')) return undefined;
  return parseProxy(proxy);
}

/** The `Basic` credentials in a proxy's address, ready for `proxy-authorization`. */
export function proxyAuthorization(proxy: URL): string | undefined {
  if (proxy.username === '' && proxy.password === '') return undefined;
  const bytes = new TextEncoder().encode(
    `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`,
  );
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

// A web server's CGI turns a visitor's `Proxy:` header into HTTP_PROXY (CVE-2016-5385), so it does not count there.
function httpProxy(env: Env): string | undefined {
  return (
    filled(env('http_proxy')) ?? (env('REQUEST_METHOD') === undefined ? filled(env('HTTP_PROXY')) : undefined)
  );
}

function either(env: Env, name: string): string | undefined {
  return filled(env(name.toLowerCase())) ?? filled(env(name));
}

function filled(value: string | undefined): string | undefined {
  const text = value?.trim() ?? '';
  return text === '' ? undefined : text;
}

// `*`, host names that stand for their subdomains too (with or without a leading dot or `*.`), each with an optional port.
function isExempt(url: URL, list: string): boolean {
  const host = bare(url.hostname);
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    const [, name, entryPort] = /^(\[[^\]]*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? [];
    if (name === undefined || name === '' || (entryPort !== undefined && entryPort !== port)) return false;
    const suffix = bare(name.replace(/^\*?\./, ''));
    return suffix !== '' && (host === suffix || host.endsWith(`.${suffix}`));
  });
}

function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

function parseProxy(text: string): URL {
  const address = text.includes('://') ? text : `http://${text}`;
  const proxy = URL.canParse(address) ? new URL(address) : undefined;
  if (proxy === undefined || (proxy.protocol !== 'http:' && proxy.protocol !== 'https:'))
    throw refuse('is no http:// or https:// address');
  if (!isDecodable(proxy.username) || !isDecodable(proxy.password))
    throw refuse('holds a % in its user name or password that stands for itself; write it as %25');
  return proxy;
}

// What it comes to is compared, as a bundler takes a call without a use for one that does nothing.
function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== '' || text === '';
  } catch {
    return false;
  }
}

function refuse(what: string): ReqLLMError {
  return new ReqLLMError(
    `The proxy named in the environment ${what}. Correct HTTPS_PROXY or HTTP_PROXY, or give nodeTransport() of reqllm/node an agent of your own.`,
    { code: 'config', phase: 'config' },
  );
}
