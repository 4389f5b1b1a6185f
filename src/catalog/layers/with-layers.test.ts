import { describe, expect, test } from 'vitest';
import { type Catalog, createCatalog } from '../catalog.ts';
import { listPrice } from '../query.ts';
import { readPackaged } from '../node-data.ts';
import { checkLayer } from './check-layer.ts';
import type { LayerKind, ModelLayer } from './layer.ts';
import { withLayers } from './with-layers.ts';

const base = createCatalog({ read: readPackaged });
const over = (layer: ModelLayer, kind: LayerKind = 'project'): Catalog =>
  withLayers(base, [{ kind, layer: checkLayer(layer) }]);
const rate = (catalog: Catalog, spec: string, meter: 'input' | 'output' | 'cache_read'): number | undefined =>
  listPrice(catalog.get(spec), meter);

describe('facts of a layer', () => {
  test('objects merge, lists replace, null makes a fact unknown again', () => {
    const catalog = over({
      models: {
        'openai:gpt-4o-mini': {
          limits: { context: 1000 },
          capabilities: { input: ['text'], tools: { parallel: false, supported: null } },
        },
      },
    });
    const [old, model] = [base.get('openai:gpt-4o-mini'), catalog.get('openai:gpt-4o-mini')];
    expect(old.capabilities.tools.supported).toBe(true);
    expect(model.limits).toEqual({ ...old.limits, context: 1000 });
    expect(model.capabilities.input).toEqual(['text']);
    expect(model.capabilities.tools).toMatchObject({ parallel: false, supported: 'unknown' });
    expect(model.provenance).toMatchObject({
      limits: 'project',
      capabilities: 'project',
      pricing: old.provenance['pricing'],
    });
    expect(base.get('openai:gpt-4o-mini')).toBe(old);
    expect(catalog.get('openai:gpt-4o-mini')).toBe(model);
    expect(Object.isFrozen(model.capabilities.tools)).toBe(true);
  });

  test('a contract price holds always, or from its day; what is not named stays', () => {
    const always = over({ models: { 'openai:gpt-4o-mini': { price: { input: 0.1 } } } });
    expect([
      rate(always, 'openai:gpt-4o-mini', 'input'),
      rate(always, 'openai:gpt-4o-mini', 'output'),
    ]).toEqual([0.1, 0.6]);
    const later = over({
      models: { 'openai:gpt-4o-mini': { price: { input: '0.05', cache_read: null, from: '2026-12-01' } } },
    });
    const { periods } = later.get('openai:gpt-4o-mini').pricing ?? { periods: [] };
    expect(periods.map(({ from }) => from).at(-1)).toBe('2026-12-01');
    expect(periods.at(-1)?.source).toBe('project');
    expect(periods.at(-2)?.source).toBe('models.dev');
    expect(rate(later, 'openai:gpt-4o-mini', 'input')).toBe(0.05);
    expect(rate(later, 'openai:gpt-4o-mini', 'cache_read')).toBeUndefined();
  });

  test('price periods merge by their first day', () => {
    const card = (usd: string) => ({
      scope: 'full' as const,
      rates: [{ meter: 'input' as const, usd, per: 1_000_000 as const }],
    });
    const low = withLayers(base, [
      {
        kind: 'runtime',
        layer: { models: { 'a:b': { pricing: { periods: [{ from: '2026-02-01', cards: [card('3')] }] } } } },
      },
      {
        kind: 'project',
        layer: {
          models: {
            'a:b': {
              pricing: {
                periods: [
                  { from: null, cards: [card('1')] },
                  { from: '2026-02-01', cards: [card('2')] },
                ],
              },
            },
          },
        },
      },
    ]);
    const periods = low.get('a:b').pricing?.periods ?? [];
    expect(periods.map(({ from, cards, source }) => [from, cards[0]?.rates[0]?.usd, source])).toEqual([
      [null, '1', 'project'],
      ['2026-02-01', '3', 'runtime'],
    ]);
  });

  test('a pattern covers many, an exact name counts more, null takes a model out', () => {
    const catalog = over({
      models: {
        'openai:gpt-4o*': { limits: { output: 7 } },
        'openai:gpt-4o-mini': { limits: { output: 8 } },
        'openai:gpt-4.1': null,
      },
    });
    expect(catalog.get('openai:gpt-4o-mini').limits.output).toBe(8);
    expect(catalog.get('openai:gpt-4o').limits.output).toBe(7);
    expect(catalog.find('openai:gpt-4.1')).toMatchObject({ ok: false, reason: 'unknown-model' });
    const whole = catalog.providers().flatMap((each) => catalog.list(each));
    expect(catalog.list()).toEqual(whole);
    expect(catalog.list('openai').some(({ id }) => id === 'gpt-4.1')).toBe(false);
  });

  test('models that only a layer knows are listed, found, asked for and suggested', () => {
    const catalog = over({
      models: {
        'vllm:house-llama': {
          name: 'House',
          limits: { context: 8192 },
          capabilities: { tools: { supported: true } },
          price: { input: 0, output: 0 },
        },
      },
    });
    expect(base.has('vllm:house-llama')).toBe(false);
    expect(catalog.get('vllm:house-llama')).toMatchObject({
      name: 'House',
      kind: 'chat',
      provenance: { limits: 'project' },
    });
    expect(catalog.list('vllm').map(({ spec }) => spec)).toEqual(['vllm:house-llama']);
    expect(catalog.providers()).toContain('vllm');
    expect(catalog.query({ provider: 'vllm', require: ['tools'] }).map(({ id }) => id)).toEqual([
      'house-llama',
    ]);
    expect(catalog.suggest('vllm:house-lama')[0]?.spec).toBe('vllm:house-llama');
  });

  test('what a model is for follows from how it is sold, unless it is said', () => {
    const catalog = over({
      models: {
        'deepgram:nova-3': { price: { audio_second: '0.0001' } },
        'deepgram:aura-2': { price: { character: '30' } },
        'deepgram:own': { price: { input: '1', output: '2', image: '0.1' } },
        'deepgram:said': { kind: 'chat', price: { audio_second: '0.0001' } },
      },
    });
    const kinds = catalog.list('deepgram').map(({ id, kind }) => [id, kind]);
    expect(Object.fromEntries(kinds)).toEqual({
      'nova-3': 'transcription',
      'aura-2': 'speech',
      own: 'chat',
      said: 'chat',
    });
    expect(catalog.get('deepgram:nova-3').wires).toEqual({
      transcription: { api: 'deepgram-transcription' },
    });
    expect(catalog.get('deepgram:aura-2').wires).toEqual({ speech: { api: 'deepgram-speech' } });
  });

  test('a query sees what layers changed, in both directions', () => {
    const catalog = over({
      models: { 'openai:gpt-4o-mini': { capabilities: { tools: { supported: false } } } },
    });
    const query = {
      provider: 'openai',
      require: ['tools'],
      status: ['active', 'deprecated', 'retired', 'beta'],
    } as const;
    expect(base.query(query).some(({ id }) => id === 'gpt-4o-mini')).toBe(true);
    expect(catalog.query(query).some(({ id }) => id === 'gpt-4o-mini')).toBe(false);
    expect(
      catalog.query({ ...query, require: [], forbid: ['tools'] }).some(({ id }) => id === 'gpt-4o-mini'),
    ).toBe(true);
    expect(catalog.query({ ...query, limit: 2 })).toHaveLength(2);
  });

  test('runtime lies over project over live, whatever their order', () => {
    const said = (output: number): ModelLayer => ({ models: { 'openai:gpt-4o': { limits: { output } } } });
    const catalog = withLayers(base, [
      { kind: 'runtime', layer: said(3) },
      { kind: 'live', layer: { models: { 'openai:gpt-4o': { limits: { output: 1 }, name: 'Live' } } } },
      { kind: 'project', layer: said(2) },
    ]);
    expect(catalog.get('openai:gpt-4o')).toMatchObject({
      name: 'Live',
      limits: { output: 3 },
      provenance: { name: 'live', limits: 'runtime' },
    });
  });
});

