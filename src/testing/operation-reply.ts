import { fromBase64, toBase64 } from '../core/base64.ts';
import type { Chunk } from '../core/chunk.ts';
import type { AnyCall } from '../core/operation.ts';
import { type Usage, usage } from '../core/usage.ts';
import type { OperationBody } from './operations.ts';

type Of<O extends AnyCall['operation']> = Omit<Extract<AnyCall, { operation: O }>, 'control'>;

/** What the simulator answers to a call that is not about text. The same call gets the same answer. */
export function operationChunks(call: OperationBody, number: number): Chunk[] {
  const { chunks, used } = answerOf(call);
  return [
    { type: 'start', id: `sim-${number}`, model: call.model.id },
    ...chunks,
    { type: 'usage', usage: used },
    { type: 'finish', reason: 'stop' },
  ];
}

function answerOf(call: OperationBody): { readonly chunks: Chunk[]; readonly used: Usage } {
  switch (call.operation) {
    case 'embed':
      return embedded(call as Of<'embed'>);
    case 'rerank':
      return ranked(call as Of<'rerank'>);
    case 'image': {
      const count = (call as Of<'image'>).count ?? 1;
      const { previews = 0, stream } = call as Of<'image'>;
      const looks = Array.from({ length: stream ? previews : 0 }, (): Chunk => {
        return { type: 'media', block: 0, mediaType: 'image/png', data: onePixel, preview: true };
      });
      const chunks = Array.from({ length: count }, (_, block): Chunk => ({
        type: 'media',
        block,
        mediaType: 'image/png',
        data: onePixel,
      }));
      return { chunks: [...looks, ...chunks], used: usage({ inputTokens: 10, outputTokens: 100 * count }) };
    }
    case 'speech': {
      const data = silence((call as Of<'speech'>).text.length);
      const media: Chunk = { type: 'media', block: 0, mediaType: 'audio/wav', data };
      return { chunks: [media], used: usage({}) };
    }
    case 'video':
      return filmed(call as Of<'video'>);
    case 'ocr':
      return found(call as Of<'ocr'>);
    case 'moderation':
      return judged(call as Of<'moderation'>);
    default:
      return heard(call as Of<'transcription'>);
  }
}

// Where the host keeps them is put in by who answers.
function filmed({ prompt, count = 1, durationSeconds = 8 }: Of<'video'>): ReturnType<typeof answerOf> {
  const chunks = Array.from({ length: count }, (_, block): Chunk => ({
    type: 'media-url',
    block,
    url: `https://videos.invalid/${prompt.length}-${block}.mp4`,
    mediaType: 'video/mp4',
  }));
  return { chunks, used: { ...usage({}), units: { videoSeconds: durationSeconds * count } } };
}

const dimensionsOf = 8;

function embedded({ values, dimensions = dimensionsOf }: Of<'embed'>): ReturnType<typeof answerOf> {
  const texts = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  const chunks = texts.map((text, index): Chunk => ({
    type: 'vector',
    index,
    values: vectorOf(text, dimensions),
  }));
  const inputTokens = texts.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0);
  return { chunks, used: usage({ inputTokens, outputTokens: 0 }) };
}

/** Numbers that follow from the text, of four bytes each and of length one together, as models make them. */
function vectorOf(text: string, dimensions: number): number[] {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  const plain = Array.from({ length: dimensions }, () => {
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return ((hash >>> 8) & 0xffff) / 0x8000 - 1;
  });
  const length = Math.hypot(...plain) || 1;
  return plain.map((value) => Math.fround(value / length));
}

// Documents that share words with the query come first.
function ranked({ query, documents, topN = documents.length }: Of<'rerank'>): ReturnType<typeof answerOf> {
  const wanted = new Set(wordsOf(query));
  const scores = documents.map((document, index) => {
    const words = wordsOf(typeof document === 'string' ? document : JSON.stringify(document));
    const shared = words.filter((word) => wanted.has(word)).length;
    return { index, score: Math.round((shared / Math.max(1, words.length)) * 1_000) / 1_000 };
  });
  scores.sort((left, right) => right.score - left.score || left.index - right.index);
  const chunks = scores.slice(0, topN).map((each): Chunk => ({ type: 'score', ...each }));
  return { chunks, used: { ...usage({}), units: { searches: 1 } } };
}

