import type { JsonObject } from '../../core/json.ts';

/** What the model says: texts and files, each a block of its own. */
export interface OutputState {
  readonly kind: 'output';
  /** The text that grows; undefined before the first and after a file. */
  text: { readonly block: number; said: string } | undefined;
  /** A recording that comes in pieces. */
  audio: { readonly block: number; readonly mediaType: string } | undefined;
}

/** What the model thinks. */
export interface ThoughtState {
  readonly kind: 'thought';
  /** Undefined until there is something to tell. */
  block: number | undefined;
}

/** A call of a function. */
export interface CallState {
  readonly kind: 'call';
  readonly block: number;
  id: string | undefined;
  name: string | undefined;
  /** The arguments that came with the call itself. */
  given: unknown;
  isTold: boolean;
  hasArguments: boolean;
  isDone: boolean;
}

/** A step of a tool that Google runs, or one unknown yet. */
export interface OtherState {
  readonly kind: 'other';
  readonly block: number;
  value: JsonObject;
  /** Arguments that come as text. */
  json: string;
  isDone: boolean;
}

/** A step that is no part of the answer. */
export interface SkippedState {
  readonly kind: 'skipped';
}

export type StepState = OutputState | ThoughtState | CallState | OtherState | SkippedState;

/** The empty memory of what the model says. */
export function newOutput(): OutputState {
  return { kind: 'output', text: undefined, audio: undefined };
}

/** The memory of a call that was not told yet. */
export function newCall(block: number): CallState {
  return {
    kind: 'call',
    block,
    id: undefined,
    name: undefined,
    given: undefined,
    isTold: false,
    hasArguments: false,
    isDone: false,
  };
}
