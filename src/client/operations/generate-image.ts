import type { Call } from '../../core/call.ts';
import { ReqLLMError } from '../../core/error.ts';
import type { ModelInput } from '../../core/model.ts';
import type { ImageCall } from '../../core/operation.ts';
import { fitsGlobs } from '../../core/glob.ts';
import type { ModelResponse } from '../../core/response.ts';
import type { Usage } from '../../core/usage.ts';
import type { Warning } from '../../core/warning.ts';
import { endpointsOf } from '../../providers/provider.ts';
import { refuseChanges } from '../translate.ts';
import { type Asked, gathered, type OperationDesk, readyOperation, sharedOf, started } from './begin.ts';
import { checkedOptions, refusal } from './check.ts';
import { type GeneratedImage, type ImageResponse, type ImageStream, imageStream } from './image-stream.ts';
import type { ImageOptions, StreamImageOptions } from './options.ts';

/** Asks for images: new ones, or changes of given ones. */
export async function generateImage(
  desk: OperationDesk,
  model: ModelInput,
  prompt: string,
  options: ImageOptions = {},
): Promise<ImageResponse> {
  const turn = await inTurnCall(desk, { model, prompt, options, stream: false });
  if (turn !== undefined) return imagesIn((await gathered(desk, ...turn)).response);
  const ready = await readyOperation(desk, { operation: 'image', model, options });
  return imagesIn((await ready.send({ prompt, ...(ready.own as Settings) })).response);
}

/** Asks for an image and shows it while it is made. Resolves with the first look, or the image. */
export async function streamImage(
  desk: OperationDesk,
  model: ModelInput,
  prompt: string,
  options: StreamImageOptions = {},
): Promise<ImageStream> {
  if ('count' in options) throw refusal('A stream shows one image; leave `count` out.');
  const turn = await inTurnCall(desk, { model, prompt, options, stream: true });
  if (turn !== undefined) return imageStream(await started(desk, ...turn), imagesIn);
  const ready = await readyOperation(desk, { operation: 'image', model, options, stream: true });
  return imageStream(await ready.start({ prompt, ...(ready.own as Settings) }), imagesIn);
}

type Settings = Omit<ImageCall, 'operation' | 'prompt' | 'model' | 'stream' | 'control'>;

/** The images of an answer. Throws `bad-response` or `content-filter` where there is none. */
function imagesIn(response: ModelResponse): ImageResponse {
  const images = response.files
    .map(({ source }) => source)
    .filter((source): source is GeneratedImage => 'data' in source || 'url' in source);
  if (images.length === 0) throw noImage(response.text, response);
  return { ...sharedOf(response), images, ...(response.text === '' ? {} : { text: response.text }) };
}

/**
 * The call to a model that draws in a conversation (Gemini), at a host that has no endpoint for its images; undefined for
 * every other one. What a conversation has no word for is told in warnings.
 */
async function inTurnCall(
  desk: OperationDesk,
  { model, prompt, options, stream }: Drawing,
): Promise<readonly [Call, Asked] | undefined> {
  if (typeof prompt !== 'string' || prompt === '')
    throw refusal('The prompt must be text with something in it.');
  const { common, own } = checkedOptions('image', options);
  const { call, knowledge, advice } = await desk.ready(model, prompt, common, stream);
  const provider = await desk.runtime.provider(call.model.provider);
  const fits = (models: readonly string[] | undefined): boolean =>
    models === undefined || fitsGlobs(call.model.id, models);
  const hasEndpoint = endpointsOf(provider, 'image').some(({ models }) => fits(models));
  if (hasEndpoint || knowledge?.capabilities.outputModalities.includes('image') !== true) return undefined;
  const { images = [], ...rest } = own as ImageOptions;
  const lost = Object.keys(rest).map((setting): Warning => {
    const message = `${call.model.spec} draws in a conversation, which has no setting for \`${setting}\`; say it in the prompt.`;
    return { code: 'dropped', message, setting };
  });
  refuseChanges(lost, call);
  const parts = images.map((source) => ({ type: 'image' as const, source }));
  const content = [{ type: 'text' as const, text: prompt }, ...parts];
  const asked = Object.freeze({ ...call, messages: [{ role: 'user' as const, content }] });
  const at = new Date(call.control.startedAt);
  const price = (usage: Usage): Usage => knowledge.priced(usage, { at });
  return [asked, { call, advice: [...advice, ...lost], price }];
}

interface Drawing {
  readonly model: ModelInput;
  readonly prompt: string;
  readonly options: ImageOptions | StreamImageOptions;
  readonly stream: boolean;
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
