import type { Json } from '../../core/json.ts';
import type { ModelInput } from '../../core/model.ts';
import type { Warning } from '../../core/warning.ts';
import type { Checked } from '../../schema/standard.ts';
import type { Input } from '../input.ts';
import type { TextOptions } from '../options.ts';
import type { Turns } from '../turns.ts';
import type { ObjectMode, ObjectOf, ObjectOptions, ObjectShape } from './options.ts';

/** An object call as the text call that makes it, and how its answer is read. */
export interface ObjectPlan<T> {
  readonly shape: ObjectShape;
  readonly mode: ObjectMode;
  /** The text call to make. */
  readonly options: TextOptions;
  readonly input: Input;
  /** The tool whose arguments are the JSON. Absent: the text is. */
  readonly tool?: string;
  /** Whether code fences and prose around the JSON are overlooked. */
  readonly tolerant: boolean;
  /** Takes the wrapper and what the provider's form of the schema added off, of whole and of partial values. */
  unwrap(value: Json): Json | undefined;
  /** Whether an unwrapped value is what was asked for. */
  check(value: Json): Promise<Checked<T>>;
  readonly warnings: readonly Warning[];
}

/** Chooses how an object is asked for. Throws `config` for options that cannot be. */
export async function planObject<const Options extends ObjectOptions>(
  turns: Turns,
  model: ModelInput,
  input: Input,
  options: Options,
): Promise<ObjectPlan<ObjectOf<Options>>> {
  void [turns, model, input, options];
  return Promise.reject(new TypeError('The plan of objects is not written yet.'));
}
