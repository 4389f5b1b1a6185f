// Every recorded exchange of the operations other than text, through the codec of its provider's endpoint. What is
// expected of it is worked out from the recorded JSON here, without the codecs.
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { loadProvider } from '../../src/client/provider-names.ts';
import type { Chunk } from '../../src/core/chunk.ts';
import { isReqLLMError } from '../../src/core/error.ts';
import { isRecord } from '../../src/core/json.ts';
import { modelOf } from '../../src/core/model.ts';
import type { Operation, VideoCall } from '../../src/core/operation.ts';
import type { Codec } from '../../src/protocols/protocol.ts';
import { operationCall } from '../../src/testing/operation-call.ts';
import { endpointFor } from '../../src/providers/provider.ts';
import { createFramer } from '../../src/wire/framing.ts';
import { recordedOperations, type RecordedOperation } from './operation-recordings.ts';
import { ownTranscriptProblem } from './recorded-transcripts.ts';

const recorded = recordedOperations();

describe.skipIf(recorded.length === 0)('recorded exchanges of other operations', () => {
  const families = [...new Set(recorded.map(({ family }) => family))].sort();

  test.for(families)('%s', async (family) => {
    const all = recorded.filter((each) => each.family === family);
    const problems: string[] = [];
    for (const exchange of all) {
      const problem = await problemOf(exchange);
      if (problem !== undefined) problems.push(`${exchange.id}: ${problem}`);
    }
    expect(problems).toEqual([]);
    expect(all.length).toBeGreaterThan(0);
  });
});

test('says plainly when there are no recordings', () => {
  if (recorded.length === 0)
    process.stderr.write('No recordings beside this checkout: nothing was compared.\n');
  expect(recorded.length === 0 || recorded.length > 150).toBe(true);
});

test.skipIf(recorded.length === 0)(
  'jobs of videos are asked for, and asked about, as they were recorded',
  async () => {
    const videos = recorded.filter(({ family, bytes }) => family.endsWith('video') && bytes === undefined);
    expect(videos.length).toBe(12);
    const ids = new Map<string, string>();
    for (const { provider, json } of videos) {
      const {
        request_id: name,
        id = name,
        name: operation = id,
      } = json as Record<string, string | undefined>;
      if (operation !== undefined) ids.set(provider, operation);
    }
    const said = { prompt: 'a calm ocean wave at sunset' };
    for (const exchange of videos) {
      const { provider, model, method, url, asked } = exchange;
      const codec = (await codecFor(exchange)) as unknown as Codec<VideoCall>;
      const token = {
        version: 1,
        provider,
        protocol: codec.protocol,
        model,
        id: ids.get(provider) ?? '',
      } as const;
      const wanted =
        provider === 'google' ? { durationSeconds: 4 } : { durationSeconds: 1, resolution: '480p' };
      const call = operationCall('video', `${provider}:${model}`, { ...said, ...wanted });
      const request = asked === undefined ? codec.resume?.(token, { stream: false }) : codec.encode(call);
      expect(request).toMatchObject({ method, body: asked ?? null, changes: [] });
      expect(url.endsWith(request?.path ?? '?'), `${url} ${request?.path}`).toBe(true);
    }
  },
);

async function problemOf(exchange: RecordedOperation): Promise<string | undefined> {
  const codec = await codecFor(exchange);
  const { status, headers } = exchange;
  const chunks: Chunk[] = [];
  // The file itself is fetched by its address; no codec reads it.
  if (exchange.family === 'video' && exchange.bytes !== undefined) return undefined;
  try {
    if (status >= 400)
      return failureProblem(codec.fail(status, exchange.json ?? exchange.text, headers), status);
    read(codec, exchange, chunks);
  } catch (error) {
    return isReqLLMError(error) ? `${error.code}: ${error.message}` : String(error);
  }
  return replyProblem(exchange, chunks);
}

