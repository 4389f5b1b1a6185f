import type { Emit } from '../../core/chunk.ts';
import { defined } from '../../core/json.ts';
import { count } from '../../core/usage.ts';
import { asObject, asSaid, asText } from '../loose.ts';
import { failureInBody } from '../operation-failure.ts';
import { replyOf, unreadable } from '../operation-reply.ts';
import { wireUsageOf } from '../operation-usage.ts';
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
  for (const { words } of channels) readWords(words, emit);
  const seconds = count(length) ?? count(channels[0]?.audio_duration_secs);
  const heard = defined({
    language: asSaid(channels[0]?.language_code),
    durationSeconds: seconds ?? undefined,
  });
  if (Object.keys(heard).length > 0) emit({ type: 'recording', ...heard });
  const units = seconds === null ? undefined : { audioSeconds: seconds };
  emit({ type: 'usage', usage: wireUsageOf(undefined, { units }) });
  emit({ type: 'finish', reason: 'stop' });
}

// The spaces between words are items of their own (recorded). Laughter and the like are part of the text, so they stay.
function readWords(words: unknown, emit: Emit): void {
  if (!Array.isArray(words)) return;
  for (const item of words as unknown[]) {
    const { text, type, start, end, speaker_id: who } = asObject<WireWord>(item) ?? {};
    const said = asText(text);
    const [from, to] = [count(start), count(end)];
    if (type === 'spacing' || said === undefined || from === null || to === null) continue;
    const speaker = asSaid(who);
    const times = { startSeconds: from, endSeconds: to };
    emit({ type: 'segment', segment: { unit: 'word', text: said, ...times, ...defined({ speaker }) } });
  }
}
