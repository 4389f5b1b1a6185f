import { type Json, setOwn } from '../core/json.ts';
import type { JsonSink } from './json-tokens.ts';

type Container = Json[] | Record<string, Json>;

/** A list or object that is still open. */
interface Frame {
  value: Container;
  readonly isList: boolean;
  /** The member that grows, for an object. */
  key: string;
  /** Items or members that are whole. */
  whole: number;
  /** What a copy of it costs. */
  size: number;
  /** Whether somebody holds `value`, so that it may not change any more. */
  isShown: boolean;
  shownValue?: Container;
  shownWhole?: number;
}

// A member of an object costs several times as much to copy as an item of a list, in V8.
const memberSize = 8;
const levelSize = 4;

/**
 * A JSON value that grows at its end and can be looked at any time. What was shown never changes: a container that
 * somebody holds is copied before the next write to it, all else is shared between one look and the next.
 */
export class JsonView implements JsonSink {
  /** What the next look may have to copy: slots of the open containers. */
  openSize = 0;
  /** Slots copied so far. */
  copied = 0;
  #root: Json | undefined;
  readonly #frames: Frame[] = [];
  #shownFrames: readonly Frame[] = [];

  open(isList: boolean): void {
    const value: Container = isList ? [] : {};
    this.#frames.push({ value, isList, key: '', whole: 0, size: levelSize, isShown: false });
    this.openSize += levelSize;
  }

  key(name: string): void {
    (this.#frames.at(-1) as Frame).key = name;
  }

  scalar(value: string | number | boolean | null): void {
    this.#add(value);
  }

  close(): void {
    const frame = this.#frames.pop() as Frame;
    this.openSize -= frame.size;
    this.#add(frame.value);
  }

  /** The value as it is now, with the text of the string that is still open. */
  look(openText: string | undefined): Json | undefined {
    const frames = this.#frames;
    const last = frames.at(-1);
    this.#shownFrames = frames.slice();
    if (last === undefined) return openText ?? this.#root;
    if (openText !== undefined) this.#put(last, openText);
    for (let index = frames.length - 1; index >= 0; index -= 1) {
      const frame = frames[index] as Frame;
      frame.isShown = true;
      frame.shownValue = frame.value;
      frame.shownWhole = frame.whole;
      if (index > 0) this.#put(frames[index - 1] as Frame, frame.value);
    }
    return (frames[0] as Frame).value;
  }

  /** How many items of a list, as it was last shown, are whole: all but the one that may still grow. */
  wholeItems(list: readonly Json[]): number {
    const frame = this.#shownFrames.find(({ shownValue }) => shownValue === list);
    return frame?.shownWhole ?? list.length;
  }

  #add(value: Json): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) {
      this.#root = value;
      return;
    }
    this.#put(frame, value);
    const size = frame.isList ? 1 : memberSize;
    frame.whole += 1;
    frame.size += size;
    this.openSize += size;
  }

  #put(frame: Frame, value: Json): void {
    const slot = frame.isList ? frame.whole : frame.key;
    if ((frame.value as Record<string | number, Json>)[slot] === value) return;
    if (frame.isShown) {
      frame.isShown = false;
      this.copied += frame.size;
      if (Array.isArray(frame.value)) {
        // Copied with the room that it needs: what grows after `slice` is copied twice.
        frame.value = frame.whole === frame.value.length ? frame.value.concat([value]) : frame.value.slice();
      } else frame.value = { ...frame.value };
    }
    if (Array.isArray(frame.value)) frame.value[frame.whole] = value;
    else setOwn(frame.value, frame.key, value);
  }
}
