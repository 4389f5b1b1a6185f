// Whole calls over loopback HTTP, against a bare node:http client with JSON.parse and string concatenation, and the vendor's
// own package.
import { Agent, createServer, request, type Server } from 'node:http';
import OpenAI from 'openai';
import { createClient } from '../src/client/client.ts';
import { compare, print, printMachine } from './measure.ts';
import { bareClient, endpoints, streamOf } from './streams.ts';

const deltas = 20_000;
const [endpoint] = endpoints;
if (endpoint === undefined) throw new Error('no endpoint');
const reads = await streamOf(endpoint, deltas, 1_400);
const whole = JSON.stringify({
  id: 'x',
  object: 'chat.completion',
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello there' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
});

printMachine();
const { server, url } = await serve();
const agent = new Agent({ keepAlive: true });
const client = createClient({ env: {} });
const options = { baseUrl: `${url}/v1`, apiKey: 'bench-key' };
const { hostname, port } = new URL(url);
const vendor = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'bench-key' });
const asked = { model: 'm', messages: [{ role: 'user' as const, content: 'Go' }] };

const calls = 2_000;
print(
  'one short call',
  await compare(
    [
      { name: 'floor: node:http, JSON.parse', run: () => repeat(calls, bareCall) },
      {
        name: 'generateText',
        run: () =>
          repeat(
            calls,
            async () => (await client.generateText('openai-compatible:m', 'Go', options)).text.length,
          ),
      },
      {
        name: 'generateText, a model with rules and a price',
        run: () =>
          repeat(
            calls,
            async () => (await client.generateText('openai:gpt-4o-mini', 'Go', options)).text.length,
          ),
      },
      { name: 'the openai package', run: () => repeat(calls, vendorCall) },
    ],
    calls,
    9,
  ),
  'µs a call',
);
print(
  `a stream of ${deltas} deltas`,
  await compare(
    [
      { name: 'floor: node:http, split, JSON.parse', run: bareStream },
      { name: 'streamText, for await', run: each },
      { name: 'streamText, textStream()', run: texts },
      { name: 'the openai package, for await', run: vendorStream },
    ],
    deltas,
    9,
  ),
  'µs a delta',
);
agent.destroy();
server.close();
server.closeAllConnections();

async function each(): Promise<number> {
  let length = 0;
  for await (const chunk of await client.streamText('openai-compatible:m', 'Go', options))
    if (chunk.type === 'text') length += chunk.text.length;
  return length;
}

async function texts(): Promise<number> {
  let length = 0;
  for await (const text of (await client.streamText('openai-compatible:m', 'Go', options)).textStream())
    length += text.length;
  return length;
}

async function vendorCall(): Promise<number> {
  const answer = await vendor.chat.completions.create(asked);
  return answer.choices[0]?.message.content?.length ?? 0;
}

async function vendorStream(): Promise<number> {
  let length = 0;
  for await (const chunk of await vendor.chat.completions.create({ ...asked, stream: true }))
    length += chunk.choices[0]?.delta.content?.length ?? 0;
  return length;
}

function bareRequest(stream: boolean, onData: (bytes: Uint8Array) => void): Promise<void> {
  const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Go' }], stream });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, path: '/v1/chat/completions', method: 'POST', agent, headers },
      (response) => {
        response.on('data', onData).on('end', resolve).on('error', reject);
      },
    );
    sent.on('error', reject).end(body);
  });
}

async function bareCall(): Promise<number> {
  const pieces: Uint8Array[] = [];
  await bareRequest(false, (bytes) => pieces.push(bytes));
  const parsed = JSON.parse(Buffer.concat(pieces).toString()) as {
    choices: { message: { content: string } }[];
  };
  return parsed.choices[0]?.message.content.length ?? 0;
}

async function bareStream(): Promise<number> {
  const floor = bareClient('openai-chat');
  await bareRequest(true, (bytes) => floor.push(bytes));
  return floor.text().length;
}

async function repeat(times: number, run: () => Promise<number>): Promise<number> {
  let sum = 0;
  for (let index = 0; index < times; index += 1) sum += await run();
  return sum;
}

function serve(): Promise<{ server: Server; url: string }> {
  const started = createServer((incoming, response) => {
    let body = '';
    incoming.on('data', (bytes) => (body += String(bytes)));
    incoming.on('end', () => {
      const isStream = body.includes('"stream":true');
      response.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' });
      if (!isStream) return void response.end(whole);
      for (const bytes of reads) response.write(bytes);
      response.end();
    });
  });
  return new Promise((resolve) => {
    started.listen(0, '127.0.0.1', () => {
      const address = started.address();
      resolve({
        server: started,
        url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
      });
    });
  });
}
