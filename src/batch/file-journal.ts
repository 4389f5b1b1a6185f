import { existsSync, readFileSync } from 'node:fs';
import { ReqLLMError } from '../index.ts';
import { openAppendFile } from './append-file.ts';
import type { BatchJournal, JournalEntry } from './journal.ts';
import type { BatchResult } from './result.ts';
import { lockFile } from './run-lock.ts';

/** A journal in a file, with what it held when it was opened. */
export interface FileJournal extends BatchJournal {
  readonly entries: ReadonlyMap<string, JournalEntry>;
  /** Bytes of a half-written line at the end that were cut off. */
  readonly repairedBytes: number;
}

type JournalLine =
  | { readonly journal: 1 }
  | { readonly intent: string; readonly hash: string; readonly at: string }
  | { readonly result: BatchResult };

/**
 * Opens or makes a journal: JSON lines, only ever appended to and brought to the disk (fsync) before anything depends on
 * them. The half of a last line, from a process that was killed, is cut off. Throws `config` for a file that is no journal
 * or is in use.
 */
export async function fileJournal(path: string): Promise<FileJournal> {
  const release = lockFile(path);
  try {
    const { entries, length, rest, isNew } = read(path);
    const file = await openAppendFile(path, length);
    const write = (line: JournalLine): Promise<void> => file.add(JSON.stringify(line));
    if (isNew) await write({ journal: 1 });
    return {
      entries,
      repairedBytes: rest,
      find: (id) => Promise.resolve(entries.get(id)),
      async begin({ id, hash, again = false }) {
        if (entries.has(id) && !again) return false;
        entries.set(id, { id, hash, state: 'intent' });
        await write({ intent: id, hash, at: new Date().toISOString() });
        return true;
      },
      async settle(result) {
        await write({ result });
        entries.set(result.id, entryOf(result));
      },
      async close() {
        await file.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

interface Reading {
  readonly entries: Map<string, JournalEntry>;
  /** Bytes up to the end of the last whole line. */
  readonly length: number;
  /** Bytes behind it. */
  readonly rest: number;
  readonly isNew: boolean;
}

function read(path: string): Reading {
  const entries = new Map<string, JournalEntry>();
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const length = bytes.lastIndexOf(10) + 1;
  const lines = bytes.subarray(0, length).toString('utf8').split('\n').slice(0, -1);
  lines.forEach((text, index) => {
    const line = parsed(text, `${path}:${index + 1}`);
    if (index === 0 && !('journal' in line && line.journal === 1)) throw unreadable(path, 'it is no journal');
    if ('intent' in line) entries.set(line.intent, { id: line.intent, hash: line.hash, state: 'intent' });
    else if ('result' in line) entries.set(line.result.id, entryOf(line.result));
  });
  return { entries, length, rest: bytes.length - length, isNew: lines.length === 0 };
}

function parsed(text: string, where: string): JournalLine {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as JournalLine;
  } catch {
    // Told below, with its place.
  }
  throw unreadable(where, 'the line is no JSON object');
}

function entryOf(result: BatchResult): JournalEntry {
  return { id: result.id, hash: result.hash, state: 'result', result };
}

function unreadable(where: string, problem: string): ReqLLMError {
  return new ReqLLMError(`The journal ${where} cannot be read: ${problem}. Nothing was sent.`, {
    code: 'config',
    phase: 'config',
  });
}