describe('names and rules', () => {
  test('aliases lead to models, and a ring of them to none', () => {
    const catalog = over({ aliases: { fast: 'quick', quick: 'openai:gpt-4o-mini', a: 'b', b: 'a' } });
    expect(catalog.find('fast')).toMatchObject({ ok: true, via: 'alias', model: { id: 'gpt-4o-mini' } });
    expect(catalog.find('a').ok).toBe(false);
  });

  test.each(['openai:gpt-4o', 'openai:gpt-4o-2024-11-20', 'openai:chatgpt-4o-latest'])(
    '%s is denied',
    (spec) => {
      const catalog = over({ deny: ['openai:*4o*'], allow: ['openai:*'] });
      expect(catalog.find(spec)).toMatchObject({
        ok: false,
        reason: 'denied',
        rule: expect.stringContaining('deny "openai:*4o*"'),
      });
      expect(() => catalog.get(spec)).toThrow(/denied by the rule deny "openai:\*4o\*" of the project layer/);
    },
  );

  test('every name of a model counts, and other spellings of its provider', () => {
    const model = base.list('anthropic').find(({ aliases }) => aliases.length > 0);
    const alias = `anthropic:${model?.aliases[0] ?? ''}`;
    for (const spec of [alias, model?.spec ?? ''])
      expect(over({ deny: [alias] }).find(spec)).toMatchObject({ reason: 'denied' });
    expect(over({ deny: ['gemini:gemini-2.5-pro'] }).find('google:gemini-2.5-pro')).toMatchObject({
      reason: 'denied',
    });
    expect(over({ deny: ['google:gemini-2.5-pro'] }).find('gemini:gemini-2.5-pro')).toMatchObject({
      reason: 'denied',
    });
    expect(over({ aliases: { x: 'openai:gpt-4o' }, deny: ['openai:gpt-4o'] }).find('x')).toMatchObject({
      reason: 'denied',
    });
  });

  test('what is not allowed is denied, known to the catalogue or not, and is in no list', () => {
    const catalog = over({ allow: ['openai:gpt-4o-mini'] });
    expect(catalog.list('openai').map(({ id }) => id)).toEqual(['gpt-4o-mini']);
    for (const spec of [
      'anthropic:claude-opus-4-5',
      'openai:not-yet-known',
      { provider: 'openai', id: 'other' },
    ])
      expect(catalog.find(spec)).toMatchObject({ ok: false, reason: 'denied' });
    expect(
      catalog.query({ status: ['active', 'beta', 'retired', 'deprecated'] }).map(({ spec }) => spec),
    ).toEqual(['openai:gpt-4o-mini']);
  });
});

