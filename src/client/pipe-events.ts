import { type EventReplyOptions, type EventSink, frames, headersOf } from './event-reply.ts';

/**
 * Writes events to a reply of node:http as `toSSE` does, no faster than they are taken. Settles when all is
 * written or the reader has hung up; a failure of the stream is an event, not a rejection.
 */
export async function pipeEvents(
  events: AsyncIterable<object>,
  sink: EventSink,
  options: EventReplyOptions = {},
): Promise<void> {
  const written = frames(events, options.keepAliveMs ?? 15_000);
  // Who left while the first words were waited for closes nothing any more, and takes nothing.
  if (sink.destroyed === true || sink.stream?.destroyed === true) return written.return();
  let wake: (() => void) | undefined;
  let isClosed = false;
  const onDrain = (): void => wake?.();
  const onClose = (): void => {
    isClosed = true;
    wake?.();
    // What closing comes to is told at the end.
    written.return().catch(() => {});
  };
  sink.on('drain', onDrain);
  sink.on('close', onClose);
  try {
    sink.writeHead(200, headersOf(options));
    for (;;) {
      const { done, value } = await written.next();
      if (done === true || isClosed) break;
      if (!sink.write(value) && !isClosed) await new Promise<void>((resolve) => (wake = resolve));
    }
    if (!isClosed) sink.end();
  } finally {
    sink.off('drain', onDrain);
    sink.off('close', onClose);
    await written.return();
  }
}
