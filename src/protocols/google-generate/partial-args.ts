import { setOwn } from '../../core/json.ts';
import type { WirePartialArg } from './wire.ts';

type Holder = Record<string, unknown> | unknown[];

const step = /\.([^.[\]]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/gy;
const deepestPath = 64;

/**
 * Puts one streamed piece of a function call's arguments in its place. A piece of text for a place that has text already
 * goes on with it. Pieces whose path or value makes no sense give false and change nothing.
 * https://docs.cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling#streaming-fc
 */
export function addPartialArg(args: Record<string, unknown>, piece: WirePartialArg): boolean {
  const path = stepsOf(piece.jsonPath);
  if (path === undefined) return false;
  const last = path.pop() as string | number;
  let holder: Holder = args;
  for (const [index, key] of path.entries()) {
    const next = enter(holder, key, typeof (path[index + 1] ?? last) === 'number');
    if (next === undefined) return false;
    holder = next;
  }
  const before = get(holder, last);
  const value = valueOf(piece);
  return put(holder, last, typeof before === 'string' && typeof value === 'string' ? before + value : value);
}

function stepsOf(path: unknown): (string | number)[] | undefined {
  if (typeof path !== 'string' || !path.startsWith('$')) return undefined;
  const steps: (string | number)[] = [];
  step.lastIndex = 1;
  let end = 1;
  for (let match = step.exec(path); match !== null; match = step.exec(path)) {
    end = step.lastIndex;
    steps.push(match[2] === undefined ? unescaped(match[1] ?? match[3] ?? match[4] ?? '') : Number(match[2]));
  }
  return end !== path.length || steps.length === 0 || steps.length > deepestPath ? undefined : steps;
}

function unescaped(name: string): string {
  return name.replace(/\\(.)/g, '$1');
}

function valueOf(piece: WirePartialArg): unknown {
  return piece.stringValue ?? piece.numberValue ?? piece.boolValue ?? null;
}

function enter(holder: Holder, key: string | number, isList: boolean): Holder | undefined {
  const there = get(holder, key);
  if (typeof there === 'object' && there !== null) return there as Holder;
  const made: Holder = isList ? [] : {};
  return put(holder, key, made) ? made : undefined;
}

function get(holder: Holder, key: string | number): unknown {
  return Object.hasOwn(holder, key) ? (holder as Record<string | number, unknown>)[key] : undefined;
}

// A list grows by one at a time, so that a hostile index cannot make a huge one.
function put(holder: Holder, key: string | number, value: unknown): boolean {
  if (Array.isArray(holder)) {
    if (typeof key !== 'number' || key > holder.length) return false;
    holder[key] = value;
    return true;
  }
  setOwn(holder, String(key), value);
  return true;
}