function read(codec: Codec<never>, exchange: RecordedOperation, chunks: Chunk[]): void {
  const emit = (chunk: Chunk): void => void chunks.push(chunk);
  if (exchange.bytes !== undefined) {
    const reader = codec.openBytes?.(exchange.headers['content-type'] ?? 'audio/mpeg');
    if (reader === undefined) throw new Error('no reader for bytes');
    reader.read(exchange.bytes, emit);
    reader.end(emit);
  } else if (exchange.json !== undefined) codec.decode(exchange.json, emit);
  else if (exchange.text?.startsWith('data:') === true) {
    const framer = createFramer('sse');
    const reader = codec.open();
    let state = 'open';
    const take = (event: Parameters<typeof reader.read>[0]): void => {
      if (state !== 'done') state = reader.read(event, emit);
    };
    framer.push(new TextEncoder().encode(exchange.text), take);
    framer.end(take);
    if (state !== 'done') reader.end(emit);
  } else {
    const reader = codec.openBytes?.('text/plain');
    reader?.read(new TextEncoder().encode(exchange.text ?? ''), emit);
    reader?.end(emit);
  }
}

function failureProblem(
  error: { code: string; status?: number; message: string },
  status: number,
): string | undefined {
  if (error.status !== status) return `status ${error.status}`;
  return error.message.includes('no readable error') ? 'the error has no words' : undefined;
}

/** What the reply holds by the recorded JSON against what the codec made of it. */
function replyProblem(exchange: RecordedOperation, chunks: readonly Chunk[]): string | undefined {
  const { json, text, bytes } = exchange;
  if (exchange.family.endsWith('video')) return videoProblem(json, chunks);
  if (chunks.at(-1)?.type !== 'finish') return 'no finish';
  const count = (type: Chunk['type']): number => chunks.filter((chunk) => chunk.type === type).length;
  if (bytes !== undefined) return count('media') > 0 ? undefined : 'no sound';
  if (!isRecord(json))
    return textOf(chunks) === (text ?? json) || text?.startsWith('data:') ? undefined : 'other text';
  const own = ownTranscriptProblem(json, chunks);
  if (own !== undefined) return own === 'none' ? undefined : own;
  if (Array.isArray(json['pages'])) return pagesProblem(json['pages'], chunks);
  const list = json['data'] ?? json['results'] ?? json['predictions'];
  const items: unknown[] = Array.isArray(list) ? list : [];
  const isImage = items.some(
    (item) => isRecord(item) && ('b64_json' in item || 'url' in item || 'bytesBase64Encoded' in item),
  );
  if (isImage) return count('media') + count('media-url') === items.length ? undefined : 'other images';
  if (items.some((item) => isRecord(item) && 'category_scores' in item))
    return verdictsProblem(items, chunks);
  if (items.some((item) => isRecord(item) && 'relevance_score' in item)) return scoresProblem(items, chunks);
  if (typeof json['text'] === 'string') return textOf(chunks) === json['text'] ? undefined : 'other text';
  if (typeof json['audio_data'] === 'string') return count('media') === 1 ? undefined : 'no sound';
  const expected = vectorsIn(json, items);
  if (expected === undefined) return 'the recording holds nothing that this test knows';
  const vectors = chunks.filter((chunk) => chunk.type === 'vector');
  if (vectors.length !== expected.length) return `${vectors.length} vectors of ${expected.length}`;
  const isSame = vectors.every(({ values }, at) => isSameVector(values, expected[at]));
  return isSame ? undefined : 'other vectors';
}

function scoresProblem(items: readonly unknown[], chunks: readonly Chunk[]): string | undefined {
  const scores = chunks.filter((chunk) => chunk.type === 'score').map(({ index, score }) => [index, score]);
  const expected = items.filter(isRecord).map((item) => [item['index'], item['relevance_score']]);
  return JSON.stringify(scores) === JSON.stringify(expected) ? undefined : 'other scores';
}

function verdictsProblem(items: readonly unknown[], chunks: readonly Chunk[]): string | undefined {
  const seen = chunks
    .filter((chunk) => chunk.type === 'verdict')
    .map(({ flagged, categories }) => ({
      flagged,
      categories: Object.fromEntries(Object.entries(categories).map(([name, each]) => [name, each.flagged])),
      scores: Object.fromEntries(Object.entries(categories).map(([name, each]) => [name, each.score])),
    }));
  const expected = items.filter(isRecord).map((item) => ({
    flagged: item['flagged'],
    categories: item['categories'],
    scores: item['category_scores'],
  }));
  return isDeepStrictEqual(seen, expected) ? undefined : 'other judgements';
}

