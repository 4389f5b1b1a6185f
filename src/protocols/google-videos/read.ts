import type { Emit } from '../../core/chunk.ts';
import { ReqLLMError } from '../../core/error.ts';
import { unknownUsage } from '../../core/usage.ts';
import { asObject, asSaid, membersOf } from '../loose.ts';
import { failureInBody } from '../operation-failure.ts';
import { replyOf, unreadable } from '../operation-reply.ts';
import { emitVideos } from '../video-job.ts';
import type { WireOperation, WireVideos } from './wire.ts';

/** An operation as it stands: a `job` while it is worked on, its videos when they are there. Throws what it failed with. */
export function readBody(body: unknown, emit: Emit): void {
  const operation = replyOf(body) as WireOperation & Readonly<Record<string, unknown>>;
  const failure = failureInBody(operation);
  if (failure !== undefined) throw failure.with({ retryable: false });
  const id = asSaid(operation.name);
  if (id === undefined && operation.done !== true) throw unreadable('it tells of no operation');
  emit({ type: 'start', ...(id === undefined ? {} : { id }) });
  if (operation.done !== true) return emit({ type: 'job', ...(id === undefined ? {} : { id }) });
  const made = membersOf(membersOf(operation.response)['generateVideoResponse']) as WireVideos;
  const reasons = saidIn(made.raiMediaFilteredReasons);
  const urls = urlsIn(made);
  if (urls.length === 0 && reasons.length > 0) throw filtered(reasons[0] ?? '');
  emitVideos(urls, emit);
  for (const message of reasons) emit({ type: 'warning', warning: { code: 'reply', message } });
  // Nothing is counted in the answer (recorded).
  emit({ type: 'usage', usage: unknownUsage });
  emit({ type: 'finish', reason: 'stop' });
}

function urlsIn({ generatedSamples }: WireVideos): readonly string[] {
  const samples: readonly unknown[] = Array.isArray(generatedSamples) ? generatedSamples : [];
  return samples
    .map((each) => asSaid(membersOf(asObject(each)?.['video'])['uri']))
    .filter((uri) => uri !== undefined);
}

function saidIn(list: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(list) ? list : [];
  return all.map(asSaid).filter((each) => each !== undefined);
}

function filtered(reason: string): ReqLLMError {
  return new ReqLLMError(reason, { code: 'content-filter', phase: 'decode' });
}
