export { inspect, type Inspection, type InspectOptions } from './inspect.ts';
export type { CallLine, ChunkLine, EndLine, ExchangeLine, JournalLine, RequestLine } from './journal-line.ts';
export { type InspectionOptions, type InspectionServer, serveInspection } from './server.ts';
