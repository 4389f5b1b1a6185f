import { createServer, type Server } from 'node:https';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callOf, replyOf } from '../../test/support/calls.ts';
import { failureOf, useSimulators } from '../../test/support/simulated.ts';
import type { AnyCall } from '../core/operation.ts';
import { createCertificate } from '../http/node-test-certificate.ts';
import { createClient } from './client.ts';
import { mediaDownloads } from './media-downloads.ts';

const simulators = useSimulators();
const pair = createCertificate();
let server: Server;
let url = '';
let requests = 0;

beforeAll(async () => {
  server = createServer(pair, (_request, response) => {
    requests += 1;
    response.writeHead(200, { 'content-type': 'image/png' }).end('meow');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `https://localhost:${typeof address === 'object' && address !== null ? address.port : 0}/cat.png`;
});

afterAll(() => {
  server.close();
});

it('sends a file in place of its address, fetched once, also in results of tools', async () => {
  const seams = { lookup: () => Promise.resolve(['127.0.0.1']), isAllowed: () => true, ca: pair.cert };
  const image = { type: 'image' as const, source: { url } };
  const provided = { type: 'file' as const, source: { url: 'gs://bucket/file', mediaType: 'text/plain' } };
  const call = callOf(
    {},
    {
      messages: [
        { role: 'user', content: [image, provided] },
        { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'a', content: [image] }] },
      ],
    },
  );
  let sent: AnyCall | undefined;
  await mediaDownloads({}, seams)(call, (changed) => {
    sent = changed;
    return Promise.resolve(replyOf(changed, [{ type: 'finish', reason: 'stop' }]));
  });
  const data = { type: 'image', source: { data: 'bWVvdw==', mediaType: 'image/png' } };
  expect(sent).toMatchObject({
    messages: [{ content: [data, provided] }, { content: [{ toolCallId: 'a', content: [data] }] }],
  });
  expect(requests).toBe(1);
  expect(call.messages[0]?.content[0]).toBe(image);
});

it('is off by default, and refuses private addresses when on', async () => {
  const input = [{ role: 'user' as const, content: [{ type: 'image' as const, source: { url } }] }];
  const before = requests;
  await simulators.client.generateText('openai:gpt-4o-mini', input);
  await using careful = simulators.shared.client({ download: true });
  const asked = simulators.shared.requests.length;
  expect(await failureOf(careful.generateText('openai:gpt-4o-mini', input))).toMatchObject({
    code: 'config',
  });
  expect(simulators.shared.requests).toHaveLength(asked);
  expect(requests).toBe(before);
});

it('has limits that are numbers', () => {
  expect(() => createClient({ download: { maxBytes: -1 } })).toThrow(/download/);
  expect(() => createClient({ download: { size: 1 } as never })).toThrow(/download/);
  expect(() => createClient({ download: { maxBytes: 1_000 } })).not.toThrow();
});
