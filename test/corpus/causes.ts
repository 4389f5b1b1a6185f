import { type Raw, type RawReply, record } from './raw.ts';
import type { Recording } from './recordings.ts';

/** What a recording is like when no reply can be made of it. Decided by the recording alone, never by its id. */
export interface Cause {
  readonly name: string;
  /** The codes that the refusal may have. */
  readonly codes: readonly string[];
  holds(recording: Recording, documents: readonly Raw[] | undefined, reply: RawReply): boolean;
}

/** Every cause for which a recorded success may be refused. The first that holds counts. */
export const causes: readonly Cause[] = [
  {
    name: 'the reply is an error with the status 200',
    codes: [
      'server',
      'overloaded',
      'rate-limited',
      'invalid-request',
      'bad-response',
      'content-filter',
      'quota',
      'context-overflow',
      'timeout',
      'model-not-found',
    ],
    holds: (_recording, _documents, reply) => reply.error !== undefined && reply.error !== null,
  },
  {
    name: 'the prompt was blocked and nothing was answered',
    codes: ['content-filter'],
    holds: (_recording, documents) =>
      (documents ?? []).some(
        ({ promptFeedback, candidates }) => isBlocked(promptFeedback) && candidates === undefined,
      ),
  },
  {
    name: 'the reply is no JSON',
    codes: ['bad-response', 'truncated'],
    holds: (_recording, documents) => documents === undefined,
  },
  {
    name: 'the stream ends without a finish reason',
    codes: ['truncated'],
    holds: (recording, _documents, reply) => recording.stream && reply.finish === undefined,
  },
];

function isBlocked(feedback: unknown): boolean {
  return typeof record(feedback)['blockReason'] === 'string';
}
