import type { TranscriptSegment } from '../../core/chunk.ts';
import type { MediaSource } from '../../core/message.ts';
import type { ModelInput } from '../../core/model.ts';
import { type OperationDesk, type OperationResponse, readyOperation, sharedOf } from './begin.ts';
import { mediaIn } from './check.ts';
import type { TranscriptionOptions } from './options.ts';

/** A recording: base64 or bytes with their type, or an address where the provider can fetch it. */
export type AudioInput = MediaSource | { readonly data: Uint8Array; readonly mediaType: string };

/** The words of a recording. */
export interface TranscriptionResponse extends OperationResponse {
  readonly text: string;
  /** Sentences or turns with their times, where they were asked for or come unasked. */
  readonly segments?: readonly Omit<TranscriptSegment, 'unit'>[];
  readonly words?: readonly Omit<TranscriptSegment, 'unit'>[];
  /** As the provider names it. */
  readonly language?: string;
  readonly durationSeconds?: number;
}

/** Asks for the words of a recording. */
export async function transcribe(
  desk: OperationDesk,
  model: ModelInput,
  given: AudioInput,
  options: TranscriptionOptions = {},
): Promise<TranscriptionResponse> {
  const audio = mediaIn(given, 'recording');
  const ready = await readyOperation(desk, { operation: 'transcription', model, options });
  const { response, chunks } = await ready.send({ audio, ...(ready.own as TranscriptionOptions) });
  const segments = chunks.flatMap((chunk) => (chunk.type === 'segment' ? [chunk.segment] : []));
  const known = Object.assign({}, ...chunks.filter((chunk) => chunk.type === 'recording')) as {
    language?: string;
    durationSeconds?: number;
  };
  const { language, durationSeconds } = known;
  const of = (unit: TranscriptSegment['unit']): Omit<TranscriptSegment, 'unit'>[] =>
    segments.filter((each) => each.unit === unit).map(({ unit: _unit, ...rest }) => rest);
  const [sentences, words] = [of('segment'), of('word')];
  return {
    ...sharedOf(response),
    text: response.text,
    ...(sentences.length === 0 ? {} : { segments: sentences }),
    ...(words.length === 0 ? {} : { words }),
    ...(language === undefined ? {} : { language }),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
  };
}
