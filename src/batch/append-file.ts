import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file that only grows. What `add` resolved for is on the disk. */
export interface AppendFile {
  add(line: string): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Opens a file to append lines, cut to `length` bytes first: what follows the last whole line is the half of one. Lines
 * that come while the disk works are written together, so that many at once cost one sync.
 */
export async function openAppendFile(path: string, length: number): Promise<AppendFile> {
  const file = await open(path, 'a');
  await file.truncate(length);
  await file.sync();
  await syncFolder(dirname(path));
  return appender(file);
}

function appender(file: FileHandle): AppendFile {
  const queue: Waiting[] = [];
  let working: Promise<void> | undefined;
  let broken: { readonly error: unknown } | undefined;

  const work = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.splice(0);
      try {
        if (broken !== undefined) throw broken.error;
        await file.appendFile(batch.map(({ line }) => `${line}\n`).join(''));
        await file.datasync();
        for (const { resolve } of batch) resolve();
      } catch (error) {
        // Half a line may stand at the end now. Nothing is put behind it: the next run cuts it off.
        broken ??= { error };
        for (const { reject } of batch) reject(error);
      }
    }
    working = undefined;
  };

  return {
    add: (line) =>
      new Promise((resolve, reject) => {
        queue.push({ line, resolve, reject });
        working ??= work();
      }),
    async close() {
      while (working !== undefined) await working;
      await file.close();
    },
  };
}

// A new file is only safe when its name is. Folders cannot be opened on Windows.
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
