import { toBase64 } from '../core/base64.ts';
import type { Call, Middleware } from '../core/call.ts';
import type { MediaSource, Message, Part } from '../core/message.ts';
import { downloadMedia, type MediaLimits, type MediaSeams } from '../http/node-media.ts';

/**
 * The layer that sends files in place of their https addresses, for models that cannot fetch them. Other addresses (`gs:`,
 * `s3:`) and ids of files are the provider's own and stay.
 */
export function mediaDownloads(limits: MediaLimits, seams?: MediaSeams): Middleware {
  return async (call, next) =>
    call.operation === 'text' ? next(await withData(call, limits, seams)) : next(call);
}

async function withData(call: Call, limits: MediaLimits, seams: MediaSeams | undefined): Promise<Call> {
  const addresses = new Set(call.messages.flatMap(addressesIn));
  if (addresses.size === 0) return call;
  const data = new Map<string, MediaSource>();
  // One after the other: many large files at once would fill the memory.
  for (const url of addresses) {
    const { bytes, mediaType } = await downloadMedia(url, limits, call.control.signal, seams);
    data.set(url, { data: toBase64(bytes), mediaType });
  }
  return { ...call, messages: call.messages.map((message) => replaced(message, data)) };
}

function addressesIn({ content }: Message): string[] {
  return (content as readonly Part[]).flatMap((part) => {
    const parts: readonly Part[] = part.type === 'tool-result' ? part.content : [part];
    return parts.flatMap((each) => addressOf(each) ?? []);
  });
}

function addressOf(part: Part): string | undefined {
  if (part.type !== 'image' && part.type !== 'file') return undefined;
  return 'url' in part.source && /^https?:/i.test(part.source.url) ? part.source.url : undefined;
}

function replaced(message: Message, data: ReadonlyMap<string, MediaSource>): Message {
  const change = (part: Part): Part => {
    if (part.type === 'tool-result') return { ...part, content: part.content.map(change) } as Part;
    const url = addressOf(part);
    const found = url === undefined ? undefined : data.get(url);
    return found === undefined ? part : ({ ...part, source: found } as Part);
  };
  return { ...message, content: (message.content as readonly Part[]).map(change) } as Message;
}
