import type { Emit } from '../../core/chunk.ts';
import { ReqLLMError } from '../../core/error.ts';
import type { Json } from '../../core/json.ts';
import { count } from '../../core/usage.ts';
import { asObject, asSaid } from '../loose.ts';
import { failureInBody } from '../operation-failure.ts';
import { replyOf, unreadable } from '../operation-reply.ts';
import { wireUsageOf } from '../operation-usage.ts';
import { emitVideos, endedWithout } from '../video-job.ts';
import type { XaiVideosDialect } from './dialect.ts';
import type { WireJob, WireVideo } from './wire.ts';

// xAI: `done` (recorded), `expired`, `failed`. OpenRouter: `completed` (recorded), `failed`, `cancelled`, `expired`.
const made: ReadonlySet<string> = new Set(['done', 'completed']);
const ended: ReadonlySet<string> = new Set(['failed', 'cancelled', 'canceled', 'expired']);

/** A job as it stands: a `job` while it is worked on, its videos when they are there. Throws what it failed with. */
export function readBody(body: unknown, emit: Emit, { vendor }: XaiVideosDialect): void {
  const job = replyOf(body) as WireJob & Readonly<Record<string, unknown>>;
  const status = asSaid(job.status);
  const failure = failureInBody(job);
  if (failure !== undefined) throw failure.with({ retryable: false });
  if (status !== undefined && ended.has(status)) throw endedWithout(status);
  const id = asSaid(job.request_id) ?? asSaid(job.id);
  const urls = urlsIn(job);
  // Words that are new here are taken for work that goes on: the time limit ends it, and nothing paid is given up.
  const isMade = status === undefined ? urls.length > 0 : made.has(status);
  if (!isMade && status === undefined && id === undefined) throw unreadable('it tells of no job');
  const model = asSaid(job.model);
  const head = { ...(id === undefined ? {} : { id }), ...(model === undefined ? {} : { model }) };
  emit({ type: 'start', ...head });
  if (!isMade) return emit({ type: 'job', ...(id === undefined ? {} : { id }), ...progressOf(job) });
  emitVideos(urls, emit);
  const seconds = count(asObject<WireVideo>(job.video)?.duration);
  const units = seconds === null ? undefined : { videoSeconds: seconds };
  emit({ type: 'usage', usage: wireUsageOf(job.usage, { units }) });
  const generation = asSaid(job.generation_id);
  if (generation !== undefined)
    emit({ type: 'extra', provider: vendor, value: { generationId: generation } satisfies Json });
  emit({ type: 'finish', reason: 'stop' });
}

function urlsIn(job: WireJob): readonly string[] {
  const video = asObject<WireVideo>(job.video);
  if (video?.respect_moderation === false) throw withheld();
  const one = asSaid(video?.url);
  if (one !== undefined) return [one];
  const list: readonly unknown[] = Array.isArray(job.unsigned_urls) ? job.unsigned_urls : [];
  return list.map(asSaid).filter((url) => url !== undefined);
}

function progressOf({ progress }: WireJob): { progress?: number } {
  const percent = count(progress);
  return percent === null ? {} : { progress: Math.min(1, percent / 100) };
}

function withheld(): ReqLLMError {
  const message = 'The video was made and withheld: it breaks the rules for contents.';
  return new ReqLLMError(message, { code: 'content-filter', phase: 'decode' });
}
