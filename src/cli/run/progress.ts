import type { BatchResult } from '../../batch/index.ts';
import { faint } from '../report.ts';

/** Shows how far a run is. */
export interface Progress {
  note(result: BatchResult, isNew: boolean): void;
  end(): void;
}

interface Counts {
  readonly total: number;
  done: number;
  bad: number;
  fresh: number;
  cost: number;
}

const plainEveryMs = 5_000;
const drawEveryMs = 100;

/** A bar on standard error that is drawn over itself; where that is no terminal, a plain line every five seconds. */
export function createProgress(total: number): Progress {
  const isLive = process.stderr.isTTY;
  const counts: Counts = { total, done: 0, bad: 0, fresh: 0, cost: 0 };
  const began = performance.now();
  let shown = 0;
  let isOver = false;
  const show = (): void => {
    const line = progressLine(counts, performance.now() - began, isLive ? process.stderr.columns || 80 : 0);
    process.stderr.write(isLive ? `\r\u001B[2K${line}` : `${faint(line)}\n`);
  };
  const timer = setInterval(
    () => {
      if (counts.done === shown && !isLive) return;
      shown = counts.done;
      show();
    },
    isLive ? drawEveryMs : plainEveryMs,
  );
  return {
    note({ status, usage }, isNew) {
      counts.done += 1;
      if (status !== 'ok') counts.bad += 1;
      if (isNew) counts.fresh += 1;
      counts.cost += usage?.cost?.total ?? 0;
    },
    end() {
      if (isOver) return;
      isOver = true;
      clearInterval(timer);
      show();
      if (isLive) process.stderr.write('\n');
    },
  };
}

/**
 * `[#####     ] 50/100 · 2 not ok · 3.1/s · $0.0021 · 16 s left`; without the bar when there is no room for it, and never
 * wider than the terminal, where a line that wraps could not be drawn over. A width of 0 is no terminal.
 */
export function progressLine(
  { total, done, bad, fresh, cost }: Readonly<Counts>,
  ms: number,
  width: number,
): string {
  const rate = ms > 0 ? (fresh * 1000) / ms : 0;
  const left = rate > 0 && done < total ? [`${duration((total - done) / rate)} left`] : [];
  const facts = [
    `${done}/${total}`,
    ...(bad === 0 ? [] : [`${bad} not ok`]),
    `${rate.toFixed(1)}/s`,
    `$${cost.toFixed(4)}`,
    ...left,
  ].join(' · ');
  const room = Math.min(30, width - facts.length - 4);
  if (room < 5) return width > 0 ? facts.slice(0, width - 1) : facts;
  const filled = total === 0 ? room : Math.floor((room * done) / total);
  return `[${'#'.repeat(filled)}${' '.repeat(room - filled)}] ${facts}`;
}

/** `45 s`, `3 min`, `2 h 5 min`. */
function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
