import { cpus, loadavg } from 'node:os';

export interface Contender {
  readonly name: string;
  /** Does the whole work once and returns something that depends on it, so that nothing is optimised away. */
  readonly run: () => unknown;
}

/**
 * Processor time of each contender, in microseconds a unit: the median of rounds in which they take turns. No collection
 * is forced between them, as that also throws away what the compiler has learnt.
 */
export async function compare(
  contenders: readonly Contender[],
  units: number,
  rounds: number = 15,
): Promise<Map<string, number>> {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  const check = new Map<string, unknown>();
  for (let round = -3; round < rounds; round += 1) {
    for (const { name, run } of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const before = process.cpuUsage();
      const result = await run();
      const { user, system } = process.cpuUsage(before);
      // The first rounds warm the compiler up.
      if (round >= 0) times.get(name)?.push((user + system) / units);
      if (check.has(name) && check.get(name) !== result)
        throw new Error(`${name} gave two different results`);
      check.set(name, result);
    }
  }
  if (new Set(check.values()).size > 1)
    throw new Error(`The contenders disagree: ${JSON.stringify([...check])}`);
  return new Map([...times].map(([name, list]) => [name, median(list)]));
}

/** Prints times as ratios to the first. */
export function print(title: string, times: ReadonlyMap<string, number>, unit: string): void {
  const [floor = 1] = times.values();
  console.log(`\n${title}`);
  for (const [name, time] of times)
    console.log(`  ${name.padEnd(34)} ${time.toFixed(2).padStart(9)} ${unit}  ${(time / floor).toFixed(2)}×`);
}

/** The machine, as every number depends on it. */
export function printMachine(): void {
  const [cpu] = cpus();
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
  console.log(`node ${process.version}, ${cpus().length} × ${cpu?.model ?? 'unknown'}, load ${load}`);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
