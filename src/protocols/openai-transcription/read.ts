import type { Emit, TranscriptSegment } from '../../core/chunk.ts';
import { isRecord, parseJson } from '../../core/json.ts';
import { count } from '../../core/usage.ts';
import type { WireEvent } from '../../wire/event.ts';
import { asSaid, asText, membersOf } from '../loose.ts';
import { failureInBody } from '../operation-failure.ts';
import { replyOf, unreadable } from '../operation-reply.ts';
import { wireUsageOf } from '../operation-usage.ts';
import type { BytesReader, StreamReader, StreamState } from '../protocol.ts';
import { emitRecording, emitStretches } from '../transcript.ts';
import type { WireSegment, WireTranscript } from './wire.ts';

/** A reply as chunks. How sure the model was of each stretch is not read. */
export function readBody(body: unknown, emit: Emit): void {
  // Groq sends a plain text as JSON when it is asked for `text` (recorded).
  const reply = typeof body === 'string' ? { text: body } : replyOf(body);
  const failure = failureInBody(reply);
  if (failure !== undefined) throw failure;
  const { text, model } = reply as WireTranscript;
  const said = asText(text);
  if (said === undefined) throw unreadable('it holds no `text`');
  emit({ type: 'start', ...(asSaid(model) === undefined ? {} : { model: asSaid(model) as string }) });
  emit({ type: 'text', block: 0, text: said });
  readRest(reply, emit);
}

function readRest(reply: Readonly<Record<string, unknown>>, emit: Emit): void {
  const { segments, words, language, duration, usage } = reply as WireTranscript;
  readSegments(segments, 'segment', emit);
  readSegments(words, 'word', emit);
  const seconds = count(duration);
  emitRecording(language, seconds, emit);
  // Paid by the second: `{ type: 'duration', seconds }` (OpenAI), `prompt_audio_seconds` (Mistral), both recorded.
  const used = membersOf(usage);
  // Where tokens are counted, the length of the recording is no count of its own (recorded at gpt-4o-transcribe-diarize).
  const isByToken = count(used['input_tokens']) !== null;
  const heard = count(used['seconds']) ?? count(used['prompt_audio_seconds']) ?? (isByToken ? null : seconds);
  emit({
    type: 'usage',
    usage: wireUsageOf(usage, { units: heard === null ? undefined : { audioSeconds: heard } }),
  });
  emit({ type: 'finish', reason: 'stop' });
}

function readSegments(list: unknown, unit: TranscriptSegment['unit'], emit: Emit): void {
  const textOf = ({ word, text }: WireSegment): unknown => asText(word) ?? text;
  emitStretches(list, { unit, textOf }, emit);
}

/** A stream of words (`transcript.text.delta`), of segments where speakers are told apart, and the whole at its end. */
export class OpenaiTranscriptionReader implements StreamReader {
  #length = 0;
  #isStarted = false;
  #isOver = false;

  read({ data }: WireEvent, emit: Emit): StreamState {
    if (data === '[DONE]') return this.#isOver ? 'done' : 'open';
    const parsed = parseJson(data);
    if (!parsed.ok) throw unreadable(parsed.problem);
    if (!isRecord(parsed.value)) return 'open';
    const event = parsed.value;
    const failure = failureInBody(event, 'stream');
    if (failure !== undefined) throw failure;
    if (!this.#isStarted) emit({ type: 'start' });
    this.#isStarted = true;
    const type = asSaid(event['type']) ?? '';
    if (type.endsWith('.delta')) this.#add(asText(event['delta']) ?? '', emit);
    if (type.endsWith('.segment')) readSegments([event], 'segment', emit);
    if (!type.endsWith('.done')) return 'open';
    // The whole text again; what was not told before is all of it.
    if (this.#length === 0) this.#add(asText(event['text']) ?? '', emit);
    readRest(event, emit);
    this.#isOver = true;
    return 'done';
  }

  end(): void {
    if (!this.#isOver)
      throw unreadable('the transcript breaks off').with({
        code: 'truncated',
        phase: 'stream',
        retryable: true,
      });
  }

  #add(text: string, emit: Emit): void {
    if (text === '') return;
    this.#length += text.length;
    emit({ type: 'text', block: 0, text });
  }
}

/** A plain text, such as subtitles, that the caller's own settings asked for. */
export function textReader(): BytesReader {
  const decoder = new TextDecoder();
  let isStarted = false;
  const add = (text: string, emit: Emit): void => {
    if (!isStarted) emit({ type: 'start' });
    isStarted = true;
    if (text !== '') emit({ type: 'text', block: 0, text });
  };
  return {
    read: (bytes, emit) => add(decoder.decode(bytes, { stream: true }), emit),
    end(emit) {
      add(decoder.decode(), emit);
      emit({ type: 'finish', reason: 'stop' });
    },
  };
}
