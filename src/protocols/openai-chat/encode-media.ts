import { fromBase64 } from '../../core/base64.ts';
import type { Call } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import type { FilePart, ImagePart, MediaSource, TextPart, UserPart } from '../../core/message.ts';
import type { Changes } from '../changes.ts';
import type { OpenaiChatDialect } from './dialect.ts';
import { ownOptions } from './encode-tools.ts';

/** What encoding a part needs to know beside the part. */
export interface PartContext {
  readonly dialect: OpenaiChatDialect;
  readonly call: Call;
  readonly changes: Changes;
  /** Where the part stands, such as `messages[2].content[0]`. */
  readonly setting: string;
}

/** A part of a user's turn; undefined when the host cannot take it, which is noted. */
export function encodePart(part: UserPart, context: PartContext): JsonObject | undefined {
  const wire =
    part.type === 'text'
      ? textPart(part)
      : part.type === 'image'
        ? imagePart(part, context)
        : filePart(part, context);
  if (wire === undefined) return undefined;
  return { ...wire, ...ownOptions(context.dialect, context.call, part.providerOptions) };
}

function textPart(part: TextPart): JsonObject {
  return { type: 'text', text: part.text };
}

function imagePart({ source, detail }: ImagePart, context: PartContext): JsonObject | undefined {
  const url = addressOf(source);
  if (url === undefined) return leftOut(context, 'an image by file id', 'Send its data or an address.');
  return { type: 'image_url', image_url: { url, ...(detail === undefined ? {} : { detail }) } };
}

function filePart(part: FilePart, context: PartContext): JsonObject | undefined {
  const mediaType = part.source.mediaType ?? '';
  if (mediaType.startsWith('audio/')) return audioPart(part.source, context);
  if (mediaType.startsWith('video/')) return videoPart(part.source, context);
  return documentPart(part, context);
}

function audioPart(source: MediaSource, context: PartContext): JsonObject | undefined {
  const { audioParts } = context.dialect;
  if (audioParts === 'none') return leftOut(context, 'audio', 'Transcribe it first.');
  if (audioParts === 'base64' && !('data' in source))
    return leftOut(context, 'audio by address', 'Send its data.');
  const data = audioParts === 'base64' && 'data' in source ? source.data : addressOf(source);
  if (data === undefined) return leftOut(context, 'audio by file id', 'Send its data.');
  return { type: 'input_audio', input_audio: { data, format: audioFormat(source.mediaType ?? '') } };
}

function audioFormat(mediaType: string): string {
  const subtype = mediaType.slice('audio/'.length).replace(/^x-/, '');
  return subtype === 'mpeg' ? 'mp3' : subtype === 'wave' ? 'wav' : subtype;
}

function videoPart(source: MediaSource, context: PartContext): JsonObject | undefined {
  const url = context.dialect.videoParts ? addressOf(source) : undefined;
  return url === undefined
    ? leftOut(context, 'video', 'Send single images instead.')
    : { type: 'video_url', video_url: { url } };
}

function documentPart(part: FilePart, context: PartContext): JsonObject | undefined {
  const { fileParts } = context.dialect;
  const { source } = part;
  const inlined = fileParts === 'file-or-url' ? undefined : textOfFile(part, context);
  if (inlined !== undefined) return inlined;
  if (fileParts === 'none') return leftOut(context, 'a document', 'Send its text.');
  const url = addressOf(source);
  if (fileParts === 'document_url' && url !== undefined) return { type: 'document_url', document_url: url };
  // Perplexity takes an address or bare base64 (recorded).
  if (fileParts === 'file_url' && url !== undefined) {
    return { type: 'file_url', file_url: { url: 'data' in source ? source.data : url } };
  }
  if ('fileId' in source) return { type: 'file', file: { file_id: source.fileId } };
  if ('url' in source && fileParts !== 'file-or-url')
    return leftOut(context, 'a document by address', 'Send its data.');
  return { type: 'file', file: { filename: part.filename ?? nameFor(part, context), file_data: url ?? '' } };
}

// OpenAI takes PDF only ("Expected a file with an application/pdf MIME type", recorded); text can go as text.
function textOfFile({ source, filename }: FilePart, context: PartContext): JsonObject | undefined {
  if (!('data' in source) || !/^text\/|^application\/json\b/.test(source.mediaType)) return undefined;
  const bytes = fromBase64(source.data);
  if (bytes === undefined) return undefined;
  context.changes.changed(
    context.setting,
    `A file of type ${source.mediaType} was sent as text, as ${context.dialect.vendor} takes no such files.`,
  );
  const text = new TextDecoder().decode(bytes);
  return { type: 'text', text: filename === undefined ? text : `${filename}:\n${text}` };
}

function nameFor({ source }: FilePart, { changes, setting }: PartContext): string {
  const name = source.mediaType === 'application/pdf' ? 'document.pdf' : 'document';
  changes.added(setting, `The format demands a file name; "${name}" was added.`);
  return name;
}

function addressOf(source: MediaSource): string | undefined {
  if ('data' in source) return `data:${source.mediaType};base64,${source.data}`;
  return 'url' in source ? source.url : undefined;
}

function leftOut({ changes, dialect, setting }: PartContext, what: string, advice: string): undefined {
  changes.dropped(
    setting,
    `${what[0]?.toUpperCase()}${what.slice(1)} was left out: ${dialect.vendor} does not take it in Chat Completions. ${advice}`,
  );
  return undefined;
}
