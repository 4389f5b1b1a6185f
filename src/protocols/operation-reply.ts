import type { Emit } from '../core/chunk.ts';
import { ReqLLMError } from '../core/error.ts';
import { isRecord, parseJson } from '../core/json.ts';
import type { WireEvent } from '../wire/event.ts';
import { failureInBody } from './operation-failure.ts';
import type { BytesReader, StreamReader } from './protocol.ts';

/** Reads whole bodies where streams would come, for formats that have no streams: one frame is one body. */
export function bodyPerFrame(decode: (body: unknown, emit: Emit) => void): StreamReader {
  let isRead = false;
  return {
    read({ data }: WireEvent, emit) {
      const parsed = parseJson(data);
      if (!parsed.ok) throw unreadable(parsed.problem);
      decode(parsed.value, emit);
      isRead = true;
      return 'done';
    },
    end() {
      if (!isRead) throw cutShort();
    },
  };
}

/** Reads a file that comes as plain bytes, as one growing block. */
export function fileReader(mediaType: string): BytesReader {
  let length = 0;
  return {
    read(data, emit) {
      if (length === 0) emit({ type: 'start' });
      length += data.length;
      if (data.length > 0) emit({ type: 'media', block: 0, mediaType, data });
    },
    end(emit) {
      if (length === 0) throw cutShort();
      emit({ type: 'finish', reason: 'stop' });
    },
  };
}

/** The failure that JSON in place of a sound is. */
export function soundless(body: unknown): ReqLLMError {
  return failureInBody(replyOf(body)) ?? unreadable('it holds no sound');
}

/** A reply as an object. Throws `bad-response` when it is none. */
export function replyOf(body: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(body)) return body;
  throw unreadable('not a JSON object');
}

/** The refusal of a reply that does not hold what it must. */
export function unreadable(problem: string): ReqLLMError {
  return new ReqLLMError(`The provider's reply cannot be read: ${problem}.`, {
    code: 'bad-response',
    phase: 'decode',
  });
}

/** The finite numbers of a list; undefined when anything else is in it. */
export function numbersOf(value: unknown): readonly number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.every((each) => typeof each === 'number') ? (value as number[]) : undefined;
}

function cutShort(): ReqLLMError {
  return new ReqLLMError('The reply ended before the answer was complete.', {
    code: 'truncated',
    phase: 'stream',
    retryable: true,
  });
}
