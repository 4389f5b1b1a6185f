import type { WireEvent } from '../wire/event.ts';
import type { RawReply } from './raw-reply.ts';
import * as raw from './raw-reply.ts';

/**
 * Something that goes wrong on purpose. `after` counts the frames that are sent in good order before it; it applies to
 * streams only, bodies fail at once.
 */
export type Fault =
  /** The protocol's own error body with this status. */
  | {
      readonly type: 'status';
      readonly status: number;
      readonly message?: string;
      readonly code?: string;
      readonly retryAfterSeconds?: number;
      /** More headers of the reply, names in lower case. */
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** An error event inside a stream that began with 200. */
  | {
      readonly type: 'error-event';
      readonly after: number;
      readonly status?: number;
      readonly message?: string;
    }
  /** The stream ends as if it were complete, without its end. */
  | { readonly type: 'truncate'; readonly after: number }
  /** The connection is reset. */
  | { readonly type: 'reset'; readonly after: number }
  /** Nothing more comes, but the connection stays open; comments keep coming if asked. */
  | { readonly type: 'stall'; readonly after: number; readonly comments?: boolean }
  /** A frame that is no JSON. */
  | { readonly type: 'malformed'; readonly after: number }
  /** A login page with status 200. */
  | { readonly type: 'html' }
  /** The whole stream, then the connection stays open. */
  | { readonly type: 'linger' }
  /** The frames of a stream as they are changed: left out, doubled, moved, spoiled. Bodies are left alone. */
  | { readonly type: 'frames'; readonly change: (frames: readonly WireEvent[]) => readonly WireEvent[] }
  /** Sends the whole reply itself, from the status line on. */
  | { readonly type: 'reply'; readonly send: (reply: RawReply) => void };

/** Short ways to write faults. */
export const faults = {
  status: (
    status: number,
    more: {
      message?: string;
      code?: string;
      retryAfterSeconds?: number;
      headers?: Readonly<Record<string, string>>;
    } = {},
  ): Fault => ({ type: 'status', status, ...more }),
  errorEvent: (after: number = 0, status: number = 529): Fault => ({ type: 'error-event', after, status }),
  truncate: (after: number): Fault => ({ type: 'truncate', after }),
  reset: (after: number): Fault => ({ type: 'reset', after }),
  stall: (after: number, comments: boolean = false): Fault => ({ type: 'stall', after, comments }),
  malformed: (after: number): Fault => ({ type: 'malformed', after }),
  html: (): Fault => ({ type: 'html' }),
  linger: (): Fault => ({ type: 'linger' }),
  frames: (change: (frames: readonly WireEvent[]) => readonly WireEvent[]): Fault => ({
    type: 'frames',
    change,
  }),
  reply: (send: (reply: RawReply) => void): Fault => reply(send),
  /** Headers that never end. */
  endlessHeaders: (everyMs: number = 5): Fault => reply(raw.endlessHeaders(everyMs)),
  hugeHeaders: (bytes: number = 65_536): Fault => reply(raw.hugeHeaders(bytes)),
  corruptGzip: (): Fault => reply(raw.corruptGzip()),
  /** A cut that looks like an end, after this share of the bytes. */
  cutByClose: (share: number = 0.5): Fault => reply(raw.cutByClose(share)),
  empty: (status: number = 200): Fault => reply(raw.emptyBody(status)),
  page: (status: number): Fault => reply(raw.page(status)),
  redirect: (location: string, status: number = 307): Fault => reply(raw.redirect(location, status)),
  /** A 401 that repeats the key. */
  repeatKey: (): Fault => reply(raw.repeatKey()),
  endlessLine: (start: string = 'data: '): Fault => reply(raw.endlessLine(start)),
  /** The sound reply with its bytes changed and cut. */
  recut: (change: (whole: Uint8Array) => Uint8Array, length: number): Fault =>
    reply(raw.recut(change, length)),
} as const;

function reply(send: (reply: RawReply) => void): Fault {
  return { type: 'reply', send };
}
