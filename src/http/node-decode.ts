import type { Transform } from 'node:stream';
import { encodingError } from './connection-error.ts';

/** What undoes a content encoding; undefined for a plain body. Throws a `bad-response` error for one we cannot read. */
export function decoderOf(contentEncoding: string | undefined, host: string): Transform | undefined {
  const encoding = contentEncoding?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity') return undefined;
  const zlib = process.getBuiltinModule('node:zlib');
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip();
    case 'deflate':
      return zlib.createInflate();
    case 'br':
      return zlib.createBrotliDecompress();
    default:
      throw encodingError(
        `${host} compressed its reply in a way that was not asked for and cannot be read. Check what stands between here and the API.`,
      );
  }
}
