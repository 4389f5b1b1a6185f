import { describe, expect, it } from 'vitest';
import { createClient } from '../client/client.ts';
import { listProviders } from '../client/list-providers.ts';
import { loadProvider } from '../client/provider-names.ts';
import { tool } from '../client/tool.ts';
import { modelOf } from '../core/model.ts';
import { endpointsOf } from '../providers/provider.ts';
import { fakeModel } from './fake-model.ts';
import { faults } from './fault.ts';

// Nothing may reach the network, and no key is set: each answer comes from the fake.
const noNetwork = (): never => {
  throw new TypeError('The network was asked.');
};
const client = createClient({ transport: noNetwork, env: {} });
const twice = { retry: { max: 1, baseMs: 1 } } as const;

describe('fakeModel', () => {
  it('says its turns in order, the last one again, and notes what it was asked', async () => {
    const model = fakeModel([{ text: 'One.' }, { text: 'Two.' }]);
    const said = [];
    for (const prompt of ['a', 'b', 'c']) said.push((await client.generateText(model, prompt)).text);
    expect(said).toEqual(['One.', 'Two.', 'Two.']);
    expect(model.requests.map(({ call }) => call?.messages)).toMatchObject(
      ['a', 'b', 'c'].map((text) => [{ role: 'user', content: [{ type: 'text', text }] }]),
    );
  });

  it('streams piece by piece, and is answered by a function', async () => {
    const model = fakeModel((call, number) => ({ text: `${number} of ${call.messages.length} words here` }));
    const stream = await client.streamText(model, 'Hi');
    const pieces: string[] = [];
    for await (const piece of stream.textStream()) pieces.push(piece);
    expect(pieces.join('')).toBe('1 of 1 words here');
    expect(pieces.length).toBeGreaterThan(1);
  });

  it('calls tools, fills schemas and makes vectors', async () => {
    const add = tool({
      name: 'add',
      description: 'Adds',
      inputSchema: { type: 'object', properties: { a: { type: 'number' } } },
      execute: () => 3,
    });
    const model = fakeModel([{ toolCalls: [{ name: 'add', input: { a: 1 } }] }, { text: 'Three.' }]);
    expect((await client.runTools(model, 'Add', { tools: [add] })).text).toBe('Three.');
    const schema = { type: 'object', properties: { age: { type: 'integer' } } } as const;
    const aged = fakeModel([{ object: { age: 36 } }]);
    expect((await client.generateObject(aged, 'Who?', { schema })).object).toEqual({ age: 36 });
    expect((await client.embed(fakeModel(), ['a', 'b'])).embeddings).toHaveLength(2);
    const painter = fakeModel([], { as: 'openai:gpt-image-1' });
    expect((await client.generateImage(painter, 'A cat')).images).toHaveLength(1);
    expect(painter.requests).toMatchObject([{ protocol: 'openai-images', body: { prompt: 'A cat' } }]);
  });

  it('fails as it was told, so that retry and fallback can be tried', async () => {
    const busy = fakeModel([{ fault: faults.status(429) }, { text: 'Now.' }]);
    const { text, attempts } = await client.generateText(busy, 'Hi', twice);
    expect([text, attempts.map(({ outcome }) => outcome)]).toEqual(['Now.', ['error', 'ok']]);
    const down = fakeModel([{ fault: faults.status(503) }]);
    const other = fakeModel([{ text: 'I am the other.' }]);
    expect((await client.generateText([down, other], 'Hi', { retry: 0 })).text).toBe('I am the other.');
  });

  it.each([
    ['truncate', faults.truncate(3), 'truncated'],
    ['reset', faults.reset(3), 'network'],
    ['malformed', faults.malformed(3), 'bad-response'],
    ['error-event', faults.errorEvent(3), 'overloaded'],
  ])('breaks a stream off: %s', async (_name, fault, code) => {
    const stream = await client.streamText(fakeModel([{ text: 'one two three four', fault }]), 'Hi');
    await expect(stream.response()).rejects.toMatchObject({ code });
  });

  it('waits for ever where it was told, until it is stopped', async () => {
    const controller = new AbortController();
    const model = fakeModel([{ text: 'one two three', fault: faults.stall(2) }]);
    const stream = await client.streamText(model, 'Hi', { signal: controller.signal });
    const rest = stream.response();
    controller.abort();
    await expect(rest).rejects.toMatchObject({ code: 'aborted' });
  });

  it('says which faults need the simulator', async () => {
    const model = fakeModel([{ fault: faults.corruptGzip() }]);
    await expect(client.generateText(model, 'Hi')).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('simulator'),
    });
  });

  it('speaks the format of the model it stands in for, and costs what that costs', async () => {
    const model = fakeModel([{ text: 'Hi.' }], { as: 'anthropic:claude-sonnet-4-5' });
    const { usage, model: answered } = await client.generateText(model, 'Hello');
    expect(answered.spec).toBe('anthropic:claude-sonnet-4-5');
    expect(usage.cost?.total).toBeGreaterThan(0);
    expect(model.requests).toMatchObject([
      { protocol: 'anthropic-messages', body: { max_tokens: expect.any(Number) } },
    ]);
  });

  it('counts tokens, where that provider does, and gives away no turn for it', async () => {
    const model = fakeModel([{ text: 'One.' }, { text: 'Two.' }], { as: 'anthropic:claude-sonnet-4-5' });
    expect(await client.countTokens(model, 'Hello')).toMatchObject({ method: 'provider' });
    expect((await client.generateText(model, 'Hello')).text).toBe('One.');
    expect(model.requests.map(({ isCount = false }) => isCount)).toEqual([true, false]);
  });

  it('refuses what that provider refuses, and a model that is none', async () => {
    const model = fakeModel([{ text: 'Hi.' }], { as: 'anthropic:claude-sonnet-4-5' });
    const providerOptions = { anthropic: { max_tokens: 'many' } };
    await expect(client.generateText(model, 'Hello', { providerOptions })).rejects.toMatchObject({
      code: 'invalid-request',
      status: 400,
    });
    expect(() => fakeModel([], { as: 'antropic:claude' })).toThrow(/Did you mean "anthropic"/);
  });

  it('stands in for each provider that is built in', async () => {
    const text: string[] = [];
    const listed = (await listProviders()).filter(({ verified }) => verified);
    const loaded = await Promise.all(listed.map(({ id }) => loadProvider(id)));
    const ids = loaded.filter((each) => each && endpointsOf(each, 'text').length > 0).map((each) => each?.id);
    for (const id of ids) {
      const model = fakeModel([{ text: `${id}` }], { as: `${id}:some-model` });
      text.push((await client.generateText(model, 'Hi', { retry: 0 })).text);
    }
    expect(ids.length).toBeGreaterThan(30);
    expect(text).toEqual(ids);
  });

  it('is not taken along by JSON or a copy, and two are not taken for one', () => {
    const [one, two] = [fakeModel(), fakeModel()];
    expect(one.baseUrl).not.toBe(two.baseUrl);
    const model = modelOf(one);
    expect(JSON.parse(JSON.stringify(model))).toEqual(structuredClone(model));
    expect(Object.getOwnPropertySymbols(structuredClone(model))).toEqual([]);
  });
});