describe('checking', () => {
  test.each([
    [[], /no object/],
    [{ modles: {} }, /unknown member "modles".*models/],
    [{ models: { 'gpt-4o': {} } }, /"provider:id"/],
    [{ models: { 'a:b': { price: { inputs: 1 } } } }, /"inputs", which is no meter.*input/],
    [{ models: { 'a:b': { price: { input: -1 } } } }, /price\.input/],
    [{ models: { 'a:b': { price: { input: '1e3' } } } }, /price\.input/],
    [{ models: { 'a:b': { price: { from: 'tomorrow' } } } }, /price\.from/],
    [{ models: { 'a:b': { limits: { context: '8k' } } } }, /limits\.context/],
    [{ models: { 'a:b': { capabilities: { tools: true } } } }, /"tools"/],
    [{ models: { 'a:b': { prices: {} } } }, /unknown fact "prices".*price/],
    [{ models: { 'a:b': { pricing: { periods: [{ from: null, cards: [{}] }] } } } }, /pricing\.periods/],
    [{ allow: 'openai:*' }, /list of texts as `allow`/],
    [{ aliases: { a: 'a' } }, /alias "a"/],
    [JSON.parse('{"models":{"a:b":{"__proto__":{"x":1}}}}'), /unknown fact "__proto__"/],
    [JSON.parse(`{"models":{"a:b":{"extra":${'{"a":'.repeat(50)}1${'}'.repeat(50)}}}}`), /32 levels/],
  ])('%j is refused', (value, message) => {
    expect(() => checkLayer(value, 'reqllm.models.json')).toThrow(message);
  });
});
