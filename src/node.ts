import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

export {
  type JournalGroup,
  type JournalRow,
  type JournalSummary,
  summariseJournal,
} from './client/sight/journal-summary.ts';

/**
 * Where the client option `journal` may write: a file, made with its folder when the first call is over. Each line is
 * written whole, so that several processes may share one file.
 */
export function journalFile(path: string): (line: string) => void {
  let isMade = false;
  return (line) => {
    if (!isMade) mkdirSync(dirname(path), { recursive: true });
    isMade = true;
    appendFileSync(path, line);
  };
}
