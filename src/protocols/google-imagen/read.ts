import { fromBase64 } from '../../core/base64.ts';
import type { Emit } from '../../core/chunk.ts';
import { ReqLLMError } from '../../core/error.ts';
import { usage } from '../../core/usage.ts';
import { asObject, asSaid } from '../loose.ts';
import { failureInBody } from '../operation-failure.ts';
import { replyOf, unreadable } from '../operation-reply.ts';
import type { GoogleImagenDialect } from './dialect.ts';
import type { WirePrediction } from './wire.ts';

/** A reply as chunks. Images that a filter took away are told in a warning; when none is left, it is an error. */
export function readBody(body: unknown, emit: Emit, { vendor }: GoogleImagenDialect): void {
  const reply = replyOf(body);
  const failure = failureInBody(reply);
  if (failure !== undefined) throw failure;
  // A prompt that is filtered as a whole leaves the list out.
  const { predictions = [] } = reply;
  if (!Array.isArray(predictions)) throw unreadable('its `predictions` are no list');
  const images = (predictions as unknown[]).map((each) => asObject<WirePrediction>(each) ?? {});
  emit({ type: 'start' });
  let made = 0;
  for (const image of images) {
    const base64 = asSaid(image.bytesBase64Encoded);
    const data = base64 === undefined ? undefined : fromBase64(base64);
    if (data === undefined) continue;
    emit({ type: 'media', block: made, mediaType: asSaid(image.mimeType) ?? 'image/png', data });
    made += 1;
  }
  const reasons = images.map((image) => asSaid(image.raiFilteredReason)).filter((each) => each !== undefined);
  if (made === 0) throw filtered(reasons[0]);
  for (const message of reasons) emit({ type: 'warning', warning: { code: 'reply', message } });
  const prompts = images.map((image) => asSaid(image.prompt) ?? null);
  if (prompts.some((prompt) => prompt !== null))
    emit({ type: 'extra', provider: vendor, value: { revisedPrompts: prompts } });
  emit({ type: 'usage', usage: { ...usage({}), units: { images: made } } });
  emit({ type: 'finish', reason: 'stop' });
}

function filtered(reason: string | undefined): ReqLLMError {
  return new ReqLLMError(reason ?? 'Imagen made no image: the prompt or the images were filtered.', {
    code: 'content-filter',
    phase: 'decode',
  });
}
