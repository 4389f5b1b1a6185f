import type { Json } from '../../index.ts';
import { type BatchHost, type JobAnswer, objectAt, rowsOf } from './host.ts';

/**
 * Mistral's batch jobs, with the requests in the body (recorded in `batches`). A job is for one model, which stands beside
 * the requests and not in them.
 */
export const mistralBatches: BatchHost = {
  // https://docs.mistral.ai/capabilities/batch/
  most: 10_000,
  rootOf: (url) => /^(.*)\/chat\/completions$/.exec(url)?.[1],
  async submit(exchange, requests, path) {
    const model = requests[0]?.body['model'] ?? null;
    const all = requests.map(({ body: { model: _model, ...body } }, index) => ({
      custom_id: String(index),
      body,
    }));
    const job = { endpoint: `/v1${path}`, model, requests: all };
    return String((await exchange.json('POST', '/batch/jobs', job))['id']);
  },
  async look(exchange, job) {
    const found = await exchange.json('GET', `/batch/jobs/${job}?inline=true`);
    const status = String(found['status']);
    if (['QUEUED', 'RUNNING', 'CANCELLATION_REQUESTED'].includes(status))
      return { state: 'working', done: Number(found['completed_requests'] ?? 0) };
    const rows = Array.isArray(found['outputs']) ? (found['outputs'] as Record<string, unknown>[]) : [];
    for (const name of ['output_file', 'error_file']) {
      const file = found[name];
      // Long jobs have their answers in files alone.
      if (typeof file === 'string' && (name === 'error_file' || rows.length === 0))
        rows.push(...rowsOf(await exchange.text(`/files/${file}/content`)));
    }
    return {
      state: 'ended',
      answers: new Map(rows.map((row) => [Number(row['custom_id']), answerOf(row)])),
      ...(status === 'SUCCESS' ? {} : { problem: `The job is ${status}.` }),
    };
  },
};

function answerOf(row: Record<string, unknown>): JobAnswer {
  const response = objectAt(row, 'response');
  const status = Number(response['status_code'] ?? 500);
  const error = row['error'];
  return { status, body: (response['body'] ?? error ?? null) as Json };
}