function pagesProblem(pages: readonly unknown[], chunks: readonly Chunk[]): string | undefined {
  const seen = chunks.filter((chunk) => chunk.type === 'page').map(({ page }) => [page.index, page.markdown]);
  const expected = pages.filter(isRecord).map((page) => [page['index'], page['markdown']]);
  const used = chunks.findLast((chunk) => chunk.type === 'usage');
  if (used?.usage.units?.pages !== pages.length) return 'other count of pages';
  return isDeepStrictEqual(seen, expected) ? undefined : 'other pages';
}

/** A job that goes on is told by its name, if it has one here, and its progress; one that is done by its videos and cost. */
function videoProblem(json: unknown, chunks: readonly Chunk[]): string | undefined {
  const text = JSON.stringify(json);
  const urls = [...text.matchAll(/"(https:[^"]*(?:\.mp4|\/content\?|:download\?)[^"]*)"/g)].map(
    ([, url]) => url,
  );
  const job = chunks.find((chunk) => chunk.type === 'job');
  if (urls.length === 0) {
    if (chunks.some(({ type }) => type === 'finish') || job === undefined) return 'it is not done';
    const [, id] = /"(?:request_id|id|name)": ?"([^"]*)"/.exec(text) ?? [];
    const [, percent] = /"progress":(\d+)/.exec(text) ?? [];
    const progress = percent === undefined ? undefined : Number(percent) / 100;
    return job.id === id && job.progress === progress ? undefined : 'another job';
  }
  if (chunks.at(-1)?.type !== 'finish' || job !== undefined) return 'it is done';
  const found = chunks.filter((chunk) => chunk.type === 'media-url').map(({ url }) => url);
  if (!isDeepStrictEqual(found, urls)) return 'other videos';
  const used = chunks.findLast((chunk) => chunk.type === 'usage');
  const cost = /"cost(?:_in_usd_ticks)?":/.test(text) ? 0.05 : undefined;
  return used?.usage.cost?.total === cost ? undefined : 'another cost';
}

function vectorsIn(json: Record<string, unknown>, items: readonly unknown[]): unknown[] | undefined {
  const { embeddings, embedding } = json;
  if (isRecord(embeddings)) return embeddings['float'] as unknown[];
  const list = Array.isArray(embeddings) ? (embeddings as unknown[]) : items;
  if (list.length > 0) return list.map(vectorIn);
  return embedding === undefined ? undefined : [vectorIn(embedding)];
}

function vectorIn(item: unknown): unknown {
  if (!isRecord(item)) return item;
  return item['values'] ?? vectorIn(item['embedding'] ?? item['embeddings']);
}

// A vector as base64 has four bytes a number, or one (Perplexity); a cut one may end inside a number.
function isSameVector(values: readonly number[], expected: unknown): boolean {
  if (typeof expected !== 'string') return JSON.stringify(values) === JSON.stringify(expected);
  const bytes = Buffer.from(expected, 'base64');
  const isBytes = values.length === bytes.length;
  return isBytes
    ? values.every((value, at) => value === bytes.readInt8(at))
    : values.length === Math.floor(bytes.length / 4) &&
        values.every((value, at) => value === bytes.readFloatLE(at * 4));
}

function textOf(chunks: readonly Chunk[]): string {
  return chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('');
}

const operations: Readonly<Record<string, Operation>> = {
  rerank: 'rerank',
  bedrock_invoke_rerank: 'rerank',
  images: 'image',
  speech: 'speech',
  transcription: 'transcription',
  moderations: 'moderation',
  ocr: 'ocr',
  video: 'video',
  google_video: 'video',
};

async function codecFor({ family, provider, model, url }: RecordedOperation): Promise<Codec<never>> {
  const isImagen = family === 'vertex_predict' && model.startsWith('imagen');
  const operation = isImagen ? 'image' : (operations[family] ?? 'embed');
  const found = await loadProvider(provider);
  if (found === undefined) throw new Error(`no provider ${provider}`);
  const isOwn = family === 'ollama_embed';
  const named = modelOf({ provider, id: model, ...(isOwn ? { protocol: 'ollama-embed' } : {}) });
  const base = isOwn ? undefined : /^(.*\/openai\/v1)\//.exec(url)?.[1];
  const endpoint = endpointFor(found, operation, named, base);
  return (await endpoint.load()) as Codec<never>;
}
