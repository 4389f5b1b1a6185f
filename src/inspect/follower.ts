import type { ServerResponse } from 'node:http';

/** One page that is shown the journal: all of its lines so far, and then each as it comes. */
export interface Follower {
  /** There are more lines. */
  more(): void;
  /** The journal was cut or put anew: it begins from its start. */
  reset(): void;
  end(): void;
}

// A journal may be larger than a text can be, and than what a socket takes at once.
const linesAtOnce = 500;

/**
 * Sends lines as events of many lines, no faster than they are taken; after those that are there now, that it is `ready`.
 */
export function createFollower(response: ServerResponse, lines: readonly string[]): Follower {
  let at = 0;
  let isReady = false;
  let isSending = false;
  const send = (): void => {
    while (!isSending && at < lines.length) {
      const batch = lines.slice(at, at + linesAtOnce);
      at += batch.length;
      isSending = !response.write(`${batch.map((line) => `data: ${line}\n`).join('')}\n`);
    }
    if (isSending || isReady) return;
    isReady = true;
    response.write(event('ready'));
  };
  response.on('drain', () => {
    isSending = false;
    send();
  });
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(event('reset'));
  send();
  return {
    more: send,
    reset() {
      at = 0;
      response.write(event('reset'));
    },
    end: () => void response.end(),
  };
}

function event(name: string): string {
  return `event: ${name}\ndata: {}\n\n`;
}
