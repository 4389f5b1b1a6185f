import { createDefaultTransport } from '#transport';
import { describe, expect, it } from 'vitest';
import { failureOf, useSimulators } from '../../test/support/simulated.ts';
import type { Transport } from '../http/transport.ts';
import { faults } from '../testing/fault.ts';
import { createClient } from './client.ts';

const simulators = useSimulators();
const gone = { fault: faults.status(404, { message: 'The model does not exist', code: 'model_not_found' }) };
const missing = async (spec: string, stream: boolean): Promise<{ code: string; message: string }> => {
  const client = (await simulators.start({ turns: [gone] })).client();
  const call = stream ? client.streamText(spec, 'Hi') : client.generateText(spec, 'Hi');
  return failureOf(call);
};

/** Calls that go to a provider's own address come to the simulator all the same. */
function homeward(from: string, to: string): Transport {
  const transport = createDefaultTransport({ env: () => undefined });
  return (request, signal) => transport({ ...request, url: request.url.replace(from, to) }, signal);
}

describe('a model that the provider does not know', () => {
  it.each([
    ['openai:gpt-5-mni', 'Did you mean "openai:gpt-5-mini"'],
    ['anthropic:claude-sonet-4-5', '"anthropic:claude-sonnet-4-5"'],
  ])('%s: what was probably meant', async (spec, words) => {
    for (const stream of [false, true]) {
      const error = await missing(spec, stream);
      expect(error).toMatchObject({ code: 'model-not-found', status: 404 });
      expect(error.message).toContain(words);
    }
  });

  it('a retired one: what replaces it', async () => {
    const { message, code } = await missing('xai:grok-4', false);
    expect(code).toBe('model-not-found');
    expect(message).toMatch(/Did you mean "xai:grok-[\w.-]+"\?/);
    expect(message).not.toContain('"xai:grok-4"?');
  });

  it('nothing near: the error as it came', async () => {
    expect((await missing('openai:zzzzzzzzzzzzzzzzzzzz', false)).message).not.toContain('Did you mean');
  });

  it('other failures are not explained', async () => {
    const client = (await simulators.start({ turns: [{ fault: faults.status(400) }] })).client();
    const error = await failureOf(client.generateText('openai:gpt-5-mni', 'Hi'));
    expect(error.code).not.toBe('model-not-found');
    expect(error.message).not.toContain('Did you mean');
  });
});

describe('a call is sent all the same', () => {
  it('to a model that the catalogue does not list', async () => {
    const response = await simulators.client.generateText('openai:gpt-99-new', 'Hi');
    expect(response).toMatchObject({ finishReason: 'stop', warnings: [], model: { id: 'gpt-99-new' } });
  });

  it('to a retired one, with a word about it', async () => {
    const { warnings, model } = await simulators.client.generateText('xai:grok-4', 'Hi');
    expect(model.id).toBe('grok-4');
    expect(warnings).toContainEqual(
      expect.objectContaining({ code: 'advice', setting: 'model', to: expect.stringMatching(/^xai:grok/) }),
    );
  });
});

describe('another name of a model', () => {
  const called = async (
    spec: string,
    more: object = {},
  ): Promise<{ id: string; said: readonly string[] }> => {
    const { shared } = simulators;
    const client = createClient({
      keys: { anthropic: 'k', openai: 'k' },
      env: {},
      transport: homeward('https://api.anthropic.com', shared.baseUrls['anthropic'] ?? ''),
      ...more,
    });
    const { model, warnings } = await client.generateText(spec, 'Hi');
    return { id: model.id, said: warnings.map(({ code }) => code) };
  };

  it('is called by the name that the provider lists, and that is said', async () => {
    expect(await called('anthropic:claude-opus-4.8')).toEqual({ id: 'claude-opus-4-8', said: ['changed'] });
    expect(await called('anthropic/claude-opus-4-8')).toEqual({ id: 'claude-opus-4-8', said: [] });
  });

  it('is kept where an address of one’s own may know it', async () => {
    const baseUrls = { anthropic: simulators.shared.baseUrls['anthropic'] ?? '' };
    expect(await called('anthropic:claude-opus-4.8', { baseUrls })).toMatchObject({ id: 'claude-opus-4.8' });
  });

  it('a date is never left out', async () => {
    const { model } = await simulators.client.generateText('openai:gpt-5-mini-2025-08-07', 'Hi');
    expect(model.id).toBe('gpt-5-mini-2025-08-07');
  });
});

