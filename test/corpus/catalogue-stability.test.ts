// What the catalogue promises over time: an id that ever resolved keeps resolving, and says so when it is gone.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { models } from '../../src/catalog/models.ts';
import { replacementFor, retirementOf } from '../../src/catalog/retirement.ts';
import type { CatalogModel } from '../../src/catalog/schema.ts';

const folder = new URL('../../../shared/models/history/', import.meta.url);
const files = listed();
if (files.length === 0) console.log('The dated files of ../shared/models are not here; nothing is compared.');

describe.skipIf(files.length === 0)('every id that ever resolved', () => {
  const found = new Map<string, CatalogModel>();
  beforeAll(() => {
    // Asked the way users ask, and all ids of a provider one after the other.
    for (const spec of files.flatMap(specsIn)) {
      const lookup = found.has(spec) ? undefined : models.find(spec);
      if (lookup?.ok === true) found.set(spec, lookup.model);
    }
  }, 120_000);

  test('there are fourteen files', () => {
    expect(files).toHaveLength(14);
  });

  test.each(files)('%s: all of its ids resolve, to themselves', (name) => {
    const specs = specsIn(name);
    expect(specs.length).toBeGreaterThan(180);
    expect(specs.filter((spec) => !found.has(spec))).toEqual([]);
    expect(specs.filter((spec) => found.get(spec)?.spec !== spec)).toEqual([]);
  });

  test('what is retired says so, and for about half of it what to use instead', () => {
    const retired = [...found.values()].filter(({ lifecycle }) => lifecycle.status === 'retired');
    expect([found.size, retired.length]).toEqual([6845, 6845 - current()]);
    const warnings = retired.map((model) => retirementOf(models, model));
    expect(warnings.filter((warning) => warning === undefined)).toEqual([]);
    const served = retired.filter(({ provider }) => models.list(provider).length > 0);
    const replaced = served.filter((model) => replacementFor(models, model) !== undefined);
    expect(replaced.length / served.length).toBeGreaterThan(0.45);
    // What a vendor names itself may be newer than the catalogue.
    const guessed = replaced.filter(({ lifecycle }) => lifecycle.replacement === undefined);
    expect(guessed.length).toBeGreaterThan(500);
    for (const model of guessed) {
      const lookup = models.find(replacementFor(models, model) ?? '');
      expect(lookup).toMatchObject({
        ok: true,
        model: { kind: model.kind, lifecycle: { status: 'active' } },
      });
    }
  });

  test('what is served is not warned about', () => {
    const active = [...found.values()].filter(({ lifecycle }) => lifecycle.status === 'active');
    expect(active.filter((model) => retirementOf(models, model) !== undefined)).toEqual([]);
  });

  function current(): number {
    return [...found.values()].filter(({ lifecycle }) => lifecycle.status !== 'retired').length;
  }
});

function specsIn(name: string): string[] {
  const document = JSON.parse(gunzipSync(readFileSync(new URL(name, folder))).toString('utf8')) as Record<
    string,
    { readonly models: Record<string, unknown> }
  >;
  return Object.entries(document).flatMap(([provider, { models: all }]) =>
    Object.keys(all).map((id) => `${provider}:${id}`),
  );
}

function listed(): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json.gz'))
      .sort();
  } catch {
    return [];
  }
}