const harms = ['harassment', 'hate', 'illicit', 'self-harm', 'sexual', 'violence'] as const;

// What names a kind of harm is flagged for it.
function judged({ values }: Of<'moderation'>): ReturnType<typeof answerOf> {
  const texts = values.map((value) =>
    [value]
      .flat()
      .map((part) => (typeof part === 'string' ? part.toLowerCase() : ''))
      .join(' '),
  );
  const chunks = texts.map((text, index): Chunk => {
    const found = harms.map((name) => [name, text.includes(name)] as const);
    const categories = Object.fromEntries(
      found.map(([name, flagged]) => [name, { flagged, score: flagged ? 0.9 : 0.01 }]),
    );
    return { type: 'verdict', index, flagged: found.some(([, flagged]) => flagged), categories };
  });
  return { chunks, used: usage({}) };
}

// A text stands on its page as it is; of anything else the size is told.
function found({ document, pages = [0], images = false }: Of<'ocr'>): ReturnType<typeof answerOf> {
  const bytes = 'data' in document ? fromBase64(document.data) : undefined;
  const isText = 'data' in document && document.mediaType.startsWith('text/');
  const said = isText ? new TextDecoder().decode(bytes) : `The document has ${bytes?.length ?? 0} bytes.`;
  const chunks = pages.map((index): Chunk => {
    const picture = { id: `img-${index}.png`, place: { left: 0, top: 0, right: 1, bottom: 1 } };
    const source = { data: toBase64(onePixel), mediaType: 'image/png' };
    const page = {
      index,
      markdown: isText ? said : `Simulated page, no model ran. ${said}\n\n![${picture.id}](${picture.id})`,
      images: isText ? [] : [images ? { ...picture, source } : picture],
      size: { width: 800, height: 1_000 },
    };
    return { type: 'page', page };
  });
  return { chunks, used: { ...usage({}), units: { pages: pages.length } } };
}

function heard({ audio, timestamps = 'none' }: Of<'transcription'>): ReturnType<typeof answerOf> {
  const bytes = ('data' in audio ? fromBase64(audio.data) : undefined) ?? new Uint8Array();
  const said = commentOf(bytes);
  const text = said ?? `Simulated transcript, no model ran. The recording has ${bytes.length} bytes.`;
  const seconds = Math.max(1, Math.round(bytes.length / 16_000));
  const segment = { text, startSeconds: 0, endSeconds: seconds } as const;
  const chunks: Chunk[] = [{ type: 'text', block: 0, text }];
  if (timestamps === 'segment') chunks.push({ type: 'segment', segment: { unit: 'segment', ...segment } });
  if (timestamps === 'word')
    chunks.push({ type: 'segment', segment: { unit: 'word', ...segment, text: 'Simulated' } });
  chunks.push({ type: 'recording', language: 'en', durationSeconds: seconds });
  return { chunks, used: { ...usage({}), units: { audioSeconds: seconds } } };
}

/** What a WAV file says in its comment (RIFF, the chunk ICMT), so that a test can have words heard. */
function commentOf(bytes: Uint8Array): string | undefined {
  const at = bytes.findIndex((_, index) => nameAt(bytes, index) === 'ICMT');
  if (at < 0 || nameAt(bytes, 0) !== 'RIFF') return undefined;
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at + 4, true);
  return new TextDecoder().decode(bytes.subarray(at + 8, at + 8 + size)).replace(/\0+$/, '');
}

function nameAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

const onePixel: Uint8Array =
  fromBase64(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  ) ?? new Uint8Array();

/** A WAV file of silence: 8 kHz, one channel, eight bits, ten samples a character. */
function silence(characters: number): Uint8Array {
  const samples = characters * 10;
  const bytes = new Uint8Array(44 + samples).fill(128, 44);
  const view = new DataView(bytes.buffer);
  const name = (at: number, text: string): void => {
    bytes.set(new TextEncoder().encode(text), at);
  };
  name(0, 'RIFF');
  view.setUint32(4, 36 + samples, true);
  name(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 8_000, true);
  view.setUint32(28, 8_000, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  name(36, 'data');
  view.setUint32(40, samples, true);
  return bytes;
}
