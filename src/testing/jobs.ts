import type { Chunk } from '../core/chunk.ts';
import { ReqLLMError } from '../core/error.ts';
import type { Json } from '../core/json.ts';
import { operationChunks } from './operation-reply.ts';
import type { OperationBody, OperationServer } from './operations.ts';

/** The jobs that one simulator has taken on, and the files that they made. */
export interface Jobs {
  /** Takes a job on. */
  take(codec: OperationServer, call: OperationBody, number: number): Json;
  /**
   * How a job stands: it is worked on at the first look, and done at the second. Undefined for a request that asks about
   * none; throws the 404 of a job that is not known.
   */
  look(codec: OperationServer, method: string, path: string, url: string): Json | undefined;
  /** A file that a job made, by its whole address. */
  file(url: string): { readonly mediaType: string; readonly data: Uint8Array } | undefined;
}

interface Job {
  readonly call: OperationBody;
  readonly chunks: readonly Chunk[];
  looks: number;
}

/** Creates the memory of one simulator. */
export function createJobs(): Jobs {
  const known = new Map<string, Job>();
  const files = new Set<string>();
  return {
    take({ jobs }, call, number) {
      const id = `sim-job-${number}`;
      known.set(id, { call, chunks: operationChunks(call, number), looks: 0 });
      return jobs?.working(id, call, true) ?? null;
    },
    look(codec, method, path, url) {
      const asked = codec.jobs?.asked(method, path.split('?')[0] ?? path);
      if (codec.jobs === undefined || asked === undefined) return undefined;
      const job = known.get(asked.id);
      if (job === undefined) throw unknown(asked.id);
      job.looks += 1;
      if (job.looks === 1) return codec.jobs.working(asked.id, job.call, false);
      const root = url.slice(0, url.lastIndexOf(asked.place));
      const { jobs } = codec;
      const chunks = job.chunks.map((chunk): Chunk => {
        if (chunk.type === 'start') return { ...chunk, id: asked.id };
        if (chunk.type !== 'media-url') return chunk;
        const file = root + jobs.filePath(asked.id, chunk.block);
        files.add(file);
        return { ...chunk, url: file };
      });
      return codec.renderBody(chunks, job.call);
    },
    file: (url) => (files.has(url) ? { mediaType: 'video/mp4', data: emptyVideo } : undefined),
  };
}

function unknown(id: string): ReqLLMError {
  return new ReqLLMError(`There is no job ${id}.`, {
    code: 'invalid-request',
    phase: 'headers',
    status: 404,
  });
}

// An MP4 file of nothing but its first box, which says what it is.
const emptyVideo: Uint8Array = new Uint8Array([
  0,
  0,
  0,
  24,
  ...new TextEncoder().encode('ftypisom'),
  0,
  0,
  2,
  0,
  ...new TextEncoder().encode('isommp41'),
]);
