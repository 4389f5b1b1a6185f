import { defaultRetry, defaultTimeout } from '../client/options.ts';
import type { Call, CallBody } from '../core/call.ts';

/** A call with these contents and the default settings, for trying a protocol without a client. */
export function callFor(body: CallBody): Call {
  return {
    operation: 'text',
    ...body,
    control: {
      startedAt: 0,
      timeout: defaultTimeout(body.stream),
      retry: defaultRetry,
      onUnsupported: 'warn',
      quirks: 'apply',
      headers: {},
      include: [],
    },
  };
}
