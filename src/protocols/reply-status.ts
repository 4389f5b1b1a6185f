import type { ErrorCode } from '../core/error.ts';

type Statuses = Partial<Readonly<Record<ErrorCode, number>>>;

const usual: Statuses = {
  auth: 401,
  permission: 403,
  'model-not-found': 404,
  'rate-limited': 429,
  'invalid-request': 400,
  unsupported: 400,
  'context-overflow': 400,
  'content-filter': 400,
  config: 400,
  overloaded: 503,
};

/** The HTTP status with which a server refuses: its own where it has one, else what most servers send; 500 for the rest. */
export function replyStatus(code: ErrorCode, own: Statuses): number {
  return own[code] ?? usual[code] ?? 500;
}
