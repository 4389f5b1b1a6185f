import type { Chunk } from '../core/chunk.ts';
import { ChunkStream } from '../core/chunk-stream.ts';
import { ReqLLMError } from '../core/error.ts';

/** So many chunks one branch may be ahead of the other. */
const mostAhead = 50_000;

/**
 * The same chunks twice. Each branch reads when it likes; what the slower one has still to read is kept, up to a limit
 * past which that one fails with `bad-response`. The source is left when both branches are.
 */
export function teeChunks(source: ChunkStream): readonly [ChunkStream, ChunkStream] {
  const branches = [createBranch(), createBranch()] as const;
  let reading: Promise<void> | undefined;
  let isOver = false;
  let failure: { readonly error: unknown } | undefined;

  const read = async (): Promise<void> => {
    try {
      const batch = await source.batch();
      if (batch === undefined) isOver = true;
      else for (const branch of branches) branch.take(batch);
    } catch (error) {
      isOver = true;
      failure = { error };
    } finally {
      reading = undefined;
    }
  };

  const streamOf = (branch: Branch): ChunkStream =>
    new ChunkStream({
      async pull(push) {
        if (branch.waiting.length === 0 && !branch.isBehind && !isOver) await (reading ??= read());
        if (branch.isBehind) throw behind();
        for (const chunk of branch.waiting.splice(0)) push(chunk);
        if (isOver && failure !== undefined) throw failure.error;
        return !isOver;
      },
      async close() {
        branch.leave();
        if (branches.every(({ isLeft }) => isLeft)) await source.return();
      },
    });
  return [streamOf(branches[0]), streamOf(branches[1])];
}

interface Branch {
  readonly waiting: Chunk[];
  isLeft: boolean;
  isBehind: boolean;
  take(chunks: readonly Chunk[]): void;
  leave(): void;
}

function createBranch(): Branch {
  const branch: Branch = {
    waiting: [],
    isLeft: false,
    isBehind: false,
    take(chunks) {
      if (branch.isLeft || branch.isBehind) return;
      branch.isBehind = branch.waiting.length + chunks.length > mostAhead;
      if (branch.isBehind) branch.waiting.length = 0;
      else for (const chunk of chunks) branch.waiting.push(chunk);
    },
    leave() {
      branch.isLeft = true;
      branch.waiting.length = 0;
    },
  };
  return branch;
}

function behind(): ReqLLMError {
  const message = `This branch of tee() is more than ${mostAhead} chunks behind the other one; read both at the same time.`;
  return new ReqLLMError(message, { code: 'bad-response', phase: 'stream' });
}
