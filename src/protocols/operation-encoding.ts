import { fromBase64 } from '../core/base64.ts';
import { ReqLLMError } from '../core/error.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { MediaSource } from '../core/message.ts';
import type { AnyCall, SpeechCall } from '../core/operation.ts';
import type { FormFile } from '../wire/form.ts';
import { Changes } from './changes.ts';
import { mergeJson } from './json-merge.ts';
import { wellFormed } from './well-formed.ts';

/** The encoding of one call that is not about text: what is asked, and what could not be said as asked. */
export class OperationEncoding<C extends AnyCall> extends Changes {
  readonly call: C;
  readonly vendor: string;

  constructor(call: C, vendor: string) {
    super();
    this.call = call;
    this.vendor = vendor;
  }

  /** What is said, over the model's own members and under the caller's settings for this vendor and provider. */
  body(said: JsonObject): JsonObject {
    const { model, providerOptions } = this.call;
    const merged = mergeJson(mergeJson(model.body ?? {}, said), providerOptions?.[this.vendor]);
    const own = this.vendor === model.provider ? undefined : providerOptions?.[model.provider];
    return wellFormed(mergeJson(merged, own)) as JsonObject;
  }

  /** The value, if the host takes the setting; noted as dropped otherwise. */
  ifTaken<T extends Json>(isTaken: boolean, setting: string, value: T | undefined): T | undefined {
    if (value === undefined || isTaken) return value;
    this.dropped(setting, `${this.call.model.provider} has no setting for \`${setting}\` here.`, value);
    return undefined;
  }
}

/** What a host calls the type of sound that is asked for, by its table; noted as dropped where it has none. */
export function soundFormat<Format>(
  encoding: OperationEncoding<SpeechCall>,
  formats: Readonly<Record<string, Format>>,
): Format | undefined {
  const { mediaType } = encoding.call;
  const plain = (mediaType?.split(';')[0] ?? '').trim().toLowerCase();
  const format = Object.hasOwn(formats, plain) ? formats[plain] : undefined;
  encoding.ifTaken(format !== undefined, 'mediaType', mediaType);
  return format;
}

/** The voice that is said where the caller names none, which is noted. */
export function presetVoice(encoding: OperationEncoding<SpeechCall>, voice: string): string {
  encoding.added('voice', `A voice must be named; \`${voice}\` is said. Pass \`voice\`.`, voice);
  return voice;
}

/** A path with the model in it, percent-encoded; slashes in ids stay, as they are parts of the path. */
export function pathFor(path: string, { model }: AnyCall): string {
  return path.replace('{model}', encodeURIComponent(model.id).replaceAll('%2F', '/'));
}

/** The bytes of a file. Throws `unsupported` for an address or an uploaded file, as only bytes can be put into a form. */
export function bytesOf(source: MediaSource, what: string): { data: Uint8Array; mediaType: string } {
  if (!('data' in source))
    throw unsupported(`Only the bytes of ${what} can be sent here; fetch it first and pass its \`data\`.`);
  const data = fromBase64(source.data);
  if (data === undefined)
    throw new ReqLLMError(`The \`data\` of ${what} is not base64.`, {
      code: 'invalid-request',
      phase: 'encode',
    });
  return { data, mediaType: source.mediaType };
}

/** A recording as the field `file` of a form. Throws as {@link bytesOf} does. */
export function recordingFile(audio: MediaSource): FormFile {
  const { data, mediaType } = bytesOf(audio, 'a recording');
  return { name: 'file', filename: `recording.${extensionOf(mediaType)}`, mediaType, data };
}

/** An address for a file: its own, or one that holds its bytes. Throws `unsupported` for an uploaded file. */
export function urlOf(source: MediaSource, what: string): string {
  if ('data' in source) return `data:${source.mediaType};base64,${source.data}`;
  if ('url' in source) return source.url;
  throw unsupported(`An uploaded file cannot stand for ${what} here; pass its \`data\` or \`url\`.`);
}

/** The refusal of what a format cannot say. */
export function unsupported(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'unsupported', phase: 'encode' });
}

// Names by which hosts tell formats; the type itself is not looked at by most.
const extensions: Readonly<Record<string, string>> = {
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/wave': 'wav',
  'audio/flac': 'flac',
  'audio/ogg': 'ogg',
  'audio/opus': 'opus',
  'audio/webm': 'webm',
  'audio/mp4': 'mp4',
  'audio/m4a': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/aac': 'aac',
  'audio/L16': 'pcm',
  'audio/pcm': 'pcm',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/webp': 'webp',
  'image/gif': 'gif',
};

/** The usual ending of a file of this type. */
export function extensionOf(mediaType: string): string {
  const plain = (mediaType.split(';')[0] ?? '').trim();
  return extensions[plain] ?? plain.split('/')[1] ?? 'bin';
}

/** The type of a file with this ending, or of this short name of a format. */
export function mediaTypeOf(format: string, kind: 'audio' | 'image'): string {
  if (format === 'jpg') return 'image/jpeg';
  const found = Object.entries(extensions).find(
    ([type, extension]) => extension === format && type.startsWith(kind),
  );
  return found?.[0] ?? `${kind}/${format}`;
}