describe('a bare id', () => {
  const clientOf = (keys: Record<string, string>, env: Record<string, string> = {}) =>
    createClient({ keys, env, baseUrls: simulators.shared.baseUrls });

  it('goes to the one provider that serves it and has a key', async () => {
    const { model } = await clientOf({ anthropic: 'k' }).generateText('claude-opus-4-8', 'Hi');
    expect(model.spec).toBe('anthropic:claude-opus-4-8');
    const streamed = await clientOf({ openai: 'k' }).streamText('gpt-4o-mini', 'Hi');
    expect((await streamed.response()).model.spec).toBe('openai:gpt-4o-mini');
  });

  it('with several or none: the choices', async () => {
    const several = await failureOf(
      clientOf({ openai: 'k' }, { AZURE_API_KEY: 'k', AZURE_OPENAI_API_KEY: 'k' }).generateText(
        'gpt-4o',
        'Hi',
      ),
    );
    expect(several).toMatchObject({ code: 'config' });
    expect(several.message).toMatch(
      /"gpt-4o" is served by several .* Write "openai:gpt-4o" or "azure:gpt-4o"\./,
    );
    // The maker first: of a dozen resellers it is the one that is meant.
    const none = await failureOf(clientOf({}).generateText('gpt-4o', 'Hi'));
    expect(none).toMatchObject({
      code: 'config',
      message: expect.stringContaining('Write "openai:gpt-4o" or'),
    });
  });

  it('that nobody serves is refused as before', async () => {
    const error = await failureOf(clientOf({ openai: 'k' }).generateText('no-such-model', 'Hi'));
    expect(error.message).toContain('names no provider; write it as "provider:model"');
  });
});

describe('the models that can be called', () => {
  it('those of providers with a key, credentials or a variable', async () => {
    const client = createClient({
      keys: { openai: 'k' },
      credentials: { xai: 't' },
      env: { GROQ_API_KEY: 'k' },
    });
    const providers = new Set((await client.availableModels()).map(({ provider }) => provider));
    expect([...providers].sort()).toEqual(['groq', 'openai', 'xai']);
    client.setKey('mistral', 'k');
    expect(await client.availableModels({ provider: 'mistral', kind: 'embedding' })).not.toEqual([]);
    expect(await createClient({ env: {} }).availableModels()).toEqual([]);
  });

  it('that fit: require, forbid, prefer, limit, sort', async () => {
    const client = createClient({ keys: { openai: 'k', anthropic: 'k' }, env: {} });
    const query = { require: ['tools', 'vision'], forbid: ['reasoning'], kind: 'chat' } as const;
    const found = await client.availableModels({ ...query, prefer: ['openai:gpt-4o-mini'] });
    expect(found[0]?.spec).toBe('openai:gpt-4o-mini');
    for (const { capabilities } of found)
      expect([capabilities.tools.supported, capabilities.reasoning.supported]).toEqual([true, false]);
    const cheapest = await client.availableModels({ ...query, sort: 'price', limit: 2 });
    expect(cheapest).toHaveLength(2);
    expect(await client.availableModels({ provider: 'groq' })).toEqual([]);
  });

  it('with facts of one’s own: what is denied is not among them', async () => {
    const client = createClient({ keys: { openai: 'k' }, env: {}, models: { deny: ['openai:gpt-4o*'] } });
    const specs = (await client.availableModels()).map(({ spec }) => spec);
    expect(specs).toContain('openai:gpt-4.1');
    expect(specs.filter((spec) => spec.startsWith('openai:gpt-4o'))).toEqual([]);
  });
});
