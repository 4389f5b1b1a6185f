import type { ModelQuery } from '../catalog/query.ts';
import type { CatalogModel } from '../catalog/schema.ts';
import type { ResumeToken } from '../core/recovery.ts';
import type { ModelResponse } from '../core/response.ts';
import { type Client, createClient } from './client.ts';
import type {
  FileContent,
  FileOptions,
  FileToUpload,
  KnownFile,
  UploadedFile,
  UploadOptions,
} from './files/file-functions.ts';
import type { InputFor, ModelInput, OptionsFor, RefusedOptions } from './fitting.ts';
import type { Input } from './input.ts';
import type { ObjectResponse } from './objects/generate-object.ts';
import type { Known, ObjectOf, ObjectOptions } from './objects/options.ts';
import type { PartialOf } from './objects/partial-object.ts';
import type { ObjectStream, StreamObjectOptions } from './objects/stream-object.ts';
import type { CancelOptions, ResumeOptions } from './resume-stream.ts';
import type { EmbedResponse, EmbedValue } from './operations/embed.ts';
import type { ImageResponse, ImageStream } from './operations/image-stream.ts';
import type { ModerationInput, ModerationResponse } from './operations/moderate.ts';
import type { VideoResponse } from './operations/generate-video.ts';
import type { DocumentInput, OcrResponse } from './operations/ocr.ts';
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
} from './operations/options.ts';
import type { RerankDocument, RerankInput, RerankResponse } from './operations/rerank.ts';
import type { SpeechResponse } from './operations/speak.ts';
import type { AudioInput, TranscriptionResponse } from './operations/transcribe.ts';
import type { CountOptions, Fit, TokenCount } from './sight/count-tokens.ts';
import type { Explanation } from './sight/explain.ts';
import type { StreamResponse } from './text-stream.ts';
import type { PendingRun, RunToolsOptions, ToolReply, ToolRun } from './tools/tool-run.ts';
import type { ToolStream } from './tools/tool-stream.ts';

let shared: Client | undefined;

// Made at the first call, so that importing the package does nothing.
function defaultClient(): Client {
  return (shared ??= createClient());
}

/**
 * Asks a model and waits for the whole answer. Keys come from the environment (`OPENAI_API_KEY`, …), `setKey`, or the
 * `apiKey` option. Throws a {@link ReqLLMError} for everything that fails.
 */
export function generateText<const M extends ModelInput, const Given extends Input>(
  model: M,
  input: InputFor<M, Given>,
  options?: OptionsFor<M>,
): Promise<ModelResponse> {
  return defaultClient().generateText(model, input, options);
}

/**
 * Asks a model and reads the answer while it is written. Resolves at the first spoken chunk; what fails before that
 * rejects the call, what fails later throws from the iterator with the partial response attached.
 */
export function streamText<const M extends ModelInput, const Given extends Input>(
  model: M,
  input: InputFor<M, Given>,
  options?: OptionsFor<M>,
): Promise<StreamResponse> {
  return defaultClient().streamText(model, input, options);
}

/**
 * What a call would send, and why: the request with placeholders for secrets, each change with its rule, the route, the
 * price. Nothing is sent and no key is needed. Throws a {@link ReqLLMError} for what a call would refuse before sending.
 */
export function explain<const M extends ModelInput, const Given extends Input>(
  model: M,
  input: InputFor<M, Given>,
  options?: OptionsFor<M>,
): Promise<Explanation> {
  return defaultClient().explain(model, input, options);
}

/** How many tokens the input of a call comes to: by the provider's word where it counts, else by tokenizer or estimate. */
export function countTokens<const M extends ModelInput, const Given extends Input>(
  model: M,
  input: InputFor<M, Given>,
  options?: OptionsFor<M, CountOptions>,
): Promise<TokenCount> {
  return defaultClient().countTokens(model, input, options);
}

/** Whether a call fits the model's window, `maxTokens` included; `unknown` where too little is known. */
export function fits<const M extends ModelInput, const Given extends Input>(
  model: M,
  input: InputFor<M, Given>,
  options?: OptionsFor<M, CountOptions>,
): Promise<Fit> {
  return defaultClient().fits(model, input, options);
}

