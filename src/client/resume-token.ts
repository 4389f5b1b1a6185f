import { ReqLLMError } from '../core/error.ts';
import { isRecord } from '../core/json.ts';
import type { ResumeToken } from '../core/recovery.ts';

/** A token as it was given out, checked. Throws `config` for anything else. */
export function checkedToken(value: unknown): ResumeToken {
  const texts = ['provider', 'protocol', 'model', 'id'];
  const isToken =
    isRecord(value) &&
    value['version'] === 1 &&
    texts.every((name) => typeof value[name] === 'string' && value[name] !== '');
  if (isToken) return value as unknown as ResumeToken;
  const message =
    'That is no resume token; they come from `error.resume`, `stream.resumeToken()` and the `job` of videos.';
  throw new ReqLLMError(message, { code: 'config', phase: 'config' });
}
