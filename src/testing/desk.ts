import type { IncomingMessage } from 'node:http';
import type { CallBody } from '../core/call.ts';
import { ReqLLMError } from '../core/error.ts';
import { type Json, parseJson } from '../core/json.ts';
import type { ServerCodec } from '../protocols/protocol.ts';
import type { BatchApis } from './batch-apis.ts';
import type { FileApis } from './file-apis.ts';
import { defaultTurn } from './responder.ts';
import type { Jobs } from './jobs.ts';
import type { OperationSwitchboard } from './operations.ts';
import type { KeptAnswer } from './resume.ts';
import type { SimulatedRequest, SimulatorOptions } from './simulator.ts';
import type { Switchboard } from './switchboard.ts';
import type { Turn } from './turn.ts';

/** What all connections to one simulator share. */
export interface Desk {
  readonly switchboard: Switchboard;
  readonly operations: OperationSwitchboard;
  readonly options: SimulatorOptions;
  readonly requests: SimulatedRequest[];
  /** The answers that are made in the background, by id. */
  readonly answers: Map<string, KeptAnswer>;
  readonly batches: BatchApis;
  readonly files: FileApis;
  readonly jobs: Jobs;
}

/** A request as it came in: over HTTP, or as a message on a WebSocket. */
export interface Arrival {
  readonly codec: ServerCodec;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Reads a request, notes it, also when it is refused, and decides what to say. Throws the protocol's own refusal. */
export function receive(desk: Desk, { codec, path, headers, text }: Arrival): { call: CallBody; turn: Turn } {
  const { protocol } = codec;
  const parsed = parseJson(text);
  const body: Json = parsed.ok ? parsed.value : null;
  const before = desk.requests.length;
  // Who asks for a count takes nobody's turn.
  const number = desk.requests.filter(({ isCount }) => isCount !== true).length + 1;
  try {
    checkKey(headers, desk.options);
    if (!parsed.ok) throw refused('The body is not JSON.');
    const call = codec.parse({ path, headers, body });
    desk.requests.push({ protocol, path, body, call });
    return { call, turn: turnFor(desk.options, call, number) };
  } catch (error) {
    if (desk.requests.length === before) desk.requests.push({ protocol, path, body });
    throw error;
  }
}

/** Throws the 401 of a key that is not let in. */
export function checkKey(headers: Readonly<Record<string, string>>, { keys }: SimulatorOptions): void {
  const names = ['x-api-key', 'x-goog-api-key', 'api-key', 'xi-api-key'];
  const shown =
    headers['authorization']?.replace(/^(?:Bearer|Token)\s+/i, '') ??
    names.map((name) => headers[name]).find((value) => value !== undefined);
  const isKnown = shown !== undefined && shown !== '' && (keys === undefined || keys.includes(shown));
  if (!isKnown)
    throw new ReqLLMError('The simulator does not know this key.', {
      code: 'auth',
      phase: 'headers',
      status: 401,
    });
}

/** The headers of a request, each as one value. */
export function flatHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

/** What is said to the call with this number, counted from 1; the last of a list of turns repeats. */
export function turnFor({ turns }: Pick<SimulatorOptions, 'turns'>, call: CallBody, number: number): Turn {
  if (turns === undefined) return defaultTurn(call);
  if (typeof turns === 'function') return turns(call, number);
  return turns[Math.min(number, turns.length) - 1] ?? defaultTurn(call);
}

function refused(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'invalid-request', phase: 'headers', status: 400 });
}
