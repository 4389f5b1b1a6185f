import { fromBase64 } from '../../core/base64.ts';
import type { FilePart, ImagePart } from '../../core/message.ts';
import type { Encoding } from './encoding.ts';

/** An image as base64; undefined when Ollama cannot take it, which is noted. */
export function imageOf(
  { source, detail }: ImagePart,
  where: string,
  encoding: Encoding,
): string | undefined {
  if (detail !== undefined && detail !== 'auto')
    encoding.dropped(`${where}.detail`, 'Ollama has no such setting for images.');
  if ('data' in source) return source.data;
  const inline = 'url' in source ? /^data:[^,]*;base64,(.*)$/is.exec(source.url) : null;
  if (inline !== null) return inline[1];
  encoding.dropped(where, 'Ollama fetches no addresses and holds no files; send the image as data.');
  return undefined;
}

/** A file of text as text; undefined for other files, which is noted. */
export function textOfFile(part: FilePart, where: string, encoding: Encoding): string | undefined {
  const { source, filename } = part;
  const isText = 'data' in source && textual.test(source.mediaType);
  const bytes = isText ? fromBase64(source.data) : undefined;
  if (bytes === undefined) {
    encoding.dropped(where, 'Ollama takes texts and images only; the file was left out. Send its text.');
    return undefined;
  }
  encoding.changed(where, 'The file was sent as text, as Ollama takes no files.');
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  return filename === undefined ? text : `${filename}:\n${text}`;
}

const textual = /^text\/|^application\/(?:.*\+)?(?:json|xml|yaml|x-yaml|javascript)\b/;
