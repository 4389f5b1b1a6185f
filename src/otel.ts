export type { Redact } from './otel/content.ts';
export { otel, type OtelOptions } from './otel/observer.ts';
