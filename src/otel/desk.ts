import { type Span, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { Redact } from './content.ts';
import type { EventLogger } from './content-events.ts';
import type { Spoken } from './conventions.ts';
import type { Instruments } from './metrics.ts';

/** What one observer tells with. */
export interface Desk {
  readonly tracer: Tracer;
  readonly instruments: Instruments;
  readonly clean: Redact;
  readonly content: 'none' | 'attributes' | 'event';
  readonly spoken: Spoken;
  readonly logger?: EventLogger;
}

/** Marks a span as failed. */
export function fail(span: Span, type: string, message?: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(message === undefined ? {} : { message }) });
}
