// What `npm run catalog` writes, and the proof that the packaged files are what it would write today.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Built, buildCatalog } from '../../src/catalog/build.ts';
import { readDocument } from '../../src/catalog/import/document.ts';
import type { Overlay } from '../../src/catalog/overlay.ts';

const models = fileURLToPath(new URL('../../../shared/models/', import.meta.url));
const target = fileURLToPath(new URL('../../src/catalog/data/', import.meta.url));
const overlays = fileURLToPath(new URL('../../src/catalog/overlay/', import.meta.url));
const history = listed(join(models, 'history'));

if (history.length === 0)
  console.log('The dated files of ../shared/models are not here; nothing is compared.');

describe.skipIf(history.length === 0)('the packaged catalogue', () => {
  let built: Built;
  beforeAll(async () => {
    built = await build();
    if (process.env['REQLLM_GENERATE'] === 'write') write(built);
  });

  test('the fold of the dated files gives the numbers of the plan', () => {
    expect(built.counts).toMatchObject({ everSeen: 6845, retired: 1569, repriced: 903, reappeared: 42 });
    const last = readDocument(readJson(join(models, 'history', history.at(-1) ?? '')));
    const providers = last?.providers ?? [];
    const records = providers.flatMap((each) => each.models.map(({ model }) => model));
    expect(last?.problems).toEqual([]);
    expect([providers.length, records.length]).toEqual([147, 5276]);
    expect(records.filter(({ price }) => price !== undefined)).toHaveLength(4894);
    const isTiered = ({ price }: (typeof records)[number]): boolean =>
      price?.cards.some(({ when }) => when.promptOver !== undefined) === true;
    expect(records.filter(isTiered)).toHaveLength(190);
    const executable = providers.filter(({ provider }) => provider.executable);
    expect([executable.length, executable.flatMap((each) => each.models).length]).toEqual([142, 5009]);
  });

  test('building it again gives the same bytes', async () => {
    expect([...(await build()).files]).toEqual([...built.files]);
  });

  test('the files in the repository are these bytes', () => {
    const there = new Map(dataFiles().map((name) => [name, readFileSync(join(target, name), 'utf8')]));
    expect([...there.keys()]).toEqual([...built.files.keys()].sort());
    expect([...there].filter(([name, text]) => built.files.get(name) !== text).map(([name]) => name)).toEqual(
      [],
    );
  });

  test('no correction is out of date', () => {
    expect(built.stale).toEqual([]);
  });
});

async function build(): Promise<Built> {
  const documents = history.map((name) => {
    const document = readDocument(readJson(join(models, 'history', name)));
    if (document === undefined) throw new Error(`${name} is no catalogue.`);
    return { date: dateOf(name), document };
  });
  const newest = history.at(-1) ?? '';
  const piAi = listed(models).findLast((name) => /^pi-ai-.*\.json\.gz$/.test(name));
  const sha256 = createHash('sha256')
    .update(readText(join(models, 'history', newest)))
    .digest('hex');
  return buildCatalog({
    documents,
    ...(piAi === undefined ? {} : { newer: { date: dateOf(piAi), document: readJson(join(models, piAi)) } }),
    overlays: listed(overlays).map(
      (name) => JSON.parse(readFileSync(join(overlays, name), 'utf8')) as Overlay,
    ),
    source: { url: 'https://models.dev/api.json', sha256, fetchedAt: dateOf(newest) },
  });
}

function write({ files }: Built): void {
  for (const name of dataFiles()) rmSync(join(target, name));
  for (const [name, text] of files) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    writeFileSync(join(target, name), text);
  }
  const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  console.log(`${files.size} files, ${bytes} bytes in src/catalog/data.`);
}

// The evidence beside it comes from the recorded exchanges (test/corpus/evidence.test.ts).
function dataFiles(): string[] {
  return readdirSync(target, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.(txt|json)$/.test(name) && name !== 'evidence.json')
    .sort();
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.json(\.gz)?$/.test(name))
      .sort();
  } catch {
    return [];
  }
}

function dateOf(name: string): string {
  return /\d{4}-\d\d-\d\d/.exec(name)?.[0] ?? '';
}

function readText(path: string): string {
  return gunzipSync(readFileSync(path)).toString('utf8');
}

function readJson(path: string): unknown {
  return JSON.parse(readText(path));
}
