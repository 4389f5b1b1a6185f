import type { ServerResponse } from 'node:http';

/** What a fault that takes the whole reply into its own hands gets. */
export interface RawReply {
  readonly response: ServerResponse;
  /** The sound reply's body. */
  readonly whole: Uint8Array;
  readonly contentType: string;
  /** Headers of the request, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

type Send = (reply: RawReply) => void;

/** The head of a reply that never ends: a line of headers every few milliseconds, without the blank one. */
export function endlessHeaders(everyMs: number): Send {
  return ({ response }) => {
    const { socket } = response;
    socket?.write('HTTP/1.1 200 OK\r\n');
    let count = 0;
    const timer = setInterval(() => socket?.write(`x-more-${(count += 1)}: yes\r\n`), everyMs);
    socket?.on('close', () => clearInterval(timer));
  };
}

/** More headers than any client should take. */
export function hugeHeaders(bytes: number): Send {
  return ({ response }) => {
    response.socket?.on('error', () => {});
    response.socket?.write(`HTTP/1.1 200 OK\r\nx-huge: ${'h'.repeat(bytes)}\r\n\r\n`);
  };
}

/** A body that says it is compressed and is not. */
export function corruptGzip(): Send {
  return ({ response, whole, contentType }) => {
    response.writeHead(200, { 'content-type': contentType, 'content-encoding': 'gzip' });
    response.end(Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), whole.subarray(0, 400)]));
  };
}

/** Part of the body on a connection whose end is the body's end, as HTTP/1.0 servers do: the cut looks like an end. */
export function cutByClose(share: number): Send {
  return ({ response, whole, contentType }) => {
    const head = `HTTP/1.1 200 OK\r\ncontent-type: ${contentType}\r\nconnection: close\r\n\r\n`;
    response.socket?.write(head);
    response.socket?.end(whole.subarray(0, Math.floor(whole.length * share)));
  };
}

/** Nothing at all, with a status. */
export function emptyBody(status: number): Send {
  return ({ response, contentType }) => {
    response.writeHead(status, { 'content-type': contentType }).end();
  };
}

/** A page for people, as proxies and login walls send it. */
export function page(status: number): Send {
  return ({ response }) => {
    const text = '<!doctype html><title>Bad gateway</title><p>Simulated page for people</p>';
    response.writeHead(status, { 'content-type': 'text/html' }).end(text);
  };
}

/** Go and ask somebody else. */
export function redirect(location: string, status: number): Send {
  return ({ response }) => {
    response.writeHead(status, { location }).end();
  };
}

/** A refusal that repeats the key it was shown, plainly and in base64. */
export function repeatKey(): Send {
  return ({ response, headers }) => {
    const names = ['authorization', 'x-api-key', 'x-goog-api-key', 'api-key'];
    const shown = names.map((name) => headers[name]).find((value) => value !== undefined) ?? '';
    const key = shown.replace(/^Bearer\s+/i, '');
    const encoded = Buffer.from(key).toString('base64');
    const message = `Invalid key ${key} (${encoded}, ${encodeURIComponent(key)}) in ${shown}`;
    const body = { error: { message, type: key, code: key }, message };
    response
      .writeHead(401, { 'content-type': 'application/json', 'x-request-id': key })
      .end(JSON.stringify(body));
  };
}

/** One line without an end, as long as the peer takes it. */
export function endlessLine(start: string): Send {
  return ({ response, contentType }) => {
    response.writeHead(200, { 'content-type': contentType });
    const piece = 'x'.repeat(65_536);
    const more = (): void => {
      while (!response.destroyed && response.write(piece));
    };
    response.on('drain', more);
    response.write(start);
    more();
  };
}

/** The sound body, its bytes changed and cut into pieces of this length. */
export function recut(change: (whole: Uint8Array) => Uint8Array, length: number): Send {
  return ({ response, whole, contentType }) => {
    response.writeHead(200, { 'content-type': contentType });
    const bytes = change(whole);
    let at = 0;
    const next = (): void => {
      if (response.destroyed) return;
      if (at >= bytes.length) return void response.end();
      response.write(bytes.subarray(at, at + length));
      at += length;
      setImmediate(next);
    };
    next();
  };
}
