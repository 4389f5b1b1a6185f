import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { useSimulators } from '../../test/support/simulated.ts';
import { createCatalog } from '../catalog/catalog.ts';
import { models } from '../catalog/models.ts';
import { ReqLLMError } from '../core/error.ts';
import { readPackaged } from '../catalog/node-data.ts';
import type { ModelsInput } from '../catalog/layers/own-models.ts';
import type { Simulator } from '../testing/simulator.ts';
import { type Client, createClient } from './client.ts';

const simulators = useSimulators();
let simulated: Simulator;
const usage = { inputTokens: 1_000_000, outputTokens: 0, reasoningTokens: 0, cacheReadTokens: 0 };
const withModels = (own: ModelsInput): Client => simulated.client({ models: own });

beforeAll(async () => {
  simulated = await simulators.start({ turns: [{ text: 'Hello.', usage }] });
});

describe('facts of a client', () => {
  it('prices: response.usage.cost, with their origin', async () => {
    const client = withModels({ models: { 'openai:gpt-4o-mini': { price: { input: '0.11' } } } });
    const { cost } = (await client.generateText('openai:gpt-4o-mini', 'Hi')).usage;
    expect(cost).toMatchObject({ total: 0.11, pricing: { version: expect.stringMatching(/\(runtime\)$/) } });
    const other = (await simulated.client().generateText('openai:gpt-4o-mini', 'Hi')).usage.cost;
    expect(other).toMatchObject({ total: 0.15 });
  });

  it('sizes: the answer of a model that the format demands a number for', async () => {
    const client = withModels({ models: { 'anthropic:house': { limits: { output: 777 } } } });
    const response = await client.generateText('anthropic:house', 'Hi', { include: ['requestBody'] });
    expect(response.requestBody).toMatchObject({ model: 'house', max_tokens: 777 });
  });

  it('names: the call goes to what stands there; the project is under the program', async () => {
    const client = withModels({
      project: { aliases: { fast: 'openai:gpt-4.1', slow: 'openai:gpt-4.1' } },
      aliases: { fast: 'openai:gpt-4o-mini' },
    });
    expect((await client.generateText('fast', 'Hi')).model.spec).toBe('openai:gpt-4o-mini');
    expect((await (await client.streamText('slow', 'Hi')).response()).model.spec).toBe('openai:gpt-4.1');
  });

  it('a place: a private deployment has its address among its facts, and gets no key of the environment', async () => {
    const asked: [url: string, key: string | undefined][] = [];
    const client = createClient({
      models: {
        models: {
          'vllm:inside': { wires: { text: { api: 'openai-chat', baseUrl: 'https://llm.example/v1' } } },
        },
      },
      env: { VLLM_API_KEY: 'secret' },
      transport: ({ url, headers }) => {
        asked.push([url, headers['authorization']]);
        return Promise.reject(new ReqLLMError('enough', { code: 'network', phase: 'connect' }));
      },
    });
    await expect(client.generateText('vllm:inside', 'Hi', { retry: 0 })).rejects.toMatchObject({
      code: 'network',
    });
    expect(asked).toEqual([['https://llm.example/v1/chat/completions', undefined]]);
  });
});

describe('rules', () => {
  it('a denied model is a config error that names the rule, under each of its names', async () => {
    const client = withModels({
      project: { deny: ['openai:gpt-4o-mini'] },
      aliases: { x: 'openai:gpt-4o-mini' },
    });
    for (const spec of ['openai:gpt-4o-mini', 'x', 'gpt-4o-mini@openai'])
      await expect(client.generateText(spec, 'Hi')).rejects.toMatchObject({
        code: 'config',
        message: expect.stringContaining('deny "openai:gpt-4o-mini" of the project layer'),
      });
    expect((await client.generateText('openai:gpt-4.1', 'Hi')).text).toBe('Hello.');
  });

  it('what is not allowed is denied, also when nobody knows it', async () => {
    const client = withModels({ allow: ['openai:gpt-4.1*'] });
    await expect(client.streamText('openai:something-new', 'Hi')).rejects.toMatchObject({ code: 'config' });
    expect((await client.generateText('openai:gpt-4.1-mini', 'Hi')).text).toBe('Hello.');
  });

  it('a layer that is none is a config error', async () => {
    const client = withModels({ models: { 'openai:gpt-4o-mini': { price: { inputs: 1 } } } } as never);
    await expect(client.generateText('openai:gpt-4o-mini', 'Hi')).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('"inputs"'),
    });
  });

  it('another catalogue than the pinned one is refused', async () => {
    const { version = '', sha256 = '' } = models.meta ?? {};
    const right = withModels({ pin: { version, sha256 } });
    expect((await right.generateText('openai:gpt-4o-mini', 'Hi')).usage.cost).toMatchObject({ total: 0.15 });
    for (const pin of [{ version: '2020.01.01+models.00000000' }, { version, sha256: 'f'.repeat(64) }])
      await expect(withModels({ pin }).generateText('openai:gpt-4o-mini', 'Hi')).rejects.toMatchObject({
        code: 'config',
        message: /pinned/,
      });
  });
});

describe('models.use', () => {
  let off: () => void = () => {};
  afterEach(() => off());

  it('is seen by the calls of the process, until it is taken off', async () => {
    const client = simulated.client();
    const total = async (spec = 'openai:gpt-4o-mini'): Promise<number | undefined> =>
      (await client.generateText(spec, 'Hi')).usage.cost?.total;
    expect(await total()).toBe(0.15);
    off = models.use({
      models: { 'openai:gpt-4o-mini': { price: { input: 9 } } },
      aliases: { house: 'openai:gpt-4o-mini' },
    });
    expect([await total(), await total('house')]).toEqual([9, 9]);
    expect(models.get('openai:gpt-4o-mini').provenance['pricing']).toBe('runtime');
    off();
    expect(await total()).toBe(0.15);
    expect(() => models.use({ modles: {} } as never)).toThrow(/modles/);
  });
});

describe('advice', () => {
  it('a catalogue that cannot be read is said once, and the calls go on', async () => {
    for (const read of [
      () => undefined,
      () => {
        throw new Error('EIO: the disk is gone');
      },
    ]) {
      const client = withModels(createCatalog({ read }));
      const [first, second] = [
        await client.generateText('openai:gpt-4o-mini', 'Hi'),
        await client.generateText('openai:gpt-4.1', 'Hi'),
      ];
      expect(first.text).toBe('Hello.');
      expect(first.usage.cost).toBeNull();
      expect(first.warnings).toEqual([
        {
          code: 'advice',
          setting: 'models',
          message: expect.stringMatching(/prices and sizes are unknown: .*(missing|gone)/),
        },
      ]);
      expect(second.warnings).toEqual([]);
    }
  });

  it('a model that is no longer listed is called all the same, with what to use instead', async () => {
    const response = await simulated.client().generateText('xai:grok-4', 'Hi');
    expect(response.text).toBe('Hello.');
    const [warning] = response.warnings;
    expect(warning).toMatchObject({
      code: 'advice',
      setting: 'model',
      message: expect.stringContaining('no longer listed'),
    });
    expect(
      createCatalog({ read: readPackaged }).get(JSON.parse(JSON.stringify(warning?.to)) as string).lifecycle
        .status,
    ).toBe('active');
    expect(
      (await simulated.client().generateText('xai:grok-4', 'Hi', { onUnsupported: 'drop' })).warnings,
    ).toEqual([]);
  });
});
