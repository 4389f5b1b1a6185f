// Every recorded list of models is read, and what it says agrees with what the catalogue knows.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { type LiveList, readLiveList } from '../../src/catalog/live/read-list.ts';
import { liveSources } from '../../src/catalog/live/sources.ts';
import { withLayers } from '../../src/catalog/layers/with-layers.ts';
import { readPackaged } from '../../src/catalog/node-data.ts';
import { absence, hasCorpus, type Recording } from './recordings.ts';

const folder = new URL('../../../shared/corpus/', import.meta.url);
const recorded = hasCorpus() ? listsIn() : [];
if (recorded.length === 0) console.log(absence);

// Lists in OpenAI's form that live sources are not made for, but that the reader takes.
const likeOpenAi: Readonly<Record<string, string>> = { azure: 'openai', amazon_bedrock: 'openai' };

describe.skipIf(recorded.length === 0)('recorded lists of models', () => {
  test('are all there', () => {
    expect(recorded).toHaveLength(25);
  });

  test.each(recorded.map((each) => [each.id, each] as const))(
    '%s',
    (_id, { provider, response, request }) => {
      const document = documentOf(response.body);
      const list = read(provider, request.url ?? '', document);
      // Those who sent a wrong key, asked at a wrong address or for text were not answered with a list of models.
      if (document === undefined || provider === 'huggingface') return expect(list).toBeTypeOf('string');
      if (response.status !== 200 && provider !== 'cerebras') return expect(list).toBeTypeOf('string');
      if (typeof list === 'string') return expect(document).toHaveProperty('code', 'wrong_api_key');
      expect(list.problems).toEqual([]);
      expect(list.models).toBeGreaterThan(0);
    },
  );

  test('Mistral: sizes, tools and replacements', () => {
    const lists = recorded.filter(({ provider }) => provider === 'mistral').map(layerOf);
    // Of 57 and 66 records each, two ids are listed twice.
    expect(new Set(lists.map(({ models }) => models))).toEqual(new Set([55, 64]));
    const catalog = withLayers(createCatalog({ read: readPackaged }), [
      { kind: 'live', layer: lists[0]?.layer ?? {} },
    ]);
    expect(catalog.get('mistral:mistral-medium-2505')).toMatchObject({
      limits: { context: 131_072 },
      capabilities: { tools: { supported: true }, input: ['text', 'image'] },
      provenance: { limits: 'live' },
    });
  });

  test('Google: what it says of sizes is what the catalogue has', () => {
    const lists = recorded.filter(({ provider }) => provider === 'google').map(layerOf);
    const catalog = createCatalog({ read: readPackaged });
    const pairs = Object.entries(lists.at(-1)?.layer.models ?? {}).flatMap(([spec, patch]) => {
      const known = catalog.find(spec);
      const said = patch?.limits?.context;
      return known.ok && said !== undefined && known.model.limits.context !== undefined
        ? [[spec, said, known.model.limits.context]]
        : [];
    });
    const agree = pairs.filter(([, said, known]) => said === known);
    expect(pairs.length).toBeGreaterThan(15);
    expect(agree.length / pairs.length).toBeGreaterThan(0.7);
  });

  test('Perplexity: prices', () => {
    const [list] = recorded
      .filter(({ provider, response }) => provider === 'perplexity' && response.status === 200)
      .map(layerOf);
    expect(list?.layer.models?.['perplexity:anthropic/claude-fable-5']?.price).toMatchObject({
      input: '10',
      output: '50',
      cache_read: '1',
      cache_write: '12.5',
    });
  });
});

function layerOf({ provider, request, response }: Recording): LiveList {
  const list = read(provider, request.url ?? '', documentOf(response.body));
  if (typeof list === 'string') throw new Error(list);
  return list;
}

function read(provider: string, url: string, document: unknown): LiveList | string {
  // Ollama and xAI were recorded at their lists in OpenAI's form.
  const isForm = url.endsWith('/v1/models') && (provider === 'ollama' || provider === 'xai');
  const source = liveSources[isForm ? 'openai' : (likeOpenAi[provider] ?? provider)] ?? liveSources['openai'];
  if (source === undefined) throw new Error('There is no such source.');
  return readLiveList(provider, source, [document], '2026-11-20');
}

function documentOf(body: Recording['response']['body']): unknown {
  if (body?.json !== undefined) return body.json;
  try {
    return JSON.parse(body?.text ?? '');
  } catch {
    return undefined;
  }
}

function listsIn(): Recording[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl.gz'));
  const lines = files.flatMap((name) =>
    gunzipSync(readFileSync(new URL(name, folder)))
      .toString('utf8')
      .split('\n'),
  );
  return lines
    .filter((line) => /"family": ?"models"/.test(line))
    .map((line) => JSON.parse(line) as Recording)
    .filter(({ family }) => family === 'models');
}
