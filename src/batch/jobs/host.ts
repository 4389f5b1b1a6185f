import type { Json } from '../../index.ts';
import type { Exchange } from './exchange.ts';

/** One request of a job: the body that the provider's own endpoint would get. */
export interface JobRequest {
  readonly body: Record<string, Json>;
}

/** What one request of a job was answered with, as its own endpoint would have answered it. */
export type JobAnswer =
  | { readonly status: number; readonly body: Json; readonly requestId?: string }
  /** It was never run: nothing is billed. */
  | { readonly notRun: string };

/** How a job is. `answers` by the place of the request in the job; a request without one was not answered. */
export type JobLook =
  | { readonly state: 'working'; readonly done?: number }
  | { readonly state: 'ended'; readonly answers: ReadonlyMap<number, JobAnswer>; readonly problem?: string };

/** The batch API of one provider. */
export interface BatchHost {
  /** Most requests in one job. */
  readonly most: number;
  /** The address of the API, from that of a call. Undefined when such calls cannot be made in batches. */
  rootOf(url: string): string | undefined;
  /** Hands a job in; the answer is its name. `path` is that of the calls below the root. */
  submit(exchange: Exchange, requests: readonly JobRequest[], path: string): Promise<string>;
  look(exchange: Exchange, job: string): Promise<JobLook>;
}

/** The lines of a JSON-lines text as objects. */
export function rowsOf(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** A member that is to be an object, or an empty one. */
export function objectAt(value: unknown, ...path: readonly string[]): Record<string, unknown> {
  let at = value;
  for (const name of path)
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined;
  return typeof at === 'object' && at !== null ? (at as Record<string, unknown>) : {};
}
