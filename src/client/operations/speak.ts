import { ReqLLMError } from '../../core/error.ts';
import type { ModelInput } from '../../core/model.ts';
import { type OperationDesk, type OperationResponse, readyOperation, sharedOf } from './begin.ts';
import { refusal } from './check.ts';
import type { SpeechOptions } from './options.ts';

/** Spoken words. */
export interface SpeechResponse extends OperationResponse {
  /** The sound as base64, with its type. */
  readonly audio: { readonly data: string; readonly mediaType: string };
}

/** Asks for words to be spoken. */
export async function speak(
  desk: OperationDesk,
  model: ModelInput,
  text: string,
  options: SpeechOptions = {},
): Promise<SpeechResponse> {
  if (typeof text !== 'string' || text === '') throw refusal('The text must have something in it.');
  const ready = await readyOperation(desk, { operation: 'speech', model, options });
  const { response } = await ready.send({ text, ...(ready.own as SpeechOptions) });
  const source = response.files.map((file) => file.source).find((each) => 'data' in each);
  if (source === undefined || !('data' in source))
    throw new ReqLLMError(`${response.model.spec} sent no sound.`, {
      code: 'bad-response',
      phase: 'decode',
      model: response.model.spec,
    });
  const { data, mediaType } = source;
  return { ...sharedOf(response), audio: { data, mediaType } };
}
