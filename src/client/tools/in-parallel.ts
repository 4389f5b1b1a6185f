/** Runs jobs side by side, at most `limit` at once, begun in their order. Jobs must not reject. */
export async function inParallel(jobs: readonly (() => Promise<void>)[], limit: number): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    for (let job = jobs[next++]; job !== undefined; job = jobs[next++]) await job();
  };
  await Promise.all(Array.from({ length: Math.min(limit, jobs.length) }, work));
}
