import { describe, expect, test } from 'vitest';
import { createCatalog } from './catalog.ts';
import { factsOf } from './facts.ts';
import { models } from './models.ts';
import { readPackaged } from './node-data.ts';
import { abilityOf, listPrice } from './query.ts';

const codeOf = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('finding a model', () => {
  test('nothing is read before it is asked, and then one file', () => {
    const read: string[] = [];
    const catalog = createCatalog({
      read: (name) => {
        read.push(name);
        return readPackaged(name);
      },
    });
    expect(read).toEqual([]);
    const model = catalog.get('anthropic:claude-opus-4-8');
    expect(read).toEqual(['anthropic.txt']);
    expect(catalog.get('anthropic:claude-opus-4-8')).toBe(model);
    expect(read).toHaveLength(1);
    expect(Object.isFrozen(model.capabilities.tools)).toBe(true);
  });

  test('an entry tells what is known and where from', () => {
    const model = models.get('anthropic:claude-opus-4-8');
    expect(model).toMatchObject({
      name: 'Claude Opus 4.8',
      kind: 'chat',
      limits: { context: 1_000_000, output: 128_000 },
      wires: { text: { api: 'anthropic-messages' } },
      provenance: { limits: 'models.dev', capabilities: 'overlay', pricing: 'models.dev' },
    });
    expect(model.capabilities.output.jsonSchema).toBe(true);
    expect(model.capabilities.tools.parallel).toBe('unknown');
    expect(model.capabilities.reasoning).toMatchObject({
      style: 'adaptive',
      efforts: { xhigh: 'xhigh', none: null },
    });
    expect(model.pricing?.periods.at(-1)?.cards[0]?.rates).toContainEqual({
      meter: 'cache_write_1h',
      usd: '10',
      per: 1_000_000,
    });
    expect(model.modes).toHaveProperty('fast');
    expect(factsOf(model)).toEqual({
      name: 'Claude Opus 4.8',
      contextTokens: 1_000_000,
      maxOutputTokens: 128_000,
      reasoningStyle: 'adaptive',
    });
  });

  test.each([
    ['claude-opus-4-8@anthropic', 'anthropic:claude-opus-4-8', 'id'],
    ['anthropic/claude-opus-4-8', 'anthropic:claude-opus-4-8', 'id'],
    ['openrouter:anthropic/claude-opus-4.8', 'openrouter:anthropic/claude-opus-4.8', 'id'],
    ['anthropic:claude-opus-4.8', 'anthropic:claude-opus-4-8', 'alias'],
    ['openai:gpt-5-mini-2025-08-07', 'openai:gpt-5-mini', 'alias'],
    ['google_vertex:claude-haiku-4-5@20251001', 'google-vertex:claude-haiku-4-5@20251001', 'id'],
    ['amazon_bedrock:amazon.nova-lite-v1:0', 'amazon-bedrock:amazon.nova-lite-v1:0', 'id'],
    ['gemini:gemini-2.5-flash', 'google:gemini-2.5-flash', 'id'],
    ['amazon-bedrock:sa.amazon.nova-lite-v1:0', 'amazon-bedrock:sa.amazon.nova-lite-v1:0', 'canonical'],
  ])('%s', (spec, expected, via) => {
    expect(models.find(spec)).toMatchObject({ ok: true, via, model: { spec: expected } });
  });

  test('a service suffix is never priced as the model without it', () => {
    const base = models.get('openrouter:openai/gpt-5.5');
    const model = models.get('openrouter:openai/gpt-5.5:nitro');
    expect(model).toMatchObject({ id: 'openai/gpt-5.5:nitro', limits: base.limits });
    expect(base.pricing).toBeDefined();
    expect(model.pricing).toBeUndefined();
  });

  test('a retired model is found in the archive', () => {
    const { lifecycle, provenance } = models.get('xai:grok-4');
    expect(lifecycle.status).toBe('retired');
    expect(provenance['limits']).toBe('archive');
    expect(models.list('xai').map(({ id }) => id)).not.toContain('grok-4');
  });

  test('models written out need no entry', () => {
    expect(models.has({ provider: 'nobody', id: 'x' })).toBe(false);
    const model = models.get('openai:gpt-4o');
    expect(models.find(model)).toEqual({ ok: true, model, via: 'inline' });
    expect(models.get({ provider: 'openai', id: 'gpt-4o' })).toBe(model);
  });

  test('a bare id counts when one configured provider has it', () => {
    const catalog = createCatalog({ read: readPackaged, isConfigured: ({ id }) => id === 'openai' });
    expect(catalog.find('gpt-4o')).toMatchObject({ ok: true, model: { spec: 'openai:gpt-4o' } });
    expect(models.find('gpt-4o')).toMatchObject({ ok: false, reason: 'ambiguous' });
    expect(codeOf(() => models.get('gpt-4o'))).toBe('config');
  });

  test('hostile names find nothing and read nothing', () => {
    for (const name of [
      '../../package',
      '__proto__',
      'constructor',
      'retired/openai',
      'openai\n',
      'openai:\tx',
      '',
    ])
      expect(models.has(name)).toBe(false);
    expect(models.provider('../openai')).toBeUndefined();
    expect(models.list('__proto__')).toEqual([]);
  });

  test('denied is not unknown, under any name', () => {
    const catalog = createCatalog({ read: readPackaged, deny: ['openai:gpt-5-mini-2025*'] });
    expect(catalog.find('openai:gpt-5-mini')).toMatchObject({ ok: false, reason: 'denied' });
    expect(catalog.list('openai').map(({ id }) => id)).not.toContain('gpt-5-mini');
    const narrow = createCatalog({ read: readPackaged, allow: ['anthropic:*'] });
    expect(narrow.has('openai:gpt-4o')).toBe(false);
    expect(narrow.has('anthropic:claude-opus-4-8')).toBe(true);
  });
});

