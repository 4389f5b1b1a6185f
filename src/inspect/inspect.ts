import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { createDefaultTransport } from '#transport';
import type { Chunk } from '../core/chunk.ts';
import type { Json } from '../core/json.ts';
import { addUsage, type Usage } from '../core/usage.ts';
import {
  type AnyCall,
  type ClientOptions,
  isReqLLMError,
  type Middleware,
  processEnv,
  type StreamOutcome,
  type Transport,
} from '../index.ts';
import { cleanRequestHeaders, secretsOf } from '../testing/fixtures/clean.ts';
import { printFixtures } from '../testing/fixtures/fixture.ts';
import { recordExchange } from '../testing/fixtures/record.ts';
import type { EndLine, JournalLine } from './journal-line.ts';
import { createJournalWriter } from './journal-writer.ts';
import { billOf } from './bill.ts';

export interface InspectOptions {
  /** The file that calls are written to, as JSON lines. It holds prompts and answers; it never holds keys. */
  readonly journal: string;
  /** What carries the requests. Default: the client's own way. */
  readonly transport?: Transport;
}

/** The part of a client's options that writes its calls to a journal. */
export interface Inspection extends Pick<ClientOptions, 'middleware' | 'transport'> {
  readonly middleware: readonly Middleware[];
  readonly transport: Transport;
}

interface Running {
  readonly id: string;
  readonly startedAt: number;
  attempts: number;
}

/**
 * Writes every call of a client to a journal that `reqllm inspect` shows, also while it grows: `createClient({
 * ...inspect({ journal: 'calls.jsonl' }) })`. Lines come to the file within 40 ms, and when the process ends.
 */
export function inspect({ journal, transport }: InspectOptions): Inspection {
  const running = new AsyncLocalStorage<Running>();
  const writer = createJournalWriter(journal);
  const send = transport ?? createDefaultTransport({ env: processEnv });
  return {
    middleware: [noteCalls(running, writer.write)],
    transport: noteRequests(running, writer.write, send),
  };
}

type Write = (line: JournalLine, secrets?: readonly string[]) => void;

function noteCalls(running: AsyncLocalStorage<Running>, write: Write): Middleware {
  return async (call, next, lookup) => {
    const state: Running = { id: randomUUID(), startedAt: performance.now(), attempts: 0 };
    const { id } = state;
    const ms = (): number => Math.round((performance.now() - state.startedAt) * 10) / 10;
    write({
      type: 'call',
      id,
      at: Date.now(),
      model: call.model.spec,
      provider: call.model.provider,
      operation: call.operation,
      stream: call.stream,
      call: saidBy(call),
    });
    try {
      const reply = await running.run(state, () => next(call));
      const paid = await billOf(call, reply, lookup);
      reply.chunks.tap({
        chunk(chunk) {
          paid.note(chunk);
          write({ type: 'chunk', id, ms: ms(), chunk: plainChunk(chunk) });
        },
        done(outcome) {
          const { model, usage } = paid.total(outcome.type === 'end');
          const other = model === call.model.spec ? {} : { model };
          write({ type: 'end', id, ms: ms(), ...endOf(outcome), ...other, ...usageOf(usage) });
        },
      });
      return reply;
    } catch (error) {
      const tries = isReqLLMError(error) ? error.attempts : [];
      const usage = tries.length === 0 ? undefined : addUsage(tries.map((each) => each.usage));
      write({ type: 'end', id, ms: ms(), ...endOf({ type: 'failed', error }), ...usageOf(usage) });
      throw error;
    }
  };
}

function noteRequests(running: AsyncLocalStorage<Running>, write: Write, send: Transport): Transport {
  const noted: Transport = async (request, signal) => {
    const state = running.getStore();
    if (state === undefined) return send(request, signal);
    const { id } = state;
    const attempt = (state.attempts += 1);
    const now = (): number => performance.now();
    const ms = (): number => Math.round((now() - state.startedAt) * 10) / 10;
    const secrets = secretsOf(request);
    const headers = cleanRequestHeaders(request.headers);
    write(
      {
        type: 'request',
        id,
        attempt,
        ms: ms(),
        method: request.method,
        url: request.url,
        headers,
        proof: Object.keys(request.headers).filter((name) =>
          /^(authorization|x-api-key|x-goog-api-key|api-key)$/.test(name),
        ),
        body: bodyOf(request.body),
      },
      secrets,
    );
    try {
      return await recordExchange(send, {
        request,
        signal,
        now,
        done: (fixture) =>
          write(
            {
              type: 'exchange',
              id,
              attempt,
              ms: ms(),
              status: fixture.status,
              fixture: printFixtures([fixture]),
            },
            secrets,
          ),
      });
    } catch (error) {
      const problem = error instanceof Error ? error.message : 'It failed.';
      write({ type: 'exchange', id, attempt, ms: ms(), problem }, secrets);
      throw error;
    }
  };
  return send.isOffline === undefined ? noted : Object.assign(noted, { isOffline: send.isOffline });
}

/** The call without its control: what runs it holds keys, headers and signals. */
function saidBy({ control: _control, ...said }: AnyCall): Json {
  return JSON.parse(JSON.stringify(said)) as Json;
}

function plainChunk(chunk: Chunk): Json {
  if (chunk.type === 'media')
    return { type: 'media', block: chunk.block, mediaType: chunk.mediaType, bytes: chunk.data.length };
  return JSON.parse(JSON.stringify(chunk)) as Json;
}

function endOf(outcome: StreamOutcome): Pick<EndLine, 'outcome' | 'error'> {
  if (outcome.type !== 'failed') return { outcome: outcome.type === 'end' ? 'ok' : 'left' };
  const { error } = outcome;
  if (!isReqLLMError(error))
    return {
      outcome: 'error',
      error: { code: 'unexpected', message: 'Something that is no ReqLLMError was thrown.' },
    };
  const { code, message, status } = error;
  return { outcome: 'error', error: { code, message, ...(status === undefined ? {} : { status }) } };
}

function usageOf(usage: Usage | undefined): { usage?: Json } {
  if (usage === undefined) return {};
  const { raw: _raw, ...counts } = usage;
  return { usage: JSON.parse(JSON.stringify(counts)) as Json };
}

function bodyOf(body: string | Uint8Array | undefined): Json {
  if (typeof body !== 'string') return body === undefined ? null : `${body.length} bytes`;
  try {
    return JSON.parse(body) as Json;
  } catch {
    return body;
  }
}
