import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';

/** Follows a growing file. */
export interface FileTail {
  /** The whole lines that came since the last time. `isNew`: the file was cut or put anew, and this is from its start. */
  read(): { readonly lines: readonly string[]; readonly isNew: boolean };
}

const pieceBytes = 1 << 20;

/** Follows a file from its start. A file that is not there yet has no lines. */
export function tailFile(path: string): FileTail {
  let at = 0;
  let rest: Buffer = Buffer.alloc(0);
  return {
    read() {
      if (!existsSync(path)) return { lines: [], isNew: false };
      const { size } = statSync(path);
      const isNew = size < at;
      if (isNew) {
        at = 0;
        rest = Buffer.alloc(0);
      }
      const pieces: Buffer[] = [rest];
      const file = openSync(path, 'r');
      try {
        while (at < size) {
          const piece = Buffer.alloc(Math.min(pieceBytes, size - at));
          const count = readSync(file, piece, 0, piece.length, at);
          if (count === 0) break;
          at += count;
          pieces.push(piece.subarray(0, count));
        }
      } finally {
        closeSync(file);
      }
      const all = Buffer.concat(pieces);
      const end = all.lastIndexOf(10) + 1;
      rest = all.subarray(end);
      const lines = all
        .subarray(0, end)
        .toString('utf8')
        .split('\n')
        .filter((line) => line !== '');
      return { lines, isNew };
    },
  };
}
