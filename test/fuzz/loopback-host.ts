import { createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import fc, { type Arbitrary } from 'fast-check';

/** What is sent for one request, from the status line on. */
export interface Script {
  readonly pieces: readonly Uint8Array[];
  /** What becomes of the connection after the last piece. */
  readonly end: 'keep' | 'close' | 'reset' | 'hang';
}

/** How a body travels, and what is wrong with that. */
export interface Envelope {
  readonly kind:
    | 'length'
    | 'chunked'
    | 'closed'
    | 'short-length'
    | 'long-length'
    | 'bad-chunk'
    | 'gzip'
    | 'spoiled-gzip'
    | 'no-http'
    | 'other-status'
    | 'other-type'
    | 'twice';
  readonly status: number;
  readonly type: string;
  readonly number: number;
  /** After which share of all bytes it stops, in thousandths; over 1,000: not at all. */
  readonly stopAt: number;
  readonly stop: 'close' | 'reset' | 'hang';
  readonly cuts: readonly number[];
}

export const envelopes: Arbitrary<Envelope> = fc.record({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('length' as const, 'chunked' as const, 'closed' as const) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        'short-length' as const,
        'long-length' as const,
        'bad-chunk' as const,
        'gzip' as const,
        'spoiled-gzip' as const,
        'no-http' as const,
        'other-status' as const,
        'other-type' as const,
        'twice' as const,
      ),
    },
  ),
  status: fc.constantFrom(
    100,
    199,
    201,
    204,
    206,
    301,
    307,
    400,
    401,
    404,
    408,
    418,
    429,
    500,
    501,
    503,
    529,
    599,
    999,
  ),
  type: fc.constantFrom(
    'text/html',
    'application/json',
    'text/event-stream',
    'application/x-ndjson',
    'image/png',
    '',
    'x;;',
  ),
  number: fc.nat({ max: 1_000 }),
  stopAt: fc.oneof({ weight: 3, arbitrary: fc.constant(2_000) }, fc.nat({ max: 1_000 })),
  stop: fc.oneof(
    { weight: 80, arbitrary: fc.constantFrom('close' as const, 'reset' as const) },
    fc.constant('hang' as const),
  ),
  cuts: fc.array(fc.nat({ max: 1_000 }), { maxLength: 6 }),
});

/** Whether the bytes of the body arrive as they are, if all of them arrive. */
export function isSound({ kind }: Envelope): boolean {
  return kind === 'length' || kind === 'chunked' || kind === 'closed' || kind === 'gzip' || kind === 'twice';
}

/** The reply on the wire. */
export function scriptOf(body: Uint8Array, type: string, envelope: Envelope): Script {
  const all = wrapped(body, type, envelope);
  const length = envelope.stopAt > 1_000 ? all.length : Math.floor((all.length * envelope.stopAt) / 1_000);
  const places = [
    0,
    ...envelope.cuts.map((cut) => Math.floor((length * cut) / 1_000)).sort((a, b) => a - b),
    length,
  ];
  const pieces = places.map((place, index) => all.subarray(places[index - 1] ?? 0, place));
  const isWhole = length === all.length;
  const keeps = envelope.kind === 'length' || envelope.kind === 'chunked' || envelope.kind === 'gzip';
  const end = isWhole && keeps ? 'keep' : isWhole ? 'close' : envelope.stop;
  return { pieces: pieces.filter((piece) => piece.length > 0), end };
}

function wrapped(
  body: Uint8Array,
  type: string,
  { kind, status, type: other, number }: Envelope,
): Uint8Array {
  const head = (lines: readonly string[], said = 200, named = type): string =>
    [`HTTP/1.1 ${said} Said`, `content-type: ${named}`, ...lines, '', ''].join('\r\n');
  const length = (bytes: number): string => `content-length: ${bytes}`;
  switch (kind) {
    case 'chunked':
      return join(head(['transfer-encoding: chunked']), ...chunked(body, number), '0\r\n\r\n');
    case 'bad-chunk':
      return join(head(['transfer-encoding: chunked']), ...chunked(body, number), 'zz\r\nno\r\n\r\n');
    case 'closed':
      return join(head(['connection: close']), body);
    case 'short-length':
      return join(head([length(Math.max(0, body.length - 1 - number))]), body);
    case 'long-length':
      return join(head([length(body.length + 1 + number)]), body);
    case 'gzip': {
      const packed = gzipSync(body);
      return join(head(['content-encoding: gzip', length(packed.length)]), packed);
    }
    case 'spoiled-gzip': {
      const packed = Uint8Array.from(gzipSync(body));
      packed[number % packed.length] = number % 256;
      return join(head(['content-encoding: gzip', length(packed.length)]), packed);
    }
    case 'no-http':
      return join(new Uint8Array(20).fill(number % 256), body);
    case 'other-status':
      return join(head([length(body.length)], status), body);
    case 'other-type':
      return join(head([length(body.length)], 200, other), body);
    case 'twice':
      return join(head([length(body.length)]), body, head([length(body.length)]), body);
    default:
      return join(head([length(body.length)]), body);
  }
}

function chunked(body: Uint8Array, number: number): (string | Uint8Array)[] {
  const size = 1 + (number % 300);
  const parts: (string | Uint8Array)[] = [];
  for (let at = 0; at < body.length; at += size) {
    const piece = body.subarray(at, at + size);
    parts.push(`${piece.length.toString(16)}\r\n`, piece, '\r\n');
  }
  return parts;
}

function join(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array))));
}

/** A server of bytes: each path has a script of its own. */
export interface ScriptedHost extends AsyncDisposable {
  /** A base URL whose requests are answered by this script. */
  play(script: Script): string;
  readonly sockets: number;
}

/** Starts one on loopback. */
export async function scriptedHost(): Promise<ScriptedHost> {
  const scripts = new Map<string, Script>();
  const sockets = new Set<Socket>();
  let next = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      const taken = requestIn(text);
      if (taken === undefined) return;
      text = text.slice(taken.length);
      void tell(socket, scripts.get(taken.place) ?? { pieces: [], end: 'reset' });
    });
  });
  const port = await listening(server);
  return {
    play(script) {
      next += 1;
      scripts.set(`c${next}`, script);
      // Old ones are over: a call of them would be a call too many.
      scripts.delete(`c${next - 1_000}`);
      return `http://127.0.0.1:${port}/c${next}`;
    },
    get sockets() {
      return sockets.size;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The first whole request in what came. */
function requestIn(text: string): { readonly place: string; readonly length: number } | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = text.slice(0, end);
  const length = end + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
  if (text.length < length) return undefined;
  return { place: /^\S+ \/(c\d+)/.exec(head)?.[1] ?? '', length };
}

async function tell(socket: Socket, { pieces, end }: Script): Promise<void> {
  for (const piece of pieces) {
    if (socket.destroyed) return;
    socket.write(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (end === 'close') socket.end();
  if (end === 'reset') socket.resetAndDestroy();
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
