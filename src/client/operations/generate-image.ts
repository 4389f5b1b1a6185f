import { ReqLLMError } from '../../core/error.ts';
import type { MediaSource } from '../../core/message.ts';
import type { ModelInput } from '../../core/model.ts';
import type { ImageCall } from '../../core/operation.ts';
import { fitsGlobs } from '../../core/glob.ts';
import type { Usage } from '../../core/usage.ts';
import type { Warning } from '../../core/warning.ts';
import { endpointsOf } from '../../providers/provider.ts';
import { refuseChanges } from '../translate.ts';
import {
  type Gathered,
  gathered,
  type OperationDesk,
  type OperationResponse,
  readyOperation,
  sharedOf,
} from './begin.ts';
import { checkedOptions, refusal } from './check.ts';
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
  const { response } =
    (await drawnInTurn(desk, model, prompt, options)) ?? (await drawn(desk, model, prompt, options));
  const images = response.files
    .map(({ source }) => source)
    .filter((source): source is GeneratedImage => 'data' in source || 'url' in source);
  if (images.length === 0) throw noImage(response.text, response);
  return { ...sharedOf(response), images, ...(response.text === '' ? {} : { text: response.text }) };
}

async function drawn(
  desk: OperationDesk,
  model: ModelInput,
  prompt: string,
  options: ImageOptions,
): Promise<Gathered> {
  const ready = await readyOperation(desk, { operation: 'image', model, options });
  const own = ready.own as Omit<ImageCall, 'operation' | 'prompt' | 'model' | 'stream' | 'control'>;
  return ready.send({ prompt, ...own });
}

/**
 * The answer of a model that draws in a conversation (Gemini), at a host that has no endpoint for its images; undefined for
 * every other one. What a conversation has no word for is told in warnings.
 */
async function drawnInTurn(
  desk: OperationDesk,
  model: ModelInput,
  prompt: string,
  options: ImageOptions,
): Promise<Gathered | undefined> {
  const { common, own } = checkedOptions('image', options);
  const { call, knowledge, advice } = await desk.ready(model, prompt, common, false);
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
  return gathered(desk, asked, { call, advice: [...advice, ...lost], price });
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
