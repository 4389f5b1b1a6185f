import { fromBase64 } from '../../core/base64.ts';
import type { Emit } from '../../core/chunk.ts';
import { isRecord } from '../../core/json.ts';
import { asSaid } from '../loose.ts';
import type { Blocks } from './read-blocks.ts';

// The reply does not name the format that was asked for, but all but raw samples begin with a mark.
const marks: readonly (readonly [string, string])[] = [
  ['UklGR', 'audio/wav'],
  ['SUQz', 'audio/mpeg'],
  ['//', 'audio/mpeg'],
  ['ZkxhQ', 'audio/flac'],
  ['T2dnU', 'audio/ogg'],
];

/** Speech beside the text: the transcript is the text, the samples are media, the id lets a later turn refer to it. */
export class SpokenAudio {
  id: string | undefined;
  #block = -1;
  #mediaType = '';

  read(audio: unknown, blocks: Blocks, emit: Emit): void {
    if (!isRecord(audio)) return;
    this.id = asSaid(audio['id']) ?? this.id;
    blocks.text(asSaid(audio['transcript']) ?? '', emit);
    const base64 = asSaid(audio['data']);
    const data = base64 === undefined ? undefined : fromBase64(base64);
    if (base64 === undefined || data === undefined || data.length === 0) return;
    if (this.#block < 0) {
      this.#block = blocks.aside();
      this.#mediaType = marks.find(([mark]) => base64.startsWith(mark))?.[1] ?? 'audio/pcm';
    }
    emit({ type: 'media', block: this.#block, mediaType: this.#mediaType, data });
  }
}
