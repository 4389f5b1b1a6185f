import type { Emit } from '../core/chunk.ts';
import { ReqLLMError } from '../core/error.ts';
import { unreadable } from './operation-reply.ts';

/** Whether a resolution is said in pixels, such as `1280x720`, and not by a name, such as `720p`. */
export function isPixels(resolution: string): boolean {
  return /^\d+x\d+$/.test(resolution);
}

/** The path of a job. Throws `invalid-request` for an id that would lead elsewhere. */
export function jobPath(before: string, id: string): string {
  const parts = id.split('/');
  const isPlain = parts.every((part) => /^[\w.~:-]{1,200}$/.test(part) && !/^\.+$/.test(part));
  if (isPlain && parts.length <= 8) return `${before}${id}`;
  const message = 'That is no id of a job; give the token as `error.resume` or the response held it.';
  throw new ReqLLMError(message, { code: 'invalid-request', phase: 'encode' });
}

/** The videos of a finished job. Throws `bad-response` where there is none. */
export function emitVideos(urls: readonly string[], emit: Emit): void {
  if (urls.length === 0) throw unreadable('the job is done, and there is no video');
  for (const [block, url] of urls.entries()) emit({ type: 'media-url', block, url, mediaType: 'video/mp4' });
}

/** The failure of a job that ended without a video or a reason. */
export function endedWithout(status: string): ReqLLMError {
  return new ReqLLMError(`The job ended without a video: it is ${status}.`, {
    code: 'server',
    phase: 'decode',
    retryable: false,
  });
}
