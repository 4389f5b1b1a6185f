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
  | { readonly type: 'linger' };

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
} as const;
