import { tooLong } from './broken.ts';
import { defaultLimits, type Framer, type FramerLimits, type WireEvent } from './event.ts';
import { HeldText } from './held-text.ts';
import { createUtf8Decoder } from './utf8.ts';

type Send = (event: WireEvent) => void;

/** Cuts newline-delimited JSON: one event a line, blank lines skipped, the last line with or without its line feed. */
export function createJsonLinesFramer(limits: FramerLimits = defaultLimits): Framer {
  const limit = limits.maxEventBytes;
  const decoder = createUtf8Decoder();
  const open = new HeldText();

  const line = (text: string, emit: Send): void => {
    if (text.length > limit) throw tooLong('line', limit);
    // Also takes off the CR of a CRLF, which is white space to JSON.
    const data = text.trim();
    if (data !== '') emit({ data });
  };

  const cut = (text: string, emit: Send): void => {
    let from = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      if (open.length === 0) line(text.slice(from, end), emit);
      else {
        open.add(text.slice(from, end));
        line(open.take(), emit);
      }
      from = end + 1;
    }
    if (from === text.length) return;
    if (open.length + text.length - from > limit) throw tooLong('line', limit);
    open.add(text.slice(from));
  };

  return {
    push: (bytes, emit) => cut(decoder.decode(bytes), emit),
    end: (emit) => {
      cut(decoder.end(), emit);
      line(open.take(), emit);
    },
  };
}

/** One event as a line. The data must be JSON; line breaks between its tokens are taken out. */
export function encodeJsonLine(event: WireEvent): string {
  return `${event.data.replace(/[\r\n]+/g, ' ')}\n`;
}