/**
 * Lets a model call tools until it answers: the tools it asks for run side by side, and it gets their results. Give a
 * `pending` run as the input to go on with it. Throws a {@link ReqLLMError}; `pendingOf(error)` is how far the run had come.
 */
export function runTools<const M extends ModelInput, const Given extends Input>(
  model: M,
  input: InputFor<M, Given> | PendingRun,
  options: OptionsFor<M, RunToolsOptions>,
): Promise<ToolRun> {
  return defaultClient().runTools<M, Given>(model, input, options);
}

/** {@link runTools}, read along: chunks, calls, progress and results as they come. Begins with the first read. */
export function streamTools<const M extends ModelInput, const Given extends Input>(
  model: M,
  input: InputFor<M, Given> | PendingRun,
  options: OptionsFor<M, RunToolsOptions>,
): Promise<ToolStream> {
  return defaultClient().streamTools<M, Given>(model, input, options);
}

/** Goes on with a run that stopped for approvals or answers, also in another process, given what is said about its calls. */
export function resumeTools<const M extends ModelInput>(
  model: M,
  pending: PendingRun,
  replies: Readonly<Record<string, ToolReply>>,
  options: OptionsFor<M, RunToolsOptions>,
): Promise<ToolRun> {
  return defaultClient().resumeTools(model, pending, replies, options);
}

/**
 * Asks a model for an object that fits a schema (zod, valibot, arktype, …, or JSON Schema), and waits for it. Throws a
 * {@link ReqLLMError}; with code `schema-mismatch` it has the `issues`, and in `partial` the raw text, the usage and as
 * much of the object as could be read.
 */
export function generateObject<
  const M extends ModelInput,
  const Given extends Input,
  const Options extends ObjectOptions,
>(
  model: M,
  input: InputFor<M, Given>,
  options: Known<Options> & RefusedOptions<M>,
): Promise<ObjectResponse<ObjectOf<Options>>> {
  return defaultClient().generateObject(model, input, options);
}

/**
 * Asks a model for an object that fits a schema, and shows it while it is written: partial objects, elements of a list, or
 * the JSON itself. Resolves at the first spoken chunk; what fails before that rejects the call, what fails later throws
 * where it is read.
 */
export function streamObject<
  const M extends ModelInput,
  const Given extends Input,
  const Options extends StreamObjectOptions,
>(
  model: M,
  input: InputFor<M, Given>,
  options: Known<Options> & RefusedOptions<M>,
): Promise<ObjectStream<ObjectOf<Options>, PartialOf<Options>>> {
  return defaultClient().streamObject(model, input, options);
}

/**
 * Picks up an answer that a provider makes in the background, from its beginning or behind `partial`, also in another
 * process than the one that asked for it. The token comes from `error.resume` or `stream.resumeToken()` and is plain JSON.
 */
export function resumeStream(token: ResumeToken, options?: ResumeOptions): Promise<StreamResponse> {
  return defaultClient().resumeStream(token, options);
}

/** Stops an answer that a provider makes in the background, and gives what there is of it; leaving its stream does not. */
export function cancelAnswer(token: ResumeToken, options?: CancelOptions): Promise<ModelResponse> {
  return defaultClient().cancelAnswer(token, options);
}

/**
 * Asks for vectors of values, one for each and in their order. More values than the provider takes at once go out in
 * several requests, a few at a time; `usage` is their sum. Throws a {@link ReqLLMError}.
 */
export function embed(
  model: ModelInput,
  values: EmbedValue | readonly EmbedValue[],
  options?: EmbedOptions,
): Promise<EmbedResponse> {
  return defaultClient().embed(model, values, options);
}

/** Orders documents by how well they answer a query, the best first. Throws a {@link ReqLLMError}. */
export function rerank<const Document extends RerankDocument>(
  model: ModelInput,
  input: RerankInput<Document>,
  options?: RerankOptions,
): Promise<RerankResponse<Document>> {
  return defaultClient().rerank(model, input, options);
}

