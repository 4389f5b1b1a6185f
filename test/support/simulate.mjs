// Loaded before a snippet (node --import): what it sends to a provider's address goes to the simulator instead,
// so that the documentation runs exactly as it is written, and never reaches a real host.
import http from 'node:http';
import https from 'node:https';

const { url, routes } = JSON.parse(process.env.REQLLM_DOCS_ROUTES);
const send = http.request;
const agent = new http.Agent({ keepAlive: false });

https.request = (options, onResponse) => redirect('https:', options, onResponse);
http.request = (options, onResponse) => redirect('http:', options, onResponse);
const fetched = globalThis.fetch;
globalThis.fetch = (address, init) => {
  const asked = typeof address === 'string' ? address : (address.href ?? address.url);
  const route = routes.find(({ from }) => asked.startsWith(`${from}/`));
  if (route === undefined) return Promise.reject(new Error('A snippet has no network.'));
  return fetched(`${route.to}${asked.slice(route.from.length)}`, init);
};

function redirect(scheme, options, onResponse) {
  const { host, port, path } = options;
  const origin = new URL(`${scheme}//${host.includes(':') ? `[${host}]` : host}:${port}`).origin;
  const asked = `${origin}${path}`;
  const route = routes.find(({ from }) => asked.startsWith(`${from}/`));
  if (route === undefined && /^(127\.0\.0\.1|localhost|::1)$/.test(host)) return send(options, onResponse);
  const to = new URL(route === undefined ? `${url}${path}` : `${route.to}${asked.slice(route.from.length)}`);
  const headers = { ...options.headers, host: to.host };
  return send(
    {
      ...options,
      protocol: 'http:',
      host: to.hostname,
      port: to.port,
      path: to.pathname + to.search,
      headers,
      agent,
    },
    onResponse,
  );
}
