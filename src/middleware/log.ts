import type { Attempt } from '../core/attempt.ts';
import type { Middleware, Reply } from '../core/call.ts';
import type { Chunk, FinishReason } from '../core/chunk.ts';
import type { StreamOutcome } from '../core/chunk-stream.ts';
import { isReqLLMError } from '../core/error.ts';
import type { Json } from '../core/json.ts';
import type { ModelPrice } from '../core/lookup.ts';
import type { AnyCall } from '../core/operation.ts';
import { redact as withoutSecrets } from '../core/redact.ts';
import { unknownUsage } from '../core/usage.ts';
import { costOf } from './estimate.ts';
import { callable, checkSettings, flag, oneOf } from './settings.ts';

/** How important a line is. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One line of a log: what happened to one call. Without prompts, answers and keys, unless they were asked for. */
export interface LogLine {
  readonly level: LogLevel;
  readonly event: 'call' | 'reply' | 'end' | 'error';
  /** In milliseconds since 1970. */
  readonly time: number;
  readonly model: string;
  readonly operation: AnyCall['operation'];
  readonly stream: boolean;
  readonly tags?: readonly string[];
  readonly ms?: number;
  readonly [more: string]: unknown;
}

/** Settings of {@link log}. */
export interface LogOptions {
  /** Where lines go, such as `(line) => console.log(JSON.stringify(line))`. What it throws reaches the caller. */
  readonly write: (line: LogLine) => void;
  /** The least important level that is written. `debug` adds the beginning of calls and replies. Default `info`. */
  readonly level?: LogLevel;
  /** Whether prompts and answers are written. Default false. */
  readonly content?: boolean;
  readonly now?: () => number;
}

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/**
 * Writes a line about each call: the model that answered, how long it took, tokens, cost, tries, and why it failed. One line
 * a call at the level `info`; a call that needed several tries or another model is a `warn`.
 */
export function log(options: LogOptions): Middleware {
  checkSettings('log', options, checks, 'write');
  const { write, level = 'info', content = false, now = Date.now } = options;
  const say = (line: LogLine): void => {
    if (levels.indexOf(line.level) >= levels.indexOf(level)) write(line);
  };
  return async (call, next, lookup) => {
    const base = baseOf(call);
    const { startedAt } = call.control;
    say({
      ...base,
      level: 'debug',
      event: 'call',
      time: now(),
      ...(content ? { prompt: promptOf(call) } : {}),
    });
    try {
      const reply = await next(call);
      const answered = { ...base, model: reply.model.spec, time: now(), ms: now() - startedAt };
      say({ ...answered, level: 'debug', event: 'reply', tries: reply.attempts.length + 1 });
      const price = reply.cached === undefined ? await lookup?.price(reply.model) : undefined;
      return followed(reply, call, {
        content,
        price,
        end: (facts) => say({ ...base, time: now(), ms: now() - startedAt, ...facts }),
      });
    } catch (error) {
      say({
        ...base,
        level: 'error',
        event: 'error',
        time: now(),
        ms: now() - startedAt,
        ...errorFacts(error),
      });
      throw error;
    }
  };
}

const checks = { write: callable, level: oneOf(...levels), content: flag, now: callable };

type EndFacts = Pick<LogLine, 'level' | 'event'> & Record<string, unknown>;

interface Followed {
  readonly content: boolean;
  readonly price: ModelPrice | undefined;
  readonly end: (facts: EndFacts) => void;
}

function followed(reply: Reply, call: AnyCall, { content, price, end }: Followed): Reply {
  let usage = unknownUsage;
  let finishReason: FinishReason | undefined;
  let text = '';
  reply.chunks.tap({
    chunk: (chunk: Chunk) => {
      if (chunk.type === 'usage') ({ usage } = chunk);
      if (chunk.type === 'finish') finishReason = chunk.reason;
      if (content && chunk.type === 'text') text += chunk.text;
    },
    done: (outcome) => {
      const { inputTokens, outputTokens } = usage;
      const usd = reply.cached === undefined ? costOf(call, usage, price) : 0;
      end({
        ...outcomeFacts(outcome, reply.attempts),
        model: reply.model.spec,
        ...(reply.model.spec === call.model.spec ? {} : { asked: call.model.spec }),
        inputTokens,
        outputTokens,
        ...(usd === undefined ? {} : { usd }),
        ...(finishReason === undefined ? {} : { finishReason }),
        ...(reply.cached === undefined ? {} : { cached: true }),
        ...(reply.requestId === undefined ? {} : { requestId: reply.requestId }),
        ...(content ? { prompt: promptOf(call), text } : {}),
      });
    },
  });
  return reply;
}

function baseOf({
  model,
  operation,
  stream,
  control,
}: AnyCall): Pick<LogLine, 'model' | 'operation' | 'stream' | 'tags'> {
  const { tags } = control;
  return { model: model.spec, operation, stream, ...(tags === undefined ? {} : { tags }) };
}

function outcomeFacts(outcome: StreamOutcome, attempts: readonly Attempt[]): EndFacts {
  const tries = { tries: attempts.length + 1 };
  if (outcome.type === 'failed')
    return { level: 'error', event: 'error', ...tries, ...errorFacts(outcome.error) };
  const failed = attempts.flatMap(({ error }) => (error === undefined ? [] : [error.code]));
  if (failed.length > 0) return { level: 'warn', event: 'end', outcome: outcome.type, ...tries, failed };
  return { level: 'info', event: 'end', outcome: outcome.type, ...tries };
}

function errorFacts(error: unknown): Record<string, unknown> {
  if (!isReqLLMError(error)) return { error: { name: error instanceof Error ? error.name : typeof error } };
  const { code, phase, message, status, retryAfterMs, requestId, attempts } = error;
  const facts = { code, phase, message: withoutSecrets(message), status, retryAfterMs, requestId };
  return { error: facts, tries: Math.max(1, attempts.length) };
}

function promptOf(call: AnyCall): Json {
  const { control: _control, model: _model, operation: _operation, ...asked } = call;
  return asked as unknown as Json;
}
