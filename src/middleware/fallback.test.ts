import { describe, expect, it, vi } from 'vitest';
import { failureOf, useSimulators } from '../../test/support/simulated.ts';
import type { Client, ClientOptions } from '../client/client.ts';
import { createClient } from '../client/client.ts';
import type { TextOptions } from '../client/options.ts';
import type { CallBody } from '../core/call.ts';
import type { HttpRequest, HttpResponse } from '../http/transport.ts';
import { createDefaultTransport } from '../http/default-node.ts';
import { type Fault, faults } from '../testing/fault.ts';
import type { Simulator } from '../testing/simulator.ts';
import type { Turn } from '../testing/turn.ts';
import { fallback } from './fallback.ts';

const simulators = useSimulators();
const [first, second, third] = [
  'openai:gpt-4o-mini',
  'anthropic:claude-haiku-4-5',
  'google:gemini-2.5-flash',
];
const hasty: TextOptions = { retry: 0 };

/** A simulator in which models of these ids go wrong. */
async function stageWith(
  bad: Readonly<Record<string, Fault | Turn>>,
  options: ClientOptions = {},
): Promise<{ simulated: Simulator; client: Client; asked: () => string[] }> {
  const asked: string[] = [];
  const turns = ({ model }: CallBody): Turn => {
    asked.push(model.id);
    const found = bad[model.id];
    if (found === undefined) return { text: `I am ${model.id}` };
    return 'type' in found ? { fault: found } : found;
  };
  const simulated = await simulators.start({ turns });
  return { simulated, client: simulated.client(options), asked: () => asked.splice(0) };
}

describe.each([['generateText'], ['streamText']] as const)('a chain of models, %s', (how) => {
  const ask = async (client: Client, models: readonly [string, ...string[]], options: TextOptions = hasty) =>
    how === 'generateText'
      ? client.generateText(models, 'Who are you?', options)
      : (await client.streamText(models, 'Who are you?', options)).response();

  it('asks the others only when the first cannot answer, across protocols', async () => {
    const { client, asked } = await stageWith({ 'gpt-4o-mini': faults.status(503) });
    const response = await ask(client, [first, second, third]);
    expect(response.text).toBe('I am claude-haiku-4-5');
    expect(response.model).toMatchObject({ spec: second, provider: 'anthropic' });
    expect(response.message.origin).toMatchObject({ provider: 'anthropic', protocol: 'anthropic-messages' });
    expect(response.attempts).toMatchObject([
      { model: first, outcome: 'error', error: { code: 'overloaded', status: 503 } },
      { model: second, outcome: 'ok' },
    ]);
    expect(response.warnings).toMatchObject([{ code: 'changed', setting: 'model', from: first, to: second }]);
    // Priced as the model that answered.
    const alone = await client.generateText(second, 'Who are you?');
    expect(response.attempts[1]?.usage.cost?.total).toBe(alone.usage.cost?.total);
    expect(asked()).toEqual(['gpt-4o-mini', 'claude-haiku-4-5', 'claude-haiku-4-5']);
  });

  it('is not seen when the first answers', async () => {
    const { client, asked } = await stageWith({});
    const response = await ask(client, [first, second]);
    expect(response).toMatchObject({ text: 'I am gpt-4o-mini', warnings: [], attempts: { length: 1 } });
    expect(asked()).toEqual(['gpt-4o-mini']);
  });

  it.each<[string, Fault]>([
    ['quota', faults.status(429, { code: 'insufficient_quota', message: 'You exceeded your current quota' })],
    ['auth', faults.status(401)],
    ['model-not-found', faults.status(404, { message: 'The model does not exist' })],
    ['server', faults.status(500)],
    ['rate-limited', faults.status(429, { retryAfterSeconds: 30 })],
  ])('passes on after %s', async (code, fault) => {
    const { client } = await stageWith({ 'gpt-4o-mini': fault });
    const response = await ask(client, [first, second], {});
    expect(response.model.spec).toBe(second);
    expect(response.attempts[0]?.error?.code).toBe(code);
  });

  it('does not pass on what is wrong with the call', async () => {
    const { client, asked } = await stageWith({
      'gpt-4o-mini': faults.status(400, { message: 'Bad value' }),
    });
    await expect(ask(client, [first, second])).rejects.toMatchObject({ code: 'invalid-request' });
    expect(asked()).toEqual(['gpt-4o-mini']);
  });

  it('fails with all tries when nobody can answer', async () => {
    const { client } = await stageWith({
      'gpt-4o-mini': faults.status(500),
      'claude-haiku-4-5': faults.status(529),
    });
    const error = await failureOf(ask(client, [first, second]));
    expect(error).toMatchObject({ code: 'overloaded', model: second });
    expect(error.attempts.map(({ model }) => model)).toEqual([first, second]);
  });

  it('lets a model rest that failed, and asks it again when there is no other', async () => {
    const { client, asked } = await stageWith({ 'gpt-4o-mini': faults.status(500) });
    await ask(client, [first, second]);
    asked();
    const response = await ask(client, [first, second]);
    expect(asked()).toEqual(['claude-haiku-4-5']);
    expect(response.attempts).toHaveLength(1);
    expect(response.warnings[0]?.message).toContain('rests');
    await expect(ask(client, [first, first])).rejects.toMatchObject({ code: 'server' });
    expect(asked()).toEqual(['gpt-4o-mini']);
  });
});

