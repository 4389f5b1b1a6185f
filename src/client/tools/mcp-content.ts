import { isRecord } from '../../core/json.ts';
import type { FilePart, ImagePart, TextPart, ToolResultPart } from '../../core/message.ts';

type ContentPart = TextPart | ImagePart | FilePart;

/**
 * The content of an MCP result as parts (https://modelcontextprotocol.io/specification/2025-06-18/server/tools). A result
 * with structured content alone is told as its JSON; a kind of content that is not known is told as its JSON too.
 */
export function partsOfMcp({
  content,
  structuredContent,
}: Record<string, unknown>): ToolResultPart['content'] {
  const parts = Array.isArray(content) ? content.map(partOf) : [];
  if (parts.length > 0) return parts;
  return [
    text(structuredContent === undefined ? 'Done; the tool had nothing to say.' : json(structuredContent)),
  ];
}

function partOf(item: unknown): ContentPart {
  const { type, data, mimeType, resource, uri, name, description } = isRecord(item) ? item : {};
  if (type === 'text' && isRecord(item) && typeof item['text'] === 'string') return text(item['text']);
  if ((type === 'image' || type === 'audio') && typeof data === 'string' && data !== '')
    return media(data, mimeType);
  if (type === 'resource' && isRecord(resource)) return resourcePart(resource);
  if (type === 'resource_link' && typeof uri === 'string')
    return text([name, uri, description].filter((each) => typeof each === 'string').join(' '));
  return text(json(item));
}

function resourcePart(resource: Record<string, unknown>): ContentPart {
  const { uri, mimeType, blob } = resource;
  if (typeof resource['text'] === 'string') return text(`${String(uri)}:\n${resource['text']}`);
  if (typeof blob !== 'string' || blob === '') return text(json(resource));
  const part = media(blob, mimeType);
  const filename = String(uri).split('/').at(-1) ?? '';
  return part.type === 'file' && filename !== '' ? { ...part, filename } : part;
}

function media(data: string, mimeType: unknown): ContentPart {
  const mediaType = typeof mimeType === 'string' ? mimeType : 'application/octet-stream';
  const isSound = /^[A-Za-z0-9+/_-]+={0,2}$/.test(data) && /^[\w.+-]+\/[\w.+-]+(?:\s*;.*)?$/.test(mediaType);
  if (!isSound) return text('[media that the server did not send as base64 with a media type]');
  return { type: mediaType.startsWith('image/') ? 'image' : 'file', source: { data, mediaType } };
}

function text(said: string): TextPart {
  return { type: 'text', text: said };
}

function json(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
