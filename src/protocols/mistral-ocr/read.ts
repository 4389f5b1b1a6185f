import type { DocumentPage, Emit, PageImage } from '../../core/chunk.ts';
import { isRecord, type Json } from '../../core/json.ts';
import { count, unknownUsage, usage, type Usage } from '../../core/usage.ts';
import { asObject, asSaid, asText, membersOf } from '../loose.ts';
import { sourceAt } from '../media-address.ts';
import { mediaTypeOf } from '../operation-encoding.ts';
import { failureInBody } from '../operation-failure.ts';
import { replyOf, unreadable } from '../operation-reply.ts';
import type { WireOcr, WirePage, WirePageImage } from './wire.ts';

/** A reply as chunks. Tables, headers, footers and blocks that were asked for by `providerOptions` are left to `raw`. */
export function readBody(body: unknown, emit: Emit): void {
  const reply = replyOf(body);
  const failure = failureInBody(reply);
  if (failure !== undefined) throw failure;
  const { model: named, pages, usage_info: used } = reply as WireOcr;
  if (!Array.isArray(pages)) throw unreadable('it holds no `pages`');
  const model = asSaid(named);
  emit({ type: 'start', ...(model === undefined ? {} : { model }) });
  for (const [at, item] of (pages as unknown[]).entries()) emit({ type: 'page', page: pageOf(item, at) });
  emit({ type: 'usage', usage: usageOf(used) });
  emit({ type: 'finish', reason: 'stop' });
}

function pageOf(item: unknown, at: number): DocumentPage {
  const { index, markdown, images, dimensions } = asObject<WirePage>(item) ?? {};
  const text = asText(markdown);
  if (text === undefined) throw unreadable(`the page at ${at} has no text`);
  const { width, height } = membersOf(dimensions);
  const [across, down] = [count(width), count(height)];
  return {
    index: count(index) ?? at,
    markdown: text,
    images: (Array.isArray(images) ? (images as unknown[]) : []).map(imageOf),
    ...(across === null || down === null ? {} : { size: { width: across, height: down } }),
  };
}

function imageOf(item: unknown, at: number): PageImage {
  const wire = asObject<WirePageImage>(item) ?? {};
  const id = asSaid(wire.id) ?? `image-${at}`;
  const said = asSaid(wire.image_base64);
  const source = said === undefined ? undefined : bytesIn(said, id);
  const { top_left_x: left, top_left_y: top, bottom_right_x: right, bottom_right_y: bottom } = wire;
  const sides = [left, top, right, bottom].map(count);
  const [x = null, y = null, toX = null, toY = null] = sides;
  const place =
    x === null || y === null || toX === null || toY === null
      ? undefined
      : { left: x, top: y, right: toX, bottom: toY };
  return { id, ...(source === undefined ? {} : { source }), ...(place === undefined ? {} : { place }) };
}

// Without the head of an address, the name tells the type: `img-0.jpeg`.
function bytesIn(data: string, id: string): NonNullable<PageImage['source']> {
  const source = sourceAt(data);
  if ('data' in source) return source;
  return { data, mediaType: mediaTypeOf(/\.(\w+)$/.exec(id)?.[1] ?? 'jpeg', 'image') };
}

function usageOf(wire: unknown): Usage {
  if (!isRecord(wire)) return unknownUsage;
  const pages = count(wire['pages_processed']);
  const raw = wire as Json;
  return pages === null ? { ...unknownUsage, raw } : { ...usage({ raw }), units: { pages } };
}