describe('did you mean', () => {
  test.each([
    ['openai:gpt-5-mni', 'openai:gpt-5-mini'],
    ['anthropic:claude-sonet-4.5', 'anthropic:claude-sonnet-4-5'],
    ['xai:grok4', 'xai:grok-4'],
  ])('%s: %s', (wrong, right) => {
    const found = models.find(wrong);
    expect(found.ok).toBe(false);
    expect(found.ok ? [] : found.suggestions.map(({ spec }) => spec)).toContain(right);
  });

  test('the error says so', () => {
    expect(() => models.get('openai:gpt-5-mni')).toThrow(
      /"openai:gpt-5-mni" is not in the catalogue.*openai:gpt-5-mini/,
    );
    expect(models.find('opnai:gpt-4o')).toMatchObject({ ok: false, reason: 'unknown-provider' });
  });
});

describe('asking for models', () => {
  test('unknown does not satisfy a requirement, unless asked', () => {
    const strict = models.query({ provider: 'openai', require: ['tools.parallel'] });
    const loose = models.query({ provider: 'openai', require: ['tools.parallel'], unknownCounts: true });
    expect(strict).toEqual([]);
    expect(loose.length).toBeGreaterThan(10);
    expect(loose.every(({ capabilities }) => capabilities.tools.parallel !== false)).toBe(true);
  });

  test('all conditions hold', () => {
    const found = models.query({
      provider: ['openai', 'anthropic', 'google'],
      kind: 'chat',
      require: ['tools', 'vision', 'reasoning'],
      minContext: 200_000,
      maxPrice: { input: 1, output: 10 },
      sort: 'price',
    });
    expect(found.length).toBeGreaterThan(3);
    for (const model of found) {
      expect(abilityOf(model, 'tools')).toBe(true);
      expect(model.limits.context).toBeGreaterThanOrEqual(200_000);
      expect(listPrice(model, 'input')).toBeLessThanOrEqual(1);
      expect(['active', 'beta']).toContain(model.lifecycle.status);
    }
    const blended = found.map(
      (model) => 3 * (listPrice(model, 'input') ?? 0) + (listPrice(model, 'output') ?? 0),
    );
    expect(blended).toEqual(blended.toSorted((left, right) => left - right));
  });

  test('a query sees what the entries say', () => {
    const all = models.query({ status: ['active', 'beta', 'alpha', 'deprecated', 'retired'] });
    const specs = (found: readonly { spec: string }[]): string[] => found.map(({ spec }) => spec).sort();
    for (const path of ['tools', 'reasoning', 'vision', 'output.jsonSchema'])
      for (const unknownCounts of [false, true]) {
        const fits = all.filter(({ lifecycle, ...model }) => {
          const ability = abilityOf(model, path);
          const isUsual = lifecycle.status === 'active' || lifecycle.status === 'beta';
          return isUsual && (ability === 'unknown' ? unknownCounts : ability !== false);
        });
        expect(specs(models.query({ require: [path], unknownCounts }))).toEqual(specs(fits));
      }
    const cheap = all.filter((model) => (listPrice(model, 'input') ?? 1) <= 0.1);
    const found = models.query({
      maxPrice: { input: 0.1 },
      status: ['active', 'beta', 'alpha', 'deprecated', 'retired'],
    });
    expect(specs(found)).toEqual(specs(cheap));
  });

  test('what is preferred comes first', () => {
    const query = { provider: 'anthropic', prefer: ['anthropic:claude-opus-4-8', '*haiku*'] };
    expect(models.select(query).id).toBe('claude-opus-4-8');
    expect(models.query({ ...query, limit: 2 })[1]?.id).toMatch(/haiku/);
    expect(codeOf(() => models.select({ provider: 'openai', minContext: 1e12 }))).toBe('config');
  });

  test('embeddings tell the length of their vectors', () => {
    const { capabilities, kind, wires } = models.get('openai:text-embedding-3-small');
    expect([kind, capabilities.embedding, wires.embed?.api]).toEqual([
      'embedding',
      { dimensions: 1536, custom: true },
      'openai-embeddings',
    ]);
  });

  test('old prices are found with their days', () => {
    const history = models.history(models.get('deepseek:deepseek-v4-pro'));
    expect(history?.periods.map(({ from }) => from)).toEqual([null, '2026-06-01', '2026-11-10']);
    expect(models.get('deepseek:deepseek-v4-pro').pricing?.periods).toHaveLength(1);
  });
});

test('the whole catalogue can be read', () => {
  const all = models.list();
  expect(models.meta).toMatchObject({ schema: 2, models: all.length, providers: models.providers().length });
  expect(new Set(all.map(({ spec }) => spec)).size).toBe(all.length);
  for (const { capabilities, kind, name } of all)
    expect([capabilities.input.length > 0 || kind !== 'chat', name !== '']).toEqual([true, true]);
});

test('without files there is no catalogue, and that is said', () => {
  const empty = createCatalog({ read: () => undefined });
  expect([empty.meta, empty.providers(), empty.query({})]).toEqual([undefined, [], []]);
  expect(empty.find('openai:gpt-4o')).toMatchObject({ ok: false, reason: 'unknown-provider' });
});
