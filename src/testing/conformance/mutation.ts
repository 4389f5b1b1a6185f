import type { Arbitrary } from 'fast-check';
import { isRecord, type Json, parseJson, setOwn } from '../../core/json.ts';
import type { WireEvent } from '../../wire/event.ts';
import type { FastCheck } from './law.ts';

/** One change to a list of frames. `at` and `place` choose a frame and a member of it, modulo how many there are. */
export interface Mutation {
  readonly kind:
    | 'replace'
    | 'delete'
    | 'copy'
    | 'drop-frame'
    | 'repeat-frame'
    | 'swap-frames'
    | 'cut-frame'
    | 'insert-frame';
  readonly at: number;
  readonly place: number;
  readonly other: number;
  readonly value: Json;
}

/** Random changes of the kinds that broken servers, proxies and attackers make. */
export function mutations(fc: FastCheck): Arbitrary<Mutation[]> {
  const inFrame = ['replace', 'replace', 'replace', 'delete', 'delete', 'copy'] as const;
  const ofFrames = ['drop-frame', 'repeat-frame', 'swap-frames', 'cut-frame', 'insert-frame'] as const;
  const mutation = fc.record({
    kind: fc.constantFrom(...inFrame, ...inFrame, ...ofFrames),
    at: fc.nat({ max: 200 }),
    place: fc.nat({ max: 500 }),
    other: fc.nat({ max: 500 }),
    value: hostileJson(fc),
  });
  return fc.array(mutation, { minLength: 1, maxLength: 6 });
}

/** JSON values that trip readers: wrong types, huge and negative numbers, odd keys, deep nesting. */
export function hostileJson(fc: FastCheck): Arbitrary<Json> {
  const odd: Json[] = [
    null,
    true,
    false,
    '',
    'x',
    '0',
    '[DONE]',
    '\0',
    '\uD800',
    0,
    -1,
    0.5,
    1e308,
    2 ** 53,
    [],
    {},
    [[]],
    [null],
    [{}],
  ];
  const members = JSON.parse(
    '[{"__proto__":{"x":1}},{"constructor":1},{"toString":null},{"length":-1}]',
  ) as Json[];
  const deep = Array.from({ length: 600 }).reduce<Json>((inner) => [inner], 0);
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...odd, ...members) },
    { weight: 2, arbitrary: fc.jsonValue() as Arbitrary<Json> },
    { weight: 1, arbitrary: fc.constant(deep) },
  );
}

/** The frames after all changes. */
export function mutate(frames: readonly WireEvent[], changes: readonly Mutation[]): WireEvent[] {
  return changes.reduce<WireEvent[]>((list, change) => mutateOnce(list, change), [...frames]);
}

/** A value after the changes that concern members; the others leave it as it is. */
export function mutateJson(value: Json, changes: readonly Mutation[]): Json {
  return changes.reduce<Json>((json, change) => changeMember(json, change), value);
}

function mutateOnce(frames: WireEvent[], change: Mutation): WireEvent[] {
  if (change.kind === 'insert-frame') {
    const frame = {
      ...frames[change.other % Math.max(frames.length, 1)],
      data: JSON.stringify(change.value),
    };
    return frames.toSpliced(change.at % (frames.length + 1), 0, frame);
  }
  const at = change.at % Math.max(frames.length, 1);
  const frame = frames[at];
  if (frame === undefined) return frames;
  switch (change.kind) {
    case 'drop-frame':
      return frames.toSpliced(at, 1);
    case 'repeat-frame':
      return frames.toSpliced(change.other % (frames.length + 1), 0, frame);
    case 'swap-frames': {
      const other = change.other % frames.length;
      return frames.with(at, frames[other] as WireEvent).with(other, frame);
    }
    case 'cut-frame':
      return frames.with(at, { ...frame, data: frame.data.slice(0, change.place % (frame.data.length + 1)) });
    default: {
      const parsed = parseJson(frame.data);
      return parsed.ok
        ? frames.with(at, { ...frame, data: JSON.stringify(changeMember(parsed.value, change)) })
        : frames;
    }
  }
}

function changeMember(value: Json, change: Mutation): Json {
  const copy = structuredClone(value) as Json;
  const members = membersOf(copy);
  const chosen = members[change.place % Math.max(members.length, 1)];
  if (chosen === undefined) return change.kind === 'replace' ? change.value : copy;
  const { owner, key } = chosen;
  if (change.kind === 'replace') put(owner, key, change.value);
  else if (change.kind === 'delete') remove(owner, key);
  else if (change.kind === 'copy') {
    const source = members[change.other % members.length] ?? chosen;
    put(owner, key, structuredClone(valueAt(source)));
  }
  return copy;
}

interface Member {
  readonly owner: Json[] | Record<string, Json>;
  readonly key: string;
}

function membersOf(root: Json): Member[] {
  const members: Member[] = [];
  const visit = (value: Json): void => {
    if (!Array.isArray(value) && !isRecord(value)) return;
    const owner = value as Member['owner'];
    for (const key of Object.keys(owner)) {
      members.push({ owner, key });
      visit(valueAt({ owner, key }));
    }
  };
  visit(root);
  return members;
}

function valueAt({ owner, key }: Member): Json {
  return (owner as Record<string, Json>)[key] ?? null;
}

function put(owner: Member['owner'], key: string, value: Json): void {
  setOwn(owner as Record<string, unknown>, key, value);
}

function remove(owner: Member['owner'], key: string): void {
  if (Array.isArray(owner)) owner.splice(Number(key), 1);
  else delete owner[key];
}
