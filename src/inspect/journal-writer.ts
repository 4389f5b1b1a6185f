import { appendFileSync } from 'node:fs';
import { redact } from '../core/redact.ts';
import type { JournalLine } from './journal-line.ts';

/** Appends lines to a file, many at a time. */
export interface JournalWriter {
  /** What `secrets` names, and what looks like a credential, is taken out. */
  write(line: JournalLine, secrets?: readonly string[]): void;
}

const waitMs = 40;

/**
 * Opens a journal to append to. A file that cannot be written never fails a call: it is said once, as a process warning,
 * and nothing more is written.
 */
export function createJournalWriter(path: string): JournalWriter {
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;
  let isBroken = false;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const text = waiting;
    waiting = '';
    if (text === '' || isBroken) return;
    try {
      appendFileSync(path, text, { mode: 0o600 });
    } catch (error) {
      isBroken = true;
      process.emitWarning(`The inspection journal ${path} cannot be written: ${(error as Error).message}`);
    }
  };
  process.once('exit', flush);
  return {
    write(line, secrets = []) {
      waiting += `${redact(JSON.stringify(line), secrets)}\n`;
      if (timer !== undefined) return;
      timer = setTimeout(flush, waitMs);
      timer.unref();
    },
  };
}
