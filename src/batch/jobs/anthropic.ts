import type { Json } from '../../index.ts';
import { type BatchHost, type JobAnswer, objectAt, rowsOf } from './host.ts';

// What the error type of an errored request would have been as a status. https://platform.claude.com/docs/en/api/errors
const statuses: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  overloaded_error: 529,
};

/** Anthropic's message batches: requests go up in one body, answers come down as JSON lines. */
export const anthropicBatches: BatchHost = {
  most: 10_000,
  rootOf: (url) => /^(.*)\/messages$/.exec(url)?.[1],
  async submit(exchange, requests) {
    const all = requests.map(({ body }, index) => ({ custom_id: String(index), params: body }));
    return String((await exchange.json('POST', '/messages/batches', { requests: all }))['id']);
  },
  async look(exchange, job) {
    const batch = await exchange.json('GET', `/messages/batches/${job}`);
    const counts = objectAt(batch, 'request_counts');
    if (batch['processing_status'] !== 'ended')
      return { state: 'working', done: Number(counts['succeeded'] ?? 0) + Number(counts['errored'] ?? 0) };
    const rows = rowsOf(await exchange.text(`/messages/batches/${job}/results`));
    return {
      state: 'ended',
      answers: new Map(rows.map((row) => [Number(row['custom_id']), answerOf(objectAt(row, 'result'))])),
    };
  },
};

function answerOf(result: Record<string, unknown>): JobAnswer {
  if (result['type'] === 'succeeded') return { status: 200, body: result['message'] as Json };
  if (result['type'] !== 'errored') return { notRun: `The request is ${String(result['type'])}.` };
  const error = objectAt(result, 'error');
  const type = String(objectAt(error, 'error')['type'] ?? error['type']);
  return { status: statuses[type] ?? 500, body: error as Json };
}
