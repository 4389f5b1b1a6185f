import { isRecord, parseJson } from '../core/json.ts';

/** How a request and its answer share a WebSocket: the request is one message, the answer a run of messages. */
export interface SocketTerms {
  /** The `type`s of messages that end an answer and leave the connection free for the next request. */
  readonly ends: readonly string[];
  /** A text that the end of an earlier answer held: the connection that brought it is preferred, if it is still open. */
  readonly follows?: string;
}

/** Whether a message is the last of an answer. */
export function endsAnswer(message: string, { ends }: SocketTerms): boolean {
  // Few messages hold the word at all, so few are parsed here and again by the protocol.
  if (!ends.some((type) => message.includes(`"${type}"`))) return false;
  const parsed = parseJson(message);
  if (!parsed.ok || !isRecord(parsed.value)) return false;
  const { type } = parsed.value;
  return typeof type === 'string' && ends.includes(type);
}

/** A message of JSON as one line of newline-delimited JSON. */
export function lineOfMessage(message: string): string {
  // JSON has line breaks only between its tokens.
  return `${/[\r\n]/.test(message) ? message.replace(/[\r\n]+/g, ' ') : message}\n`;
}
