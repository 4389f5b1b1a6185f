import type { FramingName } from './event.ts';

/** What a reply's content type says about its form; undefined when it is neither JSON nor a framing we know. */
export function framingOf(contentType: string | undefined): FramingName | 'json' | undefined {
  const type = ((contentType ?? '').split(';')[0] ?? '').trim().toLowerCase();
  switch (type) {
    case 'text/event-stream':
      return 'sse';
    case 'application/x-ndjson':
    case 'application/ndjson':
    case 'application/jsonl':
    case 'application/x-jsonlines':
    case 'application/stream+json':
      return 'json-lines';
    case 'application/vnd.amazon.eventstream':
      return 'aws-event-stream';
    case 'application/json':
    case 'text/json':
      return 'json';
    default:
      return type.endsWith('+json') ? 'json' : undefined;
  }
}
