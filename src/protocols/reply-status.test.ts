import { expect, test } from 'vitest';

import { replyStatus } from './reply-status.ts';

test("a server's own status wins, and what nobody named is a failure of the server", () => {
  expect(replyStatus('quota', { quota: 402 })).toBe(402);
  expect(replyStatus('rate-limited', { quota: 402 })).toBe(429);
  expect(replyStatus('context-overflow', {})).toBe(400);
  expect(replyStatus('network', {})).toBe(500);
});
