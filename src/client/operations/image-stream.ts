import { toBase64 } from '../../core/base64.ts';
import type { MediaSource } from '../../core/message.ts';
import type { ModelResponse } from '../../core/response.ts';
import type { StreamResponse } from '../text-stream.ts';
import type { OperationResponse } from './begin.ts';

/** An image as base64 with its type, or the address where the provider keeps it, often for an hour only. */
export type GeneratedImage = Extract<MediaSource, { data: string } | { url: string }>;

/** Images that were made. */
export interface ImageResponse extends OperationResponse {
  readonly images: readonly GeneratedImage[];
  /** What the model said besides, if anything. */
  readonly text?: string;
}

/** What comes of an image that is being made: first looks, each whole in itself, then the image. */
export type ImageEvent =
  | { readonly type: 'preview'; readonly image: { readonly data: string; readonly mediaType: string } }
  | { readonly type: 'image'; readonly image: GeneratedImage };

/** An image that is being made. Read it once; leaving early ends the call. */
export interface ImageStream extends AsyncIterable<ImageEvent>, AsyncDisposable {
  /** The image and what it used, read to the end if nobody reads along. Throws what ended the stream. */
  response(): Promise<ImageResponse>;
  /** Ends the call. */
  cancel(): Promise<void>;
}

/** The events of an answer that is read along. */
export function imageStream(
  stream: StreamResponse,
  imagesIn: (response: ModelResponse) => ImageResponse,
): ImageStream {
  const response = async (): Promise<ImageResponse> => imagesIn(await stream.response());
  const cancel = (): Promise<void> => stream.cancel();
  return {
    response,
    cancel,
    [Symbol.asyncDispose]: cancel,
    [Symbol.asyncIterator]: () => eventsOf(stream, response),
  };
}

function eventsOf(
  stream: StreamResponse,
  response: () => Promise<ImageResponse>,
): AsyncIterableIterator<ImageEvent> {
  const chunks = stream[Symbol.asyncIterator]();
  let images: ImageEvent[] | undefined;
  const next = async (): Promise<IteratorResult<ImageEvent>> => {
    while (images === undefined) {
      const { done, value: chunk } = await chunks.next();
      if (done === true) images = (await response()).images.map((image) => ({ type: 'image', image }));
      else if (chunk.type === 'media' && chunk.preview === true) {
        const image = { data: toBase64(chunk.data), mediaType: chunk.mediaType };
        return { done: false, value: { type: 'preview', image } };
      }
    }
    const image = images.shift();
    return image === undefined ? { done: true, value: undefined } : { done: false, value: image };
  };
  const events: AsyncIterableIterator<ImageEvent> = {
    next,
    async return() {
      images = [];
      await stream.cancel();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => events,
  };
  return events;
}
