import { createClient, isReqLLMError, type ModelResponse, type ReqLLMError } from 'reqllm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { canonical } from '../../src/testing/conformance/canonical.ts';
import { absence, hasCorpus, type Recording, recordingsOf, textOf } from './recordings.ts';
import { createReplayer } from './replay.ts';

if (!hasCorpus()) console.warn(absence);

// What the corpus test reads as lines comes here over real sockets, the turns of a session over one connection each.
describe.skipIf(!hasCorpus())('recorded WebSocket sessions', () => {
  const turns = hasCorpus() ? recordingsOf('openai_responses_ws') : [];
  const sessions = grouped(turns);
  let answers: string[][] = [];
  let connections = 0;
  let asked: unknown[] = [];
  let server: WebSocketServer;
  beforeAll(async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    server.on('connection', (socket) => {
      connections += 1;
      socket.on('message', (data: Buffer) => {
        asked.push(JSON.parse(data.toString()));
        play(socket, answers.shift() ?? []);
      });
    });
    await new Promise((resolve) => server.once('listening', resolve));
  });
  afterAll(() => server.close());

  it.each([...sessions.keys()])('%s', async (name) => {
    const session = sessions.get(name) ?? [];
    const { port } = server.address() as { port: number };
    answers = session.map((turn) => textOf(turn).split('\n').slice(0, -1));
    connections = 0;
    asked = [];
    const replay = await createReplayer(session);
    await using client = createClient({ env: {}, keys: { openai: 'key-of-nobody' } });
    for (const turn of session) {
      const expected = await replay(turn);
      const read = await overSocket(client, turn, `http://127.0.0.1:${port}/v1`);
      expect(saidBy(read)).toEqual(saidBy(expected.error ?? expected.response));
    }
    expect(asked).toHaveLength(session.length);
    expect(asked[0]).toMatchObject({ type: 'response.create', model: session[0]?.model });
    expect(connections).toBe(1);
  });
});

function sessionOf({ id }: Recording): string {
  return id.replace(/#\d+$/, '');
}

function grouped(turns: readonly Recording[]): Map<string, Recording[]> {
  const sessions = new Map<string, Recording[]>();
  for (const turn of turns) sessions.set(sessionOf(turn), [...(sessions.get(sessionOf(turn)) ?? []), turn]);
  return sessions;
}

// In fragments that cut characters; a session that ends without its last message is closed.
function play(socket: WebSocket, messages: readonly string[]): void {
  for (const message of messages) {
    const bytes = Buffer.from(message);
    for (let at = 0; at < bytes.length; at += 97)
      socket.send(bytes.subarray(at, at + 97), { binary: false, fin: at + 97 >= bytes.length });
  }
  if (!/"type":"(response\.completed|error)"/.test(messages.at(-1) ?? '')) socket.close(1000);
}

async function overSocket(
  client: ReturnType<typeof createClient>,
  { model }: Recording,
  baseUrl: string,
): Promise<ModelResponse | ReqLLMError> {
  const target = { provider: 'openai', id: model ?? '', protocol: 'openai-responses-socket', baseUrl };
  try {
    return await (await client.streamText(target, 'Hello', { retry: 0 })).response();
  } catch (error) {
    if (isReqLLMError(error)) return error;
    throw error;
  }
}

function saidBy(outcome: unknown): unknown {
  if (isReqLLMError(outcome))
    // A socket that closes before its first message never gave an answer; lines that are none are cut short.
    return { code: outcome.code === 'network' ? 'truncated' : outcome.code, status: outcome.status };
  const { id, message, rawFinishReason, usage } = outcome as ModelResponse;
  const { origin: _origin, ...said } = message;
  // The catalogue has prices for OpenAI's models, not for those of a host made up for the replay.
  const { cost: _cost, ...counts } = usage;
  return JSON.parse(canonical({ id, said, rawFinishReason, counts })) as unknown;
}
