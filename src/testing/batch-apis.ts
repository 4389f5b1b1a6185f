import type { IncomingMessage } from 'node:http';
import { isReqLLMError } from '../core/error.ts';
import { isRecord, type Json, parseJson } from '../core/json.ts';
import type { FileApis } from './file-apis.ts';
import { checkKey, type Desk, flatHeaders, receive } from './desk.ts';
import { chunksOfTurn } from './turn.ts';

/** What a batch API answers: JSON, or text for files of JSON lines. */
export interface BatchReply {
  readonly status: number;
  readonly body: Json | string;
}

/** The server's side of the batch APIs of OpenAI, Anthropic, Google and Mistral: jobs are done when they are looked at twice. */
export interface BatchApis {
  /** Undefined for a path that is none of theirs. */
  answer(request: IncomingMessage, text: string, desk: Desk): Promise<BatchReply | undefined>;
}

interface Row {
  readonly id: string;
  readonly status: number;
  readonly body: Json;
}

interface Job {
  readonly rows: readonly Row[];
  looks: number;
}

interface Memory {
  readonly files: Pick<FileApis, 'text' | 'keepText'>;
  readonly jobs: Map<string, Job>;
}

interface Asked {
  readonly path: string;
  readonly method: string;
  readonly text: string;
  readonly body: Record<string, unknown>;
  readonly memory: Memory;
  /** Answers one request of a job as its own endpoint would. */
  readonly run: (id: unknown, path: string, body: Json) => Promise<Row>;
}

type Route = readonly [
  method: string,
  path: RegExp,
  answer: (asked: Asked, match: RegExpExecArray) => Promise<BatchReply>,
];

export function createBatchApis(files: Memory['files']): BatchApis {
  const memory: Memory = { files, jobs: new Map() };
  return {
    async answer(request, text, desk) {
      const path = (request.url ?? '/').split('?')[0] ?? '/';
      const method = request.method ?? 'GET';
      for (const [wanted, pattern, answer] of routes) {
        const match = method === wanted ? pattern.exec(path) : null;
        if (match === null) continue;
        return guarded(desk, request, () => {
          const parsed = parseJson(text);
          const body = parsed.ok && isRecord(parsed.value) ? parsed.value : {};
          return answer({ path, method, text, body, memory, run: runner(desk, request) }, match);
        });
      }
      return undefined;
    },
  };
}

const routes: readonly Route[] = [
  [
    'POST',
    /^(.*)\/messages\/batches$/,
    async ({ body, memory, run }, [, root = '']) => {
      const rows = await inOrder(listIn(body, 'requests'), (each) =>
        run(each['custom_id'], `${root}/messages`, each['params'] as Json),
      );
      return ok({
        id: remember(memory, 'msgbatch', rows),
        type: 'message_batch',
        processing_status: 'in_progress',
      });
    },
  ],
  [
    'GET',
    /\/messages\/batches\/([\w-]+)$/,
    async ({ memory }, [, id = '']) =>
      ok({ id, processing_status: isDone(memory, id) ? 'ended' : 'in_progress', request_counts: {} }),
  ],
  [
    'GET',
    /\/messages\/batches\/([\w-]+)\/results$/,
    async ({ memory }, [, id = '']) => ({
      status: 200,
      // In no certain order, as the real ones are.
      body: linesOf(
        (memory.jobs.get(id)?.rows ?? [])
          .toReversed()
          .map((row) => ({ custom_id: row.id, result: anthropicResult(row) })),
      ),
    }),
  ],
  [
    'POST',
    /^(.*)\/models\/([^/]+):batchGenerateContent$/,
    async ({ body, memory, run }, [, root = '', model = '']) => {
      const requests = at(body, 'batch', 'inputConfig', 'requests')['requests'];
      const rows = await inOrder(Array.isArray(requests) ? requests : [], (each) =>
        run(
          at(each, 'metadata')['custom_id'],
          `${root}/models/${model}:generateContent`,
          each['request'] as Json,
        ),
      );
      return ok({
        name: `batches/${remember(memory, 'job', rows)}`,
        metadata: { state: 'BATCH_STATE_PENDING' },
      });
    },
  ],
  [
    'POST',
    /^(.*)\/batches$/,
    async ({ body, memory, run }, [, root = '']) => {
      const lines = memory.files
        .text(String(body['input_file_id']))
        .split('\n')
        .filter((line) => line !== '');
      const rows = await inOrder(
        lines.map((line) => JSON.parse(line) as Record<string, unknown>),
        (each) =>
          run(each['custom_id'], root + String(each['url']).replace(/^\/v1/, ''), each['body'] as Json),
      );
      return ok({ id: remember(memory, 'batch', rows), object: 'batch', status: 'validating' });
    },
  ],
  [
    'GET',
    /\/batches\/(job-[\w-]+)$/,
    async ({ memory }, [, id = '']) => {
      if (!isDone(memory, id))
        return ok({ name: `batches/${id}`, metadata: { state: 'BATCH_STATE_RUNNING' } });
      const rows = (memory.jobs.get(id)?.rows ?? []).map((row) => ({
        ...(row.status === 200 ? { response: row.body } : { error: { ...at(row.body, 'error') } }),
        metadata: { custom_id: row.id },
      }));
      return ok({
        name: `batches/${id}`,
        done: true,
        metadata: { state: 'BATCH_STATE_SUCCEEDED' },
        response: { inlinedResponses: { inlinedResponses: rows as Json } },
      });
    },
  ],
  [
    'GET',
    /\/batches\/(batch-[\w-]+)$/,
    async ({ memory }, [, id = '']) => {
      if (!isDone(memory, id)) return ok({ id, status: 'in_progress', request_counts: { completed: 0 } });
      const rows = memory.jobs.get(id)?.rows ?? [];
      const file = (name: string, some: readonly Row[]): string | null => {
        if (some.length === 0) return null;
        memory.files.keepText(
          `${name}-${id}`,
          linesOf(
            some.map((row) => ({ custom_id: row.id, response: { status_code: row.status, body: row.body } })),
          ),
        );
        return `${name}-${id}`;
      };
      const [fine, bad] = [
        rows.filter(({ status }) => status === 200),
        rows.filter(({ status }) => status !== 200),
      ];
      return ok({
        id,
        status: 'completed',
        output_file_id: file('out', fine),
        error_file_id: file('bad', bad),
      });
    },
  ],
  [
    'POST',
    /^(.*)\/batch\/jobs$/,
    async ({ body, memory, run }, [, root = '']) => {
      const rows = await inOrder(listIn(body, 'requests'), (each) =>
        run(each['custom_id'], `${root}${String(body['endpoint']).replace(/^\/v1/, '')}`, {
          ...at(each, 'body'),
          model: body['model'],
        } as Json),
      );
      return ok({ id: remember(memory, 'mistral', rows), status: 'QUEUED' });
    },
  ],
  [
    'GET',
    /\/batch\/jobs\/([\w-]+)$/,
    async ({ memory }, [, id = '']) => {
      if (!isDone(memory, id)) return ok({ id, status: 'RUNNING', outputs: null });
      const rows = (memory.jobs.get(id)?.rows ?? []).map((row) => ({
        custom_id: row.id,
        response: { status_code: row.status, body: row.body },
        error: null,
      }));
      return ok({ id, status: 'SUCCESS', outputs: rows as Json });
    },
  ],
];

