export { inCallSpan } from './otel/call-span.ts';
export type { Redact } from './otel/content.ts';
export type { EventLogger } from './otel/content-events.ts';
export type { Conventions } from './otel/conventions.ts';
export { otel, type OtelOptions } from './otel/observer.ts';
