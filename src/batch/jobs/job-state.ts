import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { ReqLLMError } from '../../index.ts';

/** A job that was handed in. Holds no key and no prompt. */
export interface BatchJob {
  readonly id: string;
  readonly provider: string;
  /** Spec of the model of its lines. */
  readonly model: string;
  /** Ids of its lines, in their order in the job. */
  readonly lines: readonly string[];
  /** The most that it was reckoned to cost, in US dollars; absent where that was not asked. */
  readonly most?: number;
  readonly submittedAt: string;
  readonly collected: boolean;
}

/** Where the jobs of a run are remembered, so that another process can fetch their answers. */
export interface JobStore {
  load(): readonly BatchJob[];
  /** Keeps all jobs; what was kept before is replaced, whole or not at all. */
  save(jobs: readonly BatchJob[]): void;
}

/** Jobs in a JSON file. Throws `config` for a file that is none. */
export function fileJobs(path: string): JobStore {
  return {
    load() {
      if (!existsSync(path)) return [];
      const { jobs } = JSON.parse(readFileSync(path, 'utf8')) as { jobs?: readonly BatchJob[] };
      if (!Array.isArray(jobs))
        throw new ReqLLMError(`${path} holds no jobs.`, { code: 'config', phase: 'config' });
      return jobs;
    },
    save(jobs) {
      writeFileSync(`${path}.next`, `${JSON.stringify({ version: 1, jobs }, null, 1)}\n`, {
        flush: true,
      } as object);
      renameSync(`${path}.next`, path);
    },
  };
}