async function guarded(
  desk: Desk,
  request: IncomingMessage,
  work: () => Promise<BatchReply>,
): Promise<BatchReply> {
  try {
    checkKey(flatHeaders(request), desk.options);
    return await work();
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    return { status: error.status ?? 400, body: { error: { message: error.message } } };
  }
}

function runner(desk: Desk, request: IncomingMessage): Asked['run'] {
  const headers = flatHeaders(request);
  return async (id, path, body) => {
    const found = await desk.switchboard.find('POST', path);
    if (found === undefined)
      return { id: String(id), status: 404, body: { error: { message: 'No such endpoint.' } } };
    const { codec } = found;
    const number = desk.requests.length + 1;
    try {
      const { call, turn } = receive(desk, { ...found, headers, text: JSON.stringify(body) });
      const { fault } = turn;
      if (fault?.type === 'status')
        return {
          id: String(id),
          status: fault.status,
          body: {
            error: {
              type: 'invalid_request_error',
              code: fault.status,
              message: fault.message ?? 'Refused.',
            },
          },
        };
      return { id: String(id), status: 200, body: codec.renderBody(chunksOfTurn(turn, call, number), call) };
    } catch (error) {
      if (!isReqLLMError(error)) throw error;
      return { id: String(id), ...codec.renderError(error) };
    }
  };
}

async function inOrder(
  items: readonly unknown[],
  work: (item: Record<string, unknown>) => Promise<Row>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const item of items) if (isRecord(item)) rows.push(await work(item));
  return rows;
}

function remember({ jobs }: Memory, kind: string, rows: readonly Row[]): string {
  const id = `${kind}-${jobs.size + 1}`;
  jobs.set(id, { rows, looks: 0 });
  return id;
}

function isDone({ jobs }: Memory, id: string): boolean {
  const job = jobs.get(id);
  if (job !== undefined) job.looks += 1;
  return job !== undefined && job.looks > 1;
}

function anthropicResult({ status, body }: Row): Json {
  return status === 200 ? { type: 'succeeded', message: body } : { type: 'errored', error: body };
}

function listIn(body: Record<string, unknown>, name: string): unknown[] {
  const list = body[name];
  return Array.isArray(list) ? list : [];
}

function at(value: unknown, ...path: readonly string[]): Record<string, unknown> {
  let inner = value;
  for (const name of path) inner = isRecord(inner) ? inner[name] : undefined;
  return isRecord(inner) ? inner : {};
}

function linesOf(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

function ok(body: Json): BatchReply {
  return { status: 200, body };
}
