import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Who may see the page. */
export interface Guard {
  /** Stands in the address that is opened; exchanged for a cookie at once. */
  readonly token: string;
  /** Answers what may not pass, and the first visit with the token. True when the request was answered. */
  stops(request: IncomingMessage, response: ServerResponse): boolean;
}

/** No script, style, font, frame or connection from anywhere but this server. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

export function createGuard(hosts: () => readonly string[]): Guard {
  const token = randomBytes(24).toString('base64url');
  const session = randomBytes(24).toString('base64url');
  return {
    token,
    stops(request, response) {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      // A name that leads here by someone else's DNS is another host to the browser, and to us.
      if (!hosts().includes(request.headers.host ?? ''))
        return refuse(response, 403, 'This host is not served.');
      const url = new URL(request.url ?? '/', 'http://localhost');
      const given = url.searchParams.get('token');
      if (given !== null) {
        if (!isSame(given, token)) return refuse(response, 401, wrongToken);
        const name = cookieName(request.headers.host);
        response.setHeader('set-cookie', `${name}=${session}; Path=/; HttpOnly; SameSite=Strict`);
        response.writeHead(303, { location: '/' }).end();
        return true;
      }
      if (!isSame(cookieOf(request), session)) return refuse(response, 401, wrongToken);
      const origin = request.headers.origin;
      if (origin !== undefined && origin !== `http://${request.headers.host}`)
        return refuse(response, 403, 'Another page may not ask.');
      return false;
    },
  };
}

const wrongToken = 'Open the address that reqllm inspect printed; it holds a token.';

// Cookies know no ports: two inspections at once must not take each other's.
function cookieName(host: string | undefined): string {
  return `reqllm_inspect_${host?.split(':')[1] ?? ''}`;
}

function cookieOf(request: IncomingMessage): string {
  const name = cookieName(request.headers.host);
  const pair = (request.headers.cookie ?? '').split(/;\s*/).find((each) => each.startsWith(`${name}=`));
  return pair?.slice(name.length + 1) ?? '';
}

function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function refuse(response: ServerResponse, status: number, message: string): true {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
  return true;
}
