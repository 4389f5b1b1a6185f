export type MediaKind = 'image' | 'document' | 'video' | 'audio';

/** What Bedrock calls a kind of file. */
export interface Format {
  readonly kind: MediaKind;
  readonly format: string;
}

// Media type, kind, and Bedrock's format, which is also the ending unless a fourth says otherwise.
const known: readonly (readonly [string, MediaKind, string, string?])[] = [
  ['image/png', 'image', 'png'],
  ['image/jpeg', 'image', 'jpeg', 'jpg'],
  ['image/gif', 'image', 'gif'],
  ['image/webp', 'image', 'webp'],
  ['application/pdf', 'document', 'pdf'],
  ['text/csv', 'document', 'csv'],
  ['application/msword', 'document', 'doc'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'document', 'docx'],
  ['application/vnd.ms-excel', 'document', 'xls'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'document', 'xlsx'],
  ['text/html', 'document', 'html'],
  ['text/plain', 'document', 'txt'],
  ['text/markdown', 'document', 'md'],
  ['video/x-matroska', 'video', 'mkv'],
  ['video/quicktime', 'video', 'mov'],
  ['video/mp4', 'video', 'mp4'],
  ['video/webm', 'video', 'webm'],
  ['video/x-flv', 'video', 'flv'],
  ['video/mpeg', 'video', 'mpeg', 'mpg'],
  ['video/x-ms-wmv', 'video', 'wmv'],
  ['video/3gpp', 'video', 'three_gp', '3gp'],
  ['audio/mpeg', 'audio', 'mp3'],
  ['audio/wav', 'audio', 'wav'],
  ['audio/opus', 'audio', 'opus'],
  ['audio/aac', 'audio', 'aac'],
  ['audio/flac', 'audio', 'flac'],
  ['audio/ogg', 'audio', 'ogg'],
  ['audio/mp4', 'audio', 'm4a'],
  ['audio/webm', 'audio', 'webm'],
];

/** Bedrock's format for a media type, else for the ending of a name or address. */
export function formatOf(mediaType: string | undefined, ending: string | undefined): Format | undefined {
  const type = mediaType?.split(';')[0]?.trim().toLowerCase();
  const found =
    known.find(([each]) => each === type) ??
    (type === undefined || type === 'application/octet-stream'
      ? known.find(([, , format, other]) => ending !== undefined && (format === ending || other === ending))
      : undefined);
  if (found !== undefined) return { kind: found[1], format: found[2] };
  // Source code, configuration and the like are text to a model.
  return type?.startsWith('text/') === true ? { kind: 'document', format: 'txt' } : undefined;
}

/** The media type of one of Bedrock's formats; undefined when it is none of this kind. */
export function mediaTypeOf(kind: MediaKind, format: string): string | undefined {
  return known.find(([, each, name]) => each === kind && name === format)?.[0];
}

/** Bedrock's name for an image's media type; `png` for what is no image it knows. */
export function mediaTypeFormat(mediaType: string): string {
  return known.find(([each, kind]) => each === mediaType && kind === 'image')?.[2] ?? 'png';
}

/** The ending of a name or address, without its dot, in lower case. */
export function endingIn(name: string): string | undefined {
  return /\.([a-z0-9]{2,4})(?:[?#].*)?$/i.exec(name)?.[1]?.toLowerCase();
}
