import { ReqLLMError } from '../core/error.ts';
import { isRecord } from '../core/json.ts';

const shownLength = 60;

/** The JSON in a frame. Throws `bad-response` where there is none, with the beginning of what there is. */
export function parseFrame(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    throw unreadableFrame('frame', data);
  }
}

/** The error of a frame that cannot be read; `what` says what kind of frame it is. */
export function unreadableFrame(what: string, data: string): ReqLLMError {
  return badReply(`The stream held a malformed ${what}: ${JSON.stringify(data.slice(0, shownLength))}.`);
}

/** The error of a body that is something else; `lack` says what it is not, and what shows it. */
export function otherBody(lack: string, body: unknown): ReqLLMError {
  const told = isRecord(body)
    ? `members ${Object.keys(body).slice(0, 5).join(', ')}`
    : JSON.stringify(String(body).slice(0, shownLength));
  return badReply(`The reply is no ${lack}: ${told.slice(0, 80)}.`);
}

function badReply(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'bad-response', phase: 'decode' });
}