/** Asks for images: new ones, or changes of those in `options.images`. Throws a {@link ReqLLMError}. */
export function generateImage(
  model: ModelInput,
  prompt: string,
  options?: ImageOptions,
): Promise<ImageResponse> {
  return defaultClient().generateImage(model, prompt, options);
}

/** Asks for an image and shows it while it is made: first looks, then the image. Throws a {@link ReqLLMError}. */
export function streamImage(
  model: ModelInput,
  prompt: string,
  options?: StreamImageOptions,
): Promise<ImageStream> {
  return defaultClient().streamImage(model, prompt, options);
}

/** Asks for words to be spoken; the sound comes as base64 with its type. Throws a {@link ReqLLMError}. */
export function speak(model: ModelInput, text: string, options?: SpeechOptions): Promise<SpeechResponse> {
  return defaultClient().speak(model, text, options);
}

/** Asks whether texts or images are harmful; each value of a list is judged by itself. Throws a {@link ReqLLMError}. */
export function moderate(
  model: ModelInput,
  values: ModerationInput,
  options?: ModerationOptions,
): Promise<ModerationResponse> {
  return defaultClient().moderate(model, values, options);
}

/** Asks for videos and waits until they are made, which takes minutes. Throws a {@link ReqLLMError}; its `resume` holds the job. */
export function generateVideo(
  model: ModelInput,
  prompt: string,
  options?: VideoOptions,
): Promise<VideoResponse> {
  return defaultClient().generateVideo(model, prompt, options);
}

/** Waits for the videos of a job that was handed in before, also by another process. Throws a {@link ReqLLMError}. */
export function resumeVideo(job: ResumeToken, options?: ResumeVideoOptions): Promise<VideoResponse> {
  return defaultClient().resumeVideo(job, options);
}

/** Asks what stands in a document or on an image: its pages as Markdown. Throws a {@link ReqLLMError}. */
export function ocr(model: ModelInput, document: DocumentInput, options?: OcrOptions): Promise<OcrResponse> {
  return defaultClient().ocr(model, document, options);
}

/** Asks for the words of a recording. Throws a {@link ReqLLMError}. */
export function transcribe(
  model: ModelInput,
  audio: AudioInput,
  options?: TranscriptionOptions,
): Promise<TranscriptionResponse> {
  return defaultClient().transcribe(model, audio, options);
}

/**
 * The models that can be called now and are what a query asks for: those of providers for which a key was set or stands in
 * the environment. Providers that want no key, such as a local server, are not among them.
 */
export function availableModels(query?: ModelQuery): Promise<readonly CatalogModel[]> {
  return defaultClient().availableModels(query);
}

/** Remembers a key for a provider in this process, before those of the environment. */
export function setKey(provider: string, key: string): void {
  defaultClient().setKey(provider, key);
}

/**
 * Gives a provider a file to keep, so that messages can name it instead of carrying it; the result is the `source` of image
 * and file parts. Throws a {@link ReqLLMError}; `unsupported` where no files are kept.
 */
export function uploadFile(
  provider: string,
  file: FileToUpload,
  options?: UploadOptions,
): Promise<UploadedFile> {
  return defaultClient().uploadFile(provider, file, options);
}

/** What the provider says of a file now. Throws a {@link ReqLLMError}. */
export function fileInfo(file: KnownFile, options?: FileOptions): Promise<UploadedFile> {
  return defaultClient().fileInfo(file, options);
}

/** What a file holds, at most 512 MB. Throws a {@link ReqLLMError}; `unsupported` where none is given back. */
export function downloadFile(file: KnownFile, options?: FileOptions): Promise<FileContent> {
  return defaultClient().downloadFile(file, options);
}

/** Lets the provider forget a file. Throws a {@link ReqLLMError}. */
export function deleteFile(file: KnownFile, options?: FileOptions): Promise<void> {
  return defaultClient().deleteFile(file, options);
}
