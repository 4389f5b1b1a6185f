import { toBase64 } from '../../core/base64.ts';
import { ReqLLMError } from '../../core/error.ts';
import { isRecord } from '../../core/json.ts';
import type { MediaSource } from '../../core/message.ts';
import type { Operation } from '../../core/operation.ts';
import { didYouMean } from '../../core/suggest.ts';
import { checkOptions } from '../check-options.ts';
import type { OperationOptions } from './options.ts';

type Check = (value: unknown) => string | undefined;
type Kind = Exclude<Operation, 'text'>;

const text: Check = (value) =>
  typeof value === 'string' && value !== '' ? undefined : 'must be text with something in it';
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');
const positive: Check = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 1 ? undefined : 'must be a whole number of at least 1';
const number =
  (least: number, most: number): Check =>
  (value) =>
    typeof value === 'number' && value >= least && value <= most
      ? undefined
      : `must be a number from ${least} to ${most}`;
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.includes(value as string)
      ? undefined
      : `must be one of ${words.map((word) => `'${word}'`).join(', ')}`;
const shape =
  (pattern: RegExp, example: string): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? undefined : `must be text such as '${example}'`;
const media: Check = (value) =>
  isMedia(value) ? undefined : 'must be { data, mediaType }, { url } or { fileId }';
// Bytes too; what is in it is looked at when they are made base64.
const frame: Check = (value) =>
  isRecord(value) ? undefined : 'must be { data, mediaType } with base64 or bytes, { url } or { fileId }';
const mediaType = shape(/^[a-z]+\/[\w.+-]+$/i, 'image/png');

const checks: Readonly<Record<Kind, Readonly<Record<string, Check>>>> = {
  embed: {
    dimensions: positive,
    purpose: oneOf('query', 'document', 'classification', 'clustering', 'similarity'),
    batchSize: positive,
    concurrency: positive,
  },
  rerank: { topN: positive },
  image: {
    images: (value) =>
      Array.isArray(value) && value.every(isMedia)
        ? undefined
        : 'must be a list of { data, mediaType } or { url }',
    mask: media,
    count: positive,
    size: shape(/^(\d+x\d+|auto|\d[Kk])$/, '1024x1024'),
    aspectRatio: shape(/^(\d+:\d+|auto)$/, '16:9'),
    quality: text,
    background: oneOf('transparent', 'opaque', 'auto'),
    mediaType,
    previews: (value) =>
      Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : 'must be a whole number from 0',
    seed: (value) => (Number.isSafeInteger(value) ? undefined : 'must be a whole number'),
  },
  video: {
    firstFrame: frame,
    lastFrame: frame,
    count: positive,
    durationSeconds: (value) =>
      typeof value === 'number' && value > 0 && value < Infinity ? undefined : 'must be a number above 0',
    aspectRatio: shape(/^\d+:\d+$/, '16:9'),
    resolution: shape(/^(\d+x\d+|\d+[Pp]|\d[Kk])$/, '720p'),
    negativePrompt: text,
    audio: flag,
    seed: (value) => (Number.isSafeInteger(value) ? undefined : 'must be a whole number'),
    download: flag,
    poll: (value) =>
      isRecord(value) && Object.entries(value).every(isPause)
        ? undefined
        : 'must be { everyMs, maxMs }, both milliseconds of at least 1',
  },
  speech: {
    voice: text,
    mediaType: shape(/^audio\/[\w.+-]+$/i, 'audio/mpeg'),
    speed: number(0.25, 4),
    instructions: text,
    language: text,
  },
  transcription: {
    language: text,
    prompt: text,
    timestamps: oneOf('none', 'segment', 'word'),
    speakers: flag,
    temperature: number(0, 2),
  },
  moderation: { concurrency: positive },
  ocr: {
    pages: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((each) => Number.isSafeInteger(each) && each >= 0)
        ? undefined
        : 'must be a list of page numbers, from 0',
    images: flag,
  },
};

function isPause([name, value]: [string, unknown]): boolean {
  return (name === 'everyMs' || name === 'maxMs') && typeof value === 'number' && value >= 1;
}

const shared = [
  'user',
  'providerOptions',
  'onUnsupported',
  'signal',
  'timeout',
  'retry',
  'headers',
  'apiKey',
  'baseUrl',
  'include',
  'tags',
  'maxCost',
] as const satisfies readonly (keyof OperationOptions)[];

/** Options that were checked, those of every call apart from those of the operation. */
export interface CheckedOptions {
  readonly common: OperationOptions;
  readonly own: Readonly<Record<string, unknown>>;
}

/** Throws `config` for an unknown option, with the name that was probably meant, or for a value of the wrong kind. */
export function checkedOptions(operation: Kind, options: unknown = {}): CheckedOptions {
  if (!isRecord(options)) throw refusal('The options must be an object.');
  const known = checks[operation];
  const common: Record<string, unknown> = {};
  const own: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if ((shared as readonly string[]).includes(name)) common[name] = value;
    else if (Object.hasOwn(known, name)) {
      const wrong = known[name]?.(value);
      if (wrong !== undefined) throw refusal(`The option \`${name}\` ${wrong}.`);
      own[name] = value;
    } else throw unknownOption(name, Object.keys(known));
  }
  checkOptions(common);
  return { common: common as OperationOptions, own };
}

function unknownOption(name: string, own: readonly string[]): ReqLLMError {
  const meant = didYouMean(name, [...own, ...shared]);
  const others = ` There are ${own.join(', ')}; settings in the provider's own words are \`providerOptions\`.`;
  return refusal(`Unknown option "${name}".${meant === '' ? others : meant}`);
}

/** Whether a value says where a file is. */
export function isMedia(value: unknown): value is MediaSource {
  if (!isRecord(value)) return false;
  if (typeof value['data'] === 'string') return typeof value['mediaType'] === 'string';
  return typeof value['url'] === 'string' || typeof value['fileId'] === 'string';
}

/** A file as calls carry it: bytes become base64. Throws `config`, naming what it is, for anything else. */
export function mediaIn(given: unknown, what: string): MediaSource {
  const { data, mediaType } = (given ?? {}) as { data?: unknown; mediaType?: unknown };
  if (data instanceof Uint8Array && typeof mediaType === 'string') return { data: toBase64(data), mediaType };
  if (isMedia(given)) return given;
  throw refusal(`The ${what} must be { data, mediaType } with base64 or bytes, { url } or { fileId }.`);
}

/** The refusal of a call that is set up wrong. */
export function refusal(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
