import type { ResumeToken } from '../../core/recovery.ts';
import type { ModelInput } from '../fitting.ts';
import type { EmbedResponse, EmbedValue } from './embed.ts';
import type { VideoResponse } from './generate-video.ts';
import type { ImageResponse, ImageStream } from './image-stream.ts';
import type { ModerationInput, ModerationResponse } from './moderate.ts';
import type { DocumentInput, OcrResponse } from './ocr.ts';
import type {
  EmbedOptions,
  ImageOptions,
  ModerationOptions,
  OcrOptions,
  RerankOptions,
  ResumeVideoOptions,
  SpeechOptions,
  StreamImageOptions,
  TranscriptionOptions,
  VideoOptions,
} from './options.ts';
import type { RerankDocument, RerankInput, RerankResponse } from './rerank.ts';
import type { SpeechResponse } from './speak.ts';
import type { AudioInput, TranscriptionResponse } from './transcribe.ts';

/** The functions of a client that ask for something else than words. All throw a ReqLLMError for everything that fails. */
export interface OperationFunctions {
  /**
   * Asks for vectors of values, one for each and in their order. More values than the provider takes at once go out in
   * several requests, a few at a time; `usage` is their sum.
   */
  embed(
    model: ModelInput,
    values: EmbedValue | readonly EmbedValue[],
    options?: EmbedOptions,
  ): Promise<EmbedResponse>;
  /** Orders documents by how well they answer a query, the best first. */
  rerank<const Document extends RerankDocument>(
    model: ModelInput,
    input: RerankInput<Document>,
    options?: RerankOptions,
  ): Promise<RerankResponse<Document>>;
  /** Asks for images: new ones, or changes of those in `options.images`. */
  generateImage(model: ModelInput, prompt: string, options?: ImageOptions): Promise<ImageResponse>;
  /** Asks for an image and shows it while it is made: first looks, then the image. */
  streamImage(model: ModelInput, prompt: string, options?: StreamImageOptions): Promise<ImageStream>;
  /**
   * Asks for videos and waits until they are made, which takes minutes. The job is handed in once: what fails afterwards has
   * its token as `error.resume`, for `resumeVideo`.
   */
  generateVideo(model: ModelInput, prompt: string, options?: VideoOptions): Promise<VideoResponse>;
  /**
   * Waits for the videos of a job that was handed in before, also by another process. Throws `config` for what is no token,
   * and what the provider says of a job that it has forgotten.
   */
  resumeVideo(job: ResumeToken, options?: ResumeVideoOptions): Promise<VideoResponse>;
  /** Asks for words to be spoken; the sound comes as base64 with its type. */
  speak(model: ModelInput, text: string, options?: SpeechOptions): Promise<SpeechResponse>;
  /** Asks whether texts or images are harmful; each value of a list is judged by itself. */
  moderate(
    model: ModelInput,
    values: ModerationInput,
    options?: ModerationOptions,
  ): Promise<ModerationResponse>;
  /** Asks what stands in a document or on an image: its pages as Markdown. */
  ocr(model: ModelInput, document: DocumentInput, options?: OcrOptions): Promise<OcrResponse>;
  /** Asks for the words of a recording. */
  transcribe(
    model: ModelInput,
    audio: AudioInput,
    options?: TranscriptionOptions,
  ): Promise<TranscriptionResponse>;
}
