import {
  type Attributes,
  context,
  metrics,
  type Meter,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { type Chunk, isSpoken } from '../core/chunk.ts';
import { isReqLLMError } from '../core/error.ts';
import type { CallReport, CallStart, CallWatcher, Observer } from '../core/observation.ts';
import type { AnyCall } from '../core/operation.ts';
import { createFold } from '../core/response.ts';
import { commonAttributes, idOf, reportedAttributes, requestedAttributes } from './attributes.ts';
import { answeredContent, askedContent, cleaner, cleanJson, type Redact } from './content.ts';
import { createInstruments, type Instruments } from './metrics.ts';

export interface OtelOptions {
  /** Default: of the global provider. */
  readonly tracer?: Tracer;
  /** Default: of the global provider. */
  readonly meter?: Meter;
  /**
   * Whether prompts, answers and tool arguments are shown: not at all (`none`, the default), as attributes of the span, or
   * as one event of the span (`gen_ai.client.inference.operation.details`). Keys are always taken out, media never shown.
   */
  readonly content?: 'none' | 'attributes' | 'event';
  /** Changes each text of the content before it is shown. */
  readonly redact?: Redact;
}

const scope = 'reqllm';

/**
 * Spans and metrics in OpenTelemetry's GenAI conventions, for the client option `telemetry`: one span a call, whatever
 * becomes of it, one for each tool that is run, retries as events. Requests are made inside of the call's span.
 */
export function otel(options: OtelOptions = {}): Observer {
  const tracer = options.tracer ?? trace.getTracer(scope);
  const instruments = createInstruments(options.meter ?? metrics.getMeter(scope));
  const clean = cleaner(options.redact);
  const { content = 'none' } = options;
  return {
    begin: (start, call) => watchCall({ tracer, instruments, clean, content, start, call }),
    tool: async (start, work) => {
      const attributes: Attributes = {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': start.name,
        'gen_ai.tool.call.id': start.toolCallId,
        'gen_ai.tool.type': 'function',
        'reqllm.step': start.step,
        ...(start.description === undefined ? {} : { 'gen_ai.tool.description': start.description }),
        ...(content === 'none' ? {} : { 'gen_ai.tool.call.arguments': cleanJson(start.input, clean) }),
      };
      const span = tracer.startSpan(`execute_tool ${start.name}`, { kind: SpanKind.INTERNAL, attributes });
      try {
        const ended = await context.with(trace.setSpan(context.active(), span), work);
        if (content !== 'none') span.setAttribute('gen_ai.tool.call.result', cleanJson(ended.output, clean));
        if (ended.status !== 'ok') fail(span, ended.status);
        return ended;
      } catch (error) {
        fail(span, 'unknown');
        throw error;
      } finally {
        span.end();
      }
    },
  };
}

interface Watched {
  readonly tracer: Tracer;
  readonly instruments: Instruments;
  readonly clean: Redact;
  readonly content: NonNullable<OtelOptions['content']>;
  readonly start: CallStart;
  readonly call: AnyCall;
}

function watchCall({ tracer, instruments, clean, content, start, call }: Watched): CallWatcher {
  const common = commonAttributes(start);
  const span = tracer.startSpan(`${String(common['gen_ai.operation.name'])} ${idOf(start.model)}`, {
    kind: SpanKind.CLIENT,
    startTime: start.startedAt,
    attributes: { ...common, ...requestedAttributes(call, start) },
  });
  const inside = trace.setSpan(context.active(), span);
  const fold = content === 'none' ? undefined : createFold();
  const gapsMs: number[] = [];
  let lastAt: number | undefined;
  const time = (chunk: Chunk): void => {
    if (!isSpoken(chunk) || chunk.type === 'finish') return;
    const at = performance.now();
    if (lastAt !== undefined) gapsMs.push(at - lastAt);
    lastAt = at;
  };
  return {
    within: (work) => context.with(inside, work),
    chunk: (chunk) => {
      if (start.stream) time(chunk);
      fold?.add(chunk);
    },
    end: (report, error) => {
      noteRetries(span, report);
      span.setAttributes(reportedAttributes(report));
      if (fold !== undefined) {
        const shown = { ...askedContent(call, clean), ...answeredContent(fold.result(), clean) };
        if (content === 'attributes') span.setAttributes(shown);
        else span.addEvent('gen_ai.client.inference.operation.details', { ...common, ...shown });
      }
      const isBad = report.outcome === 'error' || report.outcome === 'truncated';
      // A message may quote the reply, as it does where that could not be read.
      const message = content !== 'none' && isReqLLMError(error) ? clean(error.message) : undefined;
      if (isBad) fail(span, report.error?.code ?? 'unknown', message);
      span.end();
      instruments.record(report, gapsMs);
    },
  };
}

/** Each request that failed before another was made, at the time when it did. */
function noteRetries(span: Span, { attempts }: CallReport): void {
  for (const [index, { model, startedAt, ms, error, outcome }] of attempts.slice(0, -1).entries())
    span.addEvent(
      'reqllm.retry',
      {
        'reqllm.attempt': index + 1,
        'gen_ai.request.model': idOf(model),
        'error.type': error?.code ?? outcome,
        ...(error?.status === undefined ? {} : { 'http.response.status_code': error.status }),
      },
      startedAt + ms,
    );
}

function fail(span: Span, type: string, message?: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(message === undefined ? {} : { message }) });
}