describe('a chain of models', () => {
  it('sends the key and the headers of the call to the first provider only', async () => {
    const { simulated, client: _client } = await stageWith({ 'gpt-4o-mini': faults.status(500) });
    const seen: HttpRequest[] = [];
    const send = createDefaultTransport({ env: () => undefined });
    const transport = (request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> => {
      seen.push(request);
      return send(request, signal);
    };
    const client = createClient({ baseUrls: simulated.baseUrls, keys: simulated.keys, transport });
    const options = { ...hasty, apiKey: 'sk-for-the-first-only', headers: { 'x-tenant': 'secret-tenant' } };
    const response = await client.generateText([first, second], 'Hello', options);
    expect(response.model.spec).toBe(second);
    expect(JSON.stringify(seen[0]?.headers)).toContain('sk-for-the-first-only');
    expect(JSON.stringify(seen[1])).not.toMatch(/sk-for-the-first-only|secret-tenant/);
    expect(response.warnings.find(({ setting }) => setting === 'headers')?.message).toContain('x-tenant');
    await send.close();
  });

  it('knows models that need more than they have: no key, another window', async () => {
    const tooLong = faults.status(400, { message: "This model's maximum context length is 8 tokens." });
    const { client, asked } = await stageWith({ 'gpt-4o-mini': tooLong });
    // 16k, and 1M tokens.
    const response = await client.generateText([first, 'openai:gpt-3.5-turbo', third], 'Hello', hasty);
    expect(response.model.spec).toBe(third);
    expect(asked()).toEqual(['gpt-4o-mini', 'gemini-2.5-flash']);
    expect(response.attempts[0]?.error?.code).toBe('context-overflow');
  });

  it('tells why the asked model failed when the others could not be asked', async () => {
    const { simulated } = await stageWith({ 'gpt-4o-mini': faults.status(500) });
    const client = createClient({
      baseUrls: { openai: simulated.baseUrls['openai'] ?? '' },
      keys: { openai: 'key' },
      env: {},
    });
    const error = await failureOf(client.generateText([first, second], 'Hello', hasty));
    expect(error).toMatchObject({ code: 'server', model: first });
  });

  it('does not ask a model that is known to lack what the call needs', async () => {
    const { client, asked } = await stageWith({ 'gpt-4o-mini': faults.status(500) });
    const image = { type: 'image', source: { data: 'iVBORw0KGgo=', mediaType: 'image/png' } } as const;
    const input = { role: 'user', content: [{ type: 'text', text: 'What is it?' }, image] } as const;
    const blind = 'groq:llama-3.1-8b-instant';
    const response = await client.generateText([first, blind, second] as const, input, hasty);
    expect(response.model.spec).toBe(second);
    expect(new Set(asked())).toEqual(new Set(['gpt-4o-mini', 'claude-haiku-4-5']));
    expect(response.attempts.find(({ model }) => model === blind)?.usage.totalTokens ?? 0).toBe(0);
  });

  it('stops when the caller aborts', async () => {
    const { client, asked } = await stageWith({ 'gpt-4o-mini': faults.stall(0) });
    const controller = new AbortController();
    const asking = client.streamText([first, second], 'Hello', { signal: controller.signal });
    // Only once the first model is being asked, however long it takes to come there.
    const seen: string[] = [];
    const isAsked = vi.waitUntil(() => seen.push(...asked()) > 0, { timeout: 20_000 });
    void isAsked.then(() => controller.abort());
    await expect(asking).rejects.toMatchObject({ code: 'aborted' });
    expect([...seen, ...asked()]).toEqual(['gpt-4o-mini']);
  });
});

describe('fallback()', () => {
  it('takes models of the catalogue that there are keys for', async () => {
    const { simulated } = await stageWith({ 'gpt-4o-mini': faults.status(500) });
    const wish = { provider: ['anthropic', 'google'], require: ['vision'], sort: 'price' } as const;
    const client = createClient({
      baseUrls: simulated.baseUrls,
      keys: { openai: 'key', google: 'key' },
      env: {},
      middleware: [fallback(wish)],
    });
    const response = await client.generateText(first, 'Hello', hasty);
    expect(response.model.provider).toBe('google');
  });

  it('passes on after a refusal only when asked to, and counts what it used', async () => {
    const said: Turn = { refusal: 'I will not.', usage: { inputTokens: 7, outputTokens: 3 } };
    const plain = await stageWith({ 'gpt-4o-mini': said }, { middleware: [fallback([second])] });
    expect(await plain.client.generateText(first, 'Hello')).toMatchObject({ finishReason: 'refusal' });
    const layer = fallback([second], { onRefusal: true });
    const { client } = await stageWith({ 'gpt-4o-mini': said }, { middleware: [layer] });
    for (const stream of [false, true]) {
      const response = stream
        ? await (await client.streamText(first, 'Hello')).response()
        : await client.generateText(first, 'Hello');
      expect(response.text).toBe('I am claude-haiku-4-5');
      expect(response.attempts[0]).toMatchObject({
        model: first,
        error: { code: 'refusal' },
        usage: { inputTokens: 7, outputTokens: 3 },
      });
    }
  });

  it('gives a reply that nobody reads back, with its connection', async () => {
    const { simulated, client } = await stageWith({ 'gpt-4o-mini': faults.status(500) });
    const stream = await client.streamText([first, second], 'Hello', hasty);
    await stream.cancel();
    await client.close();
    await expect.poll(() => simulated.connections()).toBe(0);
  });
});
