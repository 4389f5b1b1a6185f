import type { Emit } from '../../core/chunk.ts';
import { defined } from '../../core/json.ts';
import { count } from '../../core/usage.ts';
import { asObject, asSaid, asText } from '../loose.ts';
import { failureInBody } from '../operation-failure.ts';
import { replyOf, unreadable } from '../operation-reply.ts';
import { wireUsageOf } from '../operation-usage.ts';
import { emitRecording, emitStretches } from '../transcript.ts';
import type { WireTranscript, WireWord } from './wire.ts';

/** A reply as chunks: one transcript, or one for each channel. How sure the model was of each word is not read. */
export function readBody(body: unknown, emit: Emit): void {
  const reply = replyOf(body);
  const failure = failureInBody(reply);
  if (failure !== undefined) throw failure;
  const { transcripts, transcription_id: id, audio_duration_secs: length } = reply as WireTranscript;
  const list: readonly unknown[] = Array.isArray(transcripts) ? transcripts : [reply];
  const channels = list.map((each) => asObject<WireTranscript>(each) ?? {});
  const texts = channels.map(({ text }) => asText(text)).filter((text) => text !== undefined);
  if (texts.length === 0) throw unreadable('it holds no `text`');
  emit({ type: 'start', ...defined({ id: asSaid(id) ?? asSaid(channels[0]?.transcription_id) }) });
  emit({ type: 'text', block: 0, text: texts.join('\n') });
  for (const { words } of channels) emitStretches(words, { unit: 'word', textOf }, emit);
  const seconds = count(length) ?? count(channels[0]?.audio_duration_secs);
  emitRecording(channels[0]?.language_code, seconds, emit);
  const units = seconds === null ? undefined : { audioSeconds: seconds };
  emit({ type: 'usage', usage: wireUsageOf(undefined, { units }) });
  emit({ type: 'finish', reason: 'stop' });
}

// The spaces between words are items of their own (recorded). Laughter and the like are part of the text, so they stay.
function textOf({ text, type }: WireWord): unknown {
  return type === 'spacing' ? undefined : text;
}
