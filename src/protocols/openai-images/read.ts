import { fromBase64 } from '../../core/base64.ts';
import type { Emit } from '../../core/chunk.ts';
import { ReqLLMError } from '../../core/error.ts';
import { isRecord, type Json, parseJson } from '../../core/json.ts';
import type { WireEvent } from '../../wire/event.ts';
import { asObject, asSaid } from '../loose.ts';
import { mediaTypeOf } from '../operation-encoding.ts';
import { failureInBody } from '../operation-failure.ts';
import { replyOf, unreadable } from '../operation-reply.ts';
import { wireUsageOf } from '../operation-usage.ts';
import type { StreamReader, StreamState } from '../protocol.ts';
import type { OpenaiImagesDialect } from './dialect.ts';
import type { WireImage, WireImages } from './wire.ts';

/** A reply as chunks. What it says of the request (`size`, `quality`, `background`) is kept as facts of the vendor. */
export function readBody(body: unknown, emit: Emit, dialect: OpenaiImagesDialect): void {
  const reply = replyOf(body);
  const failure = failureInBody(reply);
  if (failure !== undefined) throw failure;
  const { id, model, data, usage, output_format: format } = reply as WireImages;
  if (!Array.isArray(data)) throw unreadable('it holds no `data`');
  emit({
    type: 'start',
    ...(asSaid(id) === undefined ? {} : { id: asSaid(id) as string }),
    ...(asSaid(model) === undefined ? {} : { model: asSaid(model) as string }),
  });
  const images = (data as unknown[]).map((item) => asObject<WireImage>(item) ?? {});
  for (const [block, image] of images.entries()) readImage(image, block, asSaid(format), emit);
  readFacts(reply, images, emit, dialect);
  emit({ type: 'usage', usage: usageOf(usage, images.length) });
  emit({ type: 'finish', reason: 'stop' });
}

function readImage(image: WireImage, block: number, format: string | undefined, emit: Emit): void {
  const said = asSaid(image.media_type) ?? asSaid(image.mime_type);
  const type = said ?? (format === undefined ? undefined : mediaTypeOf(format, 'image'));
  const url = asSaid(image.url);
  const base64 = asSaid(image.b64_json);
  const data = base64 === undefined ? undefined : fromBase64(base64);
  if (data !== undefined) emit({ type: 'media', block, mediaType: type ?? typeOf(data), data });
  else if (url !== undefined)
    emit({ type: 'media-url', block, url, ...(type === undefined ? {} : { mediaType: type }) });
  else throw unreadable(`the image at ${block} is neither base64 nor an address`);
}

const facts = ['size', 'quality', 'background', 'output_format'] as const;

function readFacts(
  reply: Readonly<Record<string, unknown>>,
  images: readonly WireImage[],
  emit: Emit,
  { vendor }: OpenaiImagesDialect,
): void {
  const value: Record<string, Json> = {};
  for (const name of facts) if (asSaid(reply[name]) !== undefined) value[name] = reply[name] as string;
  const prompts = images.map((image) => asSaid(image.revised_prompt) ?? null);
  if (prompts.some((prompt) => prompt !== null)) value['revisedPrompts'] = prompts;
  if (Object.keys(value).length > 0) emit({ type: 'extra', provider: vendor, value });
}

// Models that are paid by the image count no tokens, or none but a cost (xAI, recorded).
function usageOf(wire: unknown, images: number): ReturnType<typeof wireUsageOf> {
  const read = wireUsageOf(wire);
  const hasTokens = read.inputTokens !== null || read.outputTokens !== null;
  return hasTokens ? read : wireUsageOf(wire, { units: { images } });
}

// The first bytes of a file tell what it is.
function typeOf(data: Uint8Array): string {
  if (data[0] === 0xff && data[1] === 0xd8) return 'image/jpeg';
  if (data[0] === 0x52 && data[1] === 0x49 && data[8] === 0x57) return 'image/webp';
  return 'image/png';
}

/** A stream of first looks and the image at its end (`image_generation.*` and `image_edit.*` events). */
export class OpenaiImagesReader implements StreamReader {
  readonly #dialect: OpenaiImagesDialect;
  #isStarted = false;
  #isOver = false;

  constructor(dialect: OpenaiImagesDialect) {
    this.#dialect = dialect;
  }

  read({ data }: WireEvent, emit: Emit): StreamState {
    if (data === '[DONE]') return this.#isOver ? 'done' : 'open';
    const parsed = parseJson(data);
    if (!parsed.ok) throw unreadable(parsed.problem);
    if (!isRecord(parsed.value)) return 'open';
    const event = parsed.value;
    const type = asSaid(event['type']) ?? '';
    const failure = failureInBody(event, 'stream');
    if (failure !== undefined) throw failure;
    if (type.endsWith('.completed')) {
      readBody({ ...event, data: [event] }, emit, this.#dialect);
      this.#isOver = true;
      return 'done';
    }
    if (type.endsWith('.partial_image')) this.#preview(event, emit);
    return 'open';
  }

  end(): void {
    if (this.#isOver) return;
    throw new ReqLLMError('The stream ended before the image was complete.', {
      code: 'truncated',
      phase: 'stream',
      retryable: true,
    });
  }

  #preview(event: Readonly<Record<string, unknown>>, emit: Emit): void {
    const data = fromBase64(asSaid(event['b64_json']) ?? '');
    if (data === undefined || data.length === 0) return;
    if (!this.#isStarted) emit({ type: 'start' });
    this.#isStarted = true;
    emit({ type: 'media', block: 0, mediaType: typeOf(data), data, preview: true });
  }
}
