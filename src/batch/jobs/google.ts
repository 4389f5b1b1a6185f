import type { Json } from '../../index.ts';
import { type BatchHost, type JobAnswer, objectAt } from './host.ts';

// The numbers of google.rpc.Code as statuses.
const statuses: Readonly<Record<number, number>> = {
  3: 400,
  5: 404,
  7: 403,
  8: 429,
  9: 400,
  14: 503,
  16: 401,
};

/** Gemini's batches: requests and answers both stand in the body (recorded in `google_batches`). */
export const googleBatches: BatchHost = {
  // The whole body may have 20 MB. https://ai.google.dev/gemini-api/docs/batch-api
  most: 2_000,
  rootOf: (url) => /^(.*)\/models\/[^/]+:generateContent$/.exec(url)?.[1],
  async submit(exchange, requests, path) {
    const all = requests.map(({ body }, index) => ({
      request: body,
      metadata: { custom_id: String(index) },
    }));
    const job = { batch: { displayName: 'reqllm', inputConfig: { requests: { requests: all } } } };
    const asked = path.replace(/:generateContent$/, ':batchGenerateContent');
    return String((await exchange.json('POST', asked, job))['name']);
  },
  async look(exchange, job) {
    const operation = await exchange.json('GET', `/${job}`);
    const state = String(objectAt(operation, 'metadata')['state']);
    const stats = objectAt(operation, 'metadata', 'batchStats');
    if (operation['done'] !== true && !/_(?:SUCCEEDED|FAILED|CANCELLED|EXPIRED)$/.test(state))
      return { state: 'working', done: Number(stats['successfulRequestCount'] ?? 0) };
    const rows = rowsIn(operation);
    const answers = new Map(rows.map((row, index) => [placeOf(row, index), answerOf(row)]));
    const problem = objectAt(operation, 'error')['message'];
    const isWhole = state.endsWith('SUCCEEDED');
    return {
      state: 'ended',
      answers,
      ...(isWhole ? {} : { problem: typeof problem === 'string' ? problem : `The job is ${state}.` }),
    };
  },
};

function rowsIn(operation: Record<string, unknown>): Record<string, unknown>[] {
  const inResponse = objectAt(operation, 'response', 'inlinedResponses')['inlinedResponses'];
  const rows =
    inResponse ?? objectAt(operation, 'metadata', 'output', 'inlinedResponses')['inlinedResponses'];
  return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
}

function placeOf(row: Record<string, unknown>, index: number): number {
  const id = objectAt(row, 'metadata')['custom_id'];
  return id === undefined ? index : Number(id);
}

function answerOf(row: Record<string, unknown>): JobAnswer {
  if (row['response'] !== undefined) return { status: 200, body: row['response'] as Json };
  const error = objectAt(row, 'error');
  const code = Number(error['code'] ?? 13);
  return { status: code >= 400 ? code : (statuses[code] ?? 500), body: { error: error as Json } };
}
