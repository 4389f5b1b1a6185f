import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createNodeTransport } from '../../http/node.ts';
import { post, serve } from '../../http/node-test-server.ts';
import { createExchange } from './exchange.ts';

test('a refusal that repeats the key does not show it', async () => {
  const key = 'kanarie+Vogel/geel 123=';
  await using host = await serve((request, response) => {
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message: `Wrong: ${request.headers.authorization}` } }));
  });
  const asked = post(host.url, { headers: { authorization: `Bearer ${key}` } });
  const exchange = createExchange(createNodeTransport(), asked, host.url, new AbortController().signal);
  const error = await exchange.json('GET', '/batches/1').catch((failure: unknown) => failure);
  expect(error).toMatchObject({ code: 'auth', status: 401 });
  expect(inspect(error) + JSON.stringify(error)).not.toContain('kanarie');
  expect(String(error)).toContain('[redacted]');
});
