import { joinBytes } from '../core/bytes.ts';
import { ReqLLMError } from '../core/error.ts';
import type { ByteStream } from './transport.ts';

/** 64 MB: some images as base64 in one reply fit, a reply without end does not fill the memory. */
export const maxBodyBytes: number = 64 * 1024 * 1024;

/** 64 KB: as much of an error's body as is read. */
export const maxErrorBodyBytes: number = 64 * 1024;

/** The whole body. Past `maxBytes`, decompressed, the connection is cut and a `bad-response` error thrown. */
export async function readAll(body: ByteStream, maxBytes: number = maxBodyBytes): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (let piece = await body.read(); piece !== undefined; piece = await body.read()) {
      length += piece.length;
      if (length > maxBytes) throw tooLong(maxBytes);
      pieces.push(piece);
    }
  } catch (error) {
    await body.close();
    throw error;
  }
  return joinBytes(pieces);
}

/**
 * The first `maxBytes` of a body, for an error's text: what comes later is cut off, also by a broken connection, as the
 * status already tells that the call failed. Still throws when the caller aborts.
 */
export async function readStart(body: ByteStream, maxBytes: number = maxErrorBodyBytes): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (let piece = await body.read(); piece !== undefined; piece = await body.read()) {
      pieces.push(piece);
      length += piece.length;
      if (length > maxBytes) break;
    }
  } catch (error) {
    if ((error as { code?: unknown }).code === 'aborted') throw error;
  } finally {
    await body.close();
  }
  return joinBytes(pieces).subarray(0, maxBytes);
}

/**
 * Gives the rest of a reply that nobody needs a moment to arrive, so that its connection can serve the next request,
 * and closes it. For a stream that said its last word; never rejects.
 */
export async function drain(
  body: ByteStream,
  maxMs: number = 100,
  maxBytes: number = maxErrorBodyBytes,
): Promise<void> {
  const timer = setTimeout(() => void body.close(), maxMs);
  try {
    for (let left = maxBytes; left >= 0;) {
      const piece = await body.read();
      if (piece === undefined) break;
      left -= piece.length;
    }
  } catch {
    // The reply is complete for the reader; how its connection ended does not matter any more.
  } finally {
    clearTimeout(timer);
    await body.close();
  }
}

function tooLong(maxBytes: number): ReqLLMError {
  return new ReqLLMError(`The reply is longer than ${maxBytes} bytes. Ask for less output.`, {
    code: 'bad-response',
    phase: 'stream',
  });
}
