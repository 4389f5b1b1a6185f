import { ReqLLMError } from '../../core/error.ts';
import type { MediaSource } from '../../core/message.ts';
import type { ModelInput } from '../../core/model.ts';
import type { ImageCall } from '../../core/operation.ts';
import { type OperationDesk, type OperationResponse, readyOperation, sharedOf } from './begin.ts';
import { refusal } from './check.ts';
import type { ImageOptions } from './options.ts';

/** An image as base64 with its type, or the address where the provider keeps it, often for an hour only. */
export type GeneratedImage = Extract<MediaSource, { data: string } | { url: string }>;

/** Images that were made. */
export interface ImageResponse extends OperationResponse {
  readonly images: readonly GeneratedImage[];
  /** What the model said besides, if anything. */
  readonly text?: string;
}

/** Asks for images: new ones, or changes of given ones. */
export async function generateImage(
  desk: OperationDesk,
  model: ModelInput,
  prompt: string,
  options: ImageOptions = {},
): Promise<ImageResponse> {
  if (typeof prompt !== 'string' || prompt === '')
    throw refusal('The prompt must be text with something in it.');
  const ready = await readyOperation(desk, { operation: 'image', model, options });
  const own = ready.own as Omit<ImageCall, 'operation' | 'prompt' | 'model' | 'stream' | 'control'>;
  const { response } = await ready.send({ prompt, ...own });
  const images = response.files
    .map(({ source }) => source)
    .filter((source): source is GeneratedImage => 'data' in source || 'url' in source);
  if (images.length === 0) throw noImage(response.text, response);
  return { ...sharedOf(response), images, ...(response.text === '' ? {} : { text: response.text }) };
}

// A refusal to draw is told in words, or by the reason of the end.
function noImage(
  text: string,
  response: { readonly finishReason: string; readonly model: { readonly spec: string } },
): ReqLLMError {
  const isFiltered = response.finishReason === 'content-filter' || response.finishReason === 'refusal';
  const said = text === '' ? '' : ` It said: ${text.slice(0, 200)}`;
  return new ReqLLMError(`${response.model.spec} made no image.${said}`, {
    code: isFiltered ? 'content-filter' : 'bad-response',
    phase: 'decode',
    model: response.model.spec,
  });
}
