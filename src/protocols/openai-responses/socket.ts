import { isRecord, type JsonObject } from '../../core/json.ts';
import type { Codec, ServerCodec, WireRequest } from '../protocol.ts';
import { openaiResponsesCodec } from './codec.ts';
import { type OpenaiResponsesDialect, openaiResponsesDialect } from './dialect.ts';
import { openaiResponsesServer } from './server.ts';
import { refusal, wrongValue } from './server-check.ts';

// https://developers.openai.com/api/docs/guides/websocket-mode. An `error` is left out: nobody says what state it leaves
// the connection in, so a new one is opened after it.
const ends = ['response.completed', 'response.incomplete', 'response.failed', 'response.cancelled'];
const request = 'response.create';

/**
 * The client's side of the Responses API over a WebSocket: the same items and events, the request in a message of type
 * `response.create`. What it read counts as read in `openai-responses`, so that either can go on where the other stopped.
 */
export function openaiResponsesSocketCodec(differences: Partial<OpenaiResponsesDialect> = {}): Codec {
  // Over a WebSocket no response is made in the background.
  const { resume: _resume, keepsMs: _keepsMs, ...codec } = openaiResponsesCodec(differences);
  return { ...codec, framing: 'json-lines', encode: (call) => asMessage(codec.encode(call)) };
}

function asMessage({ body, changes, ...rest }: WireRequest): WireRequest {
  // Every answer is a stream here, and none goes on without its connection.
  const { type: _type, stream: _stream, background, ...said } = body as JsonObject;
  const previous = said['previous_response_id'];
  const lost =
    background === true
      ? ([
          {
            code: 'dropped',
            setting: 'background',
            message: 'Over a WebSocket no response is made in the background; `background` was left out.',
          },
        ] as const)
      : [];
  return {
    ...rest,
    method: 'GET',
    body: { type: request, ...said },
    changes: [...changes, ...lost],
    // Unless it is stored, only the connection that a response came over knows it.
    socket: { ends, ...(typeof previous === 'string' ? { follows: previous } : {}) },
  };
}

/** The server's side of it: each message is a request, and errors say their status in the event. */
export function openaiResponsesSocketServer(differences: Partial<OpenaiResponsesDialect> = {}): ServerCodec {
  const server = openaiResponsesServer(differences);
  const { path: own } = openaiResponsesDialect(differences);
  return {
    ...server,
    protocol: 'openai-responses-socket',
    framing: 'json-lines',
    matches: (method, path) => method === 'GET' && (path.split('?')[0] ?? '').endsWith(own),
    parse: ({ body, ...rest }) => {
      if (!isRecord(body)) throw refusal('The message is no JSON object.');
      const { type, ...said } = body as JsonObject;
      if (type !== request) throw wrongValue(type, [request]);
      return { ...server.parse({ ...rest, body: said }), stream: true };
    },
    renderErrorEvent: (error) => {
      const { status, body } = server.renderError(error);
      return { event: 'error', data: JSON.stringify({ type: 'error', status, ...(body as JsonObject) }) };
    },
  };
}
