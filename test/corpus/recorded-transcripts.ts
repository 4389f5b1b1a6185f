// What the recorded transcripts of ElevenLabs and Deepgram hold, worked out from their JSON without the codecs.
import { isDeepStrictEqual } from 'node:util';
import type { Chunk } from '../../src/core/chunk.ts';
import { isRecord } from '../../src/core/json.ts';

interface Heard {
  readonly text: string;
  readonly words: readonly unknown[];
  readonly segments: readonly unknown[];
  readonly language: string | undefined;
  readonly durationSeconds: number | undefined;
  readonly id: string | undefined;
}

/** What differs between a recorded transcript and the chunks made of it; `none` where all is the same, undefined for any other reply. */
export function ownTranscriptProblem(
  json: Record<string, unknown>,
  chunks: readonly Chunk[],
): string | undefined {
  const expected = deepgramIn(json) ?? elevenlabsIn(json);
  if (expected === undefined) return undefined;
  const seen = heardIn(chunks);
  const other = Object.entries(expected).filter(
    ([name, value]) => !isDeepStrictEqual(seen[name as keyof Heard], value),
  );
  const used = chunks.findLast((chunk) => chunk.type === 'usage');
  const seconds = used?.usage.units?.audioSeconds;
  if (seconds !== expected.durationSeconds) return `${seconds} seconds are counted`;
  if (expected.text === '' || expected.words.length === 0) return 'the recording holds nothing to compare';
  return other.length === 0 ? 'none' : `other ${other.map(([name]) => name).join(', ')}`;
}

function heardIn(chunks: readonly Chunk[]): Heard {
  const of = (wanted: string): unknown[] =>
    chunks.flatMap((chunk) =>
      chunk.type === 'segment' && chunk.segment.unit === wanted ? [chunk.segment] : [],
    );
  const recording = chunks.find((chunk) => chunk.type === 'recording');
  return {
    text: chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join(''),
    words: of('word'),
    segments: of('segment'),
    language: recording?.language,
    durationSeconds: recording?.durationSeconds,
    id: chunks.find((chunk) => chunk.type === 'start')?.id,
  };
}

interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly text?: string;
  readonly word?: string;
  readonly punctuated_word?: string;
  readonly transcript?: string;
  readonly type?: string;
  readonly speaker?: number;
  readonly speaker_id?: string;
}

function stretchOf(
  unit: string,
  text: string | undefined,
  { start, end, speaker, speaker_id: id }: Stretch,
): object {
  const who = speaker === undefined ? id : `${speaker}`;
  return { unit, text, startSeconds: start, endSeconds: end, ...(who === undefined ? {} : { speaker: who }) };
}

function deepgramIn(json: Record<string, unknown>): Heard | undefined {
  const { metadata, results } = json as {
    metadata?: { duration: number; request_id: string };
    results?: unknown;
  };
  if (metadata === undefined || !isRecord(results) || !Array.isArray(results['channels'])) return undefined;
  const { channels, utterances = [] } = results as unknown as {
    channels: { detected_language?: string; alternatives: { transcript: string; words: Stretch[] }[] }[];
    utterances?: Stretch[];
  };
  // One channel in all of them.
  const [channel] = channels;
  const [best] = channel?.alternatives ?? [];
  return {
    text: best?.transcript ?? '',
    words: (best?.words ?? []).map((each) => stretchOf('word', each.punctuated_word ?? each.word, each)),
    segments: utterances.map((each) => stretchOf('segment', each.transcript, each)),
    language: channel?.detected_language,
    durationSeconds: metadata.duration,
    id: metadata.request_id,
  };
}

function elevenlabsIn(json: Record<string, unknown>): Heard | undefined {
  if (typeof json['transcription_id'] !== 'string') return undefined;
  const { text, words, language_code, transcription_id } = json as unknown as Record<string, string> & {
    words: Stretch[];
  };
  return {
    text: text ?? '',
    words: words.filter(({ type }) => type === 'word').map((each) => stretchOf('word', each.text, each)),
    segments: [],
    language: language_code,
    // The recording does not say how long it was.
    durationSeconds: undefined,
    id: transcription_id,
  };
}
