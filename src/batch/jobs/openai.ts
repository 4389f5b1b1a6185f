import type { Json } from '../../index.ts';
import { type BatchHost, type JobAnswer, objectAt, rowsOf } from './host.ts';

/** OpenAI's batches: a file of requests goes up, a file of answers and one of errors come down. */
export const openaiBatches: BatchHost = {
  most: 50_000,
  rootOf: (url) => /^(.*)\/(?:chat\/completions|responses)$/.exec(url)?.[1],
  async submit(exchange, requests, path) {
    // Its own path begins with the version, wherever the root is.
    const endpoint = `/v1${path}`;
    const lines = requests.map(({ body }, index) =>
      JSON.stringify({ custom_id: String(index), method: 'POST', url: endpoint, body }),
    );
    const file = await exchange.upload('/files', { purpose: 'batch' }, lines.join('\n'));
    const order = { input_file_id: String(file['id']), endpoint, completion_window: '24h' };
    return String((await exchange.json('POST', '/batches', order))['id']);
  },
  async look(exchange, job) {
    const batch = await exchange.json('GET', `/batches/${job}`);
    const status = String(batch['status']);
    const counts = objectAt(batch, 'request_counts');
    if (['validating', 'in_progress', 'finalizing', 'cancelling'].includes(status))
      return { state: 'working', done: Number(counts['completed'] ?? 0) };
    const answers = new Map<number, JobAnswer>();
    for (const name of ['output_file_id', 'error_file_id']) {
      const file = batch[name];
      if (typeof file !== 'string') continue;
      for (const row of rowsOf(await exchange.text(`/files/${file}/content`)))
        answers.set(Number(row['custom_id']), answerOf(row));
    }
    const problem = objectAt(batch, 'errors', 'data', '0')['message'];
    return {
      state: 'ended',
      answers,
      ...(status === 'completed'
        ? {}
        : { problem: typeof problem === 'string' ? problem : `The job is ${status}.` }),
    };
  },
};

function answerOf(row: Record<string, unknown>): JobAnswer {
  const response = objectAt(row, 'response');
  const id = response['request_id'];
  if (typeof response['status_code'] === 'number')
    return {
      status: response['status_code'],
      body: response['body'] as Json,
      ...(typeof id === 'string' ? { requestId: id } : {}),
    };
  // A request that expired has an error and no response.
  const { message } = objectAt(row, 'error');
  return { notRun: typeof message === 'string' ? message : 'It was not run.' };
}
