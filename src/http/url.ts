import { ReqLLMError } from '../core/error.ts';

/**
 * Checks a base URL and returns it without a slash at its end. It must be absolute http or https, without a user name,
 * a query or a fragment. The error does not quote it, as it may hold a credential.
 */
export function checkBaseUrl(text: string): string {
  const url = parseUrl(text, 'The base URL');
  if (url.search !== '' || text.includes('?'))
    throw refuse('The base URL must have no query. Leave out everything from the question mark on.');
  if (url.hash !== '' || text.includes('#'))
    throw refuse('The base URL must have no fragment. Leave out everything from the # on.');
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/**
 * The address of an endpoint: base URL, path and query joined. The path starts with a slash and is percent-encoded
 * already; one that would leave the base URL's own path is refused.
 */
export function endpointUrl(
  baseUrl: string,
  path: string,
  query: Readonly<Record<string, string | readonly string[]>> = {},
): string {
  const base = checkBaseUrl(baseUrl);
  // A backslash is a slash to a URL parser; tabs and line breaks vanish and could hide two dots.
  if (!path.startsWith('/') || /[?#\\]|[^\x21-\x7e]/.test(path)) throw badPath();
  if (path.split('/').some((segment) => isDots(segment))) throw badPath();
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one.toWellFormed())}`),
  );
  const whole = base + path;
  if (!URL.canParse(whole) || !new URL(whole).href.startsWith(`${base}/`)) throw badPath();
  return pairs.length === 0 ? whole : `${whole}?${pairs.join('&')}`;
}

/** Parses an absolute http or https address without a user name; `what` names it in the error. */
export function parseUrl(text: string, what: string): URL {
  if (!URL.canParse(text))
    throw refuse(`${what} is no valid address. Write it like https://api.example.com/v1.`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refuse(`${what} must begin with https:// or http://.`);
  if (url.username !== '' || url.password !== '')
    throw refuse(`${what} must hold no user name or password. Pass the key as \`apiKey\`.`);
  return url;
}

/** Whether a host name or address, with or without brackets, is this machine's loopback. */
export function isLoopback(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1') return true;
  return (
    /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name) ||
    /^::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}$/.test(name)
  );
}

function isDots(segment: string): boolean {
  const plain = segment.replace(/%2e/gi, '.');
  return plain === '.' || plain === '..';
}

function badPath(): ReqLLMError {
  return refuse('The path of the request would leave the base URL. Check the model id for slashes and dots.');
}

function refuse(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
