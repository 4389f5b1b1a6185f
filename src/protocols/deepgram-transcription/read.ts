import type { Emit } from '../../core/chunk.ts';
import { defined } from '../../core/json.ts';
import { count } from '../../core/usage.ts';
import { asObject, asSaid, asText, membersOf } from '../loose.ts';
import { failureInBody } from '../operation-failure.ts';
import { replyOf, unreadable } from '../operation-reply.ts';
import { wireUsageOf } from '../operation-usage.ts';
import { emitRecording, emitStretches } from '../transcript.ts';
import type { WireAlternative, WireChannel, WireReply, WireStretch } from './wire.ts';

/** A reply as chunks: the first reading of each channel. How sure the model was of each stretch is not read. */
export function readBody(body: unknown, emit: Emit): void {
  const reply = replyOf(body);
  const failure = failureInBody(reply);
  if (failure !== undefined) throw failure;
  const { metadata, results } = reply as WireReply;
  const { channels, utterances } = membersOf(results);
  const list = listOf(channels).map((each) => asObject<WireChannel>(each) ?? {});
  const readings = list.map(({ alternatives }) => asObject<WireAlternative>(listOf(alternatives)[0]) ?? {});
  const texts = readings.map(({ transcript }) => asText(transcript)).filter((text) => text !== undefined);
  if (texts.length === 0) throw unreadable('it holds no `transcript`');
  const { request_id: id, duration } = membersOf(metadata);
  emit({ type: 'start', ...defined({ id: asSaid(id), model: modelIn(metadata) }) });
  emit({ type: 'text', block: 0, text: texts.join('\n') });
  emitStretches(utterances, { unit: 'segment', textOf }, emit);
  for (const { words } of readings) emitStretches(words, { unit: 'word', textOf }, emit);
  const seconds = count(duration);
  emitRecording(list[0]?.detected_language, seconds, emit);
  // Each channel is paid for: https://github.com/orgs/deepgram/discussions/932
  const units = seconds === null ? undefined : { audioSeconds: seconds * list.length };
  emit({ type: 'usage', usage: wireUsageOf(undefined, { units }) });
  emit({ type: 'finish', reason: 'stop' });
}

function modelIn(metadata: unknown): string | undefined {
  const [first] = Object.values(membersOf(membersOf(metadata)['model_info']));
  return asSaid(membersOf(first)['name']);
}

function textOf({ transcript, punctuated_word: punctuated, word }: WireStretch): unknown {
  return asText(transcript) ?? asText(punctuated) ?? word;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
