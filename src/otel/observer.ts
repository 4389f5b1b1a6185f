import {
  type Attributes,
  type Context,
  context,
  metrics,
  type Meter,
  type Span,
  SpanKind,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { type Chunk, isSpoken } from '../core/chunk.ts';
import { isReqLLMError } from '../core/error.ts';
import type { CallReport, CallStart, CallWatcher, Observer } from '../core/observation.ts';
import type { AnyCall } from '../core/operation.ts';
import { createFold, type Folded } from '../core/response.ts';
import { commonAttributes, idOf, providerAttributes } from './attributes.ts';
import { reportedAttributes, requestedAttributes } from './attributes.ts';
import { noteCallSpan } from './call-span.ts';
import { answeredContent, askedContent, cleaner, type Redact } from './content.ts';
import { type EventLogger, messageEvents, tell } from './content-events.ts';
import { type Conventions, isNewer, spokenConventions } from './conventions.ts';
import { createInstruments } from './metrics.ts';
import { type Desk, fail } from './desk.ts';
import { aroundRun, aroundTool } from './run-spans.ts';

export interface OtelOptions {
  /** Default: of the global provider. */
  readonly tracer?: Tracer;
  /** Default: of the global provider. */
  readonly meter?: Meter;
  /** Takes events of content in place of the span: a `Logger` of `@opentelemetry/api-logs`. */
  readonly logger?: EventLogger;
  /**
   * The releases of the conventions that are spoken, several at the same time. Default: `['1.36', '1.41']`, which differ
   * in few names. `['1.41']` or `['genai-0.1']` is what others mean by `OTEL_SEMCONV_STABILITY_OPT_IN` with
   * `gen_ai_latest_experimental`; that variable is not read.
   */
  readonly conventions?: readonly Conventions[];
  /**
   * Whether prompts, answers and tool arguments are shown: not at all (`none`, the default), as attributes of the span, or
   * as events: one with all messages, or where only `1.36` is spoken one for each message. Keys are always taken out,
   * media never shown.
   */
  readonly content?: 'none' | 'attributes' | 'event';
  /** Changes each text of the content before it is shown. */
  readonly redact?: Redact;
}

const scope = 'reqllm';

/**
 * Spans and metrics in OpenTelemetry's GenAI conventions, for the client option `telemetry`: one span a call, whatever
 * becomes of it, one for each loop of tools and each tool that is run, retries as events. Requests are made inside of the
 * call's span. Throws `config` for conventions that it does not know.
 */
export function otel(options: OtelOptions = {}): Observer {
  const spoken = spokenConventions(options.conventions);
  const desk: Desk = {
    tracer: options.tracer ?? trace.getTracer(scope),
    instruments: createInstruments(options.meter ?? metrics.getMeter(scope), spoken),
    clean: cleaner(options.redact),
    content: options.content ?? 'none',
    spoken,
    ...(options.logger === undefined ? {} : { logger: options.logger }),
  };
  return {
    begin: (start, call) => watchCall(desk, start, call),
    tool: (start, work) => aroundTool(desk, start, work),
    run: (start, work) => aroundRun(desk, start, work),
  };
}

function watchCall(desk: Desk, start: CallStart, call: AnyCall): CallWatcher {
  const { tracer, instruments, content, spoken } = desk;
  const common = commonAttributes(start, spoken);
  const span = tracer.startSpan(`${String(common['gen_ai.operation.name'])} ${idOf(start.model)}`, {
    kind: SpanKind.CLIENT,
    startTime: start.startedAt,
    attributes: { ...common, ...requestedAttributes(call, start, spoken) },
  });
  const inside = trace.setSpan(context.active(), span);
  noteCallSpan(inside);
  const fold = content === 'none' ? undefined : createFold();
  const gapsMs: number[] = [];
  const time = start.stream ? gapTimer(gapsMs) : undefined;
  return {
    within: (work) => context.with(inside, work),
    ...(time === undefined && fold === undefined
      ? {}
      : {
          chunk: (chunk: Chunk) => {
            time?.(chunk);
            fold?.add(chunk);
          },
        }),
    end: (report, error) => {
      noteRetries(span, report);
      span.setAttributes(reportedAttributes(report, spoken));
      if (fold !== undefined) showContent(desk, { span, inside, start, call, folded: fold.result() });
      const isBad = report.outcome === 'error' || report.outcome === 'truncated';
      // A message may quote the reply, as it does where that could not be read.
      const message = content !== 'none' && isReqLLMError(error) ? desk.clean(error.message) : undefined;
      if (isBad) fail(span, report.error?.code ?? 'unknown', message);
      span.end();
      instruments.call(report, gapsMs);
    },
  };
}

function gapTimer(gapsMs: number[]): (chunk: Chunk) => void {
  let lastAt: number | undefined;
  return (chunk) => {
    if (!isSpoken(chunk) || chunk.type === 'finish') return;
    const at = performance.now();
    if (lastAt !== undefined) gapsMs.push(at - lastAt);
    lastAt = at;
  };
}

interface Shown {
  readonly span: Span;
  readonly inside: Context;
  readonly start: CallStart;
  readonly call: AnyCall;
  readonly folded: Folded;
}

function showContent(desk: Desk, { span, inside, start, call, folded }: Shown): void {
  const { content, spoken, clean, logger } = desk;
  const place = { span, inside, ...(logger === undefined ? {} : { logger }) };
  if (content === 'event' && !isNewer(spoken)) {
    const system = providerAttributes(start.provider, spoken);
    for (const event of messageEvents(call, folded, system, clean)) tell(event, place);
    return;
  }
  const shown: Attributes = { ...askedContent(call, clean), ...answeredContent(folded, clean) };
  if (content === 'attributes') span.setAttributes(shown);
  else {
    const attributes = { ...commonAttributes(start, spoken), ...shown };
    tell({ name: 'gen_ai.client.inference.operation.details', attributes }, place);
  }
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
