import type { Json } from '../../src/core/json.ts';
import { framesOf } from '../../src/testing/conformance/slicing.ts';
import type { FramingName, WireEvent } from '../../src/wire/event.ts';
import { framingOf } from '../../src/wire/content-type.ts';
import { createFramer } from '../../src/wire/framing.ts';
import {
  type Family,
  hasCorpus,
  piecesOf,
  type Recording,
  recordingsOf,
  textOf,
} from '../corpus/recordings.ts';

// Long recordings hold more of the same; short ones let more cases be tried.
const maxLength = 12_000;

/** Real replies to spoil: the frames of streams, and whole bodies. Nothing when the recordings are not here. */
export function recordedReplies(family: Family): { streams: WireEvent[][]; bodies: Json[] } {
  if (!hasCorpus()) return { streams: [], bodies: [] };
  const replies = recordingsOf(family).filter(
    (recording) => recording.response.status < 400 && textOf(recording).length < maxLength,
  );
  const streams = replies
    .filter(isEventStream)
    .map((recording) => framesOf(createFramer(framingOfRecording(recording)), piecesOf(recording)));
  const bodies = replies
    .filter(({ stream }) => !stream)
    .map((recording) => JSON.parse(textOf(recording)) as Json);
  return { streams, bodies };
}

function isEventStream(recording: Recording): boolean {
  const isText = framingOfRecording(recording) === 'sse';
  return recording.stream && (!isText || /^(?:data|event|:)/.test(textOf(recording)));
}

function framingOfRecording({ response }: Recording): FramingName {
  const framing = framingOf(response.headers['content-type']);
  return framing === undefined || framing === 'json' ? 'sse' : framing;
}
