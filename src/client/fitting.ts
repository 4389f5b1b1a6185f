// What the types say about literal model names: the facts stand in `#known-models`, generated from the catalogue. Names
// that are not there are never refused, and a name that is only known to be text costs nothing. No type here looks
// through the union of all names: that took 198 MB in a trial (docs/decisions/0013-typed-models.md).
import type { KnownModels } from '#known-models';
import type { Effort, Reasoning } from '../core/call.ts';
import type { UserPart } from '../core/message.ts';
import type { ModelObject } from '../core/model.ts';
import type { Input } from './input.ts';
import type { TextOptions } from './options.ts';

/**
 * The models that the types know, as `provider:model`: those of the first-party providers, and all of the catalogue
 * after `import 'reqllm/models/all'`. For code that allows no other.
 */
export type KnownModel = keyof KnownModels;

/** `"provider:model"` (or `"model@provider"`): editors offer the known ones, any other text is allowed. */
export type ModelSpec = KnownModel | (string & {});

/**
 * What every function takes first: a name, or a model written out, which need not be in the catalogue; or a chain of them,
 * of which the first is asked, and the others in turn when those before cannot answer (`docs/middleware.md`).
 */
export type ModelInput =
  | ModelSpec
  | ModelObject
  | readonly [ModelSpec | ModelObject, ...(ModelSpec | ModelObject)[]];

declare const refused: unique symbol;

/** The type of what a model is known not to take. No value has it; its argument says why. */
export interface Refused<Reason extends string> {
  readonly [refused]: Reason;
}

/**
 * What a literal model name is known not to take: names of options, of levels of thinking, `image`, `audio` and `video`
 * for parts of messages, `text` for models that do not answer in words. Never for every other name.
 */
export type Lack<M> = [string & {}] extends [M]
  ? never
  : [KnownModel] extends [M]
    ? never
    : M extends KnownModel
      ? KnownModels[M]
      : M extends readonly unknown[]
        ? Lack<M[number]>
        : never;

/** The options of a call to this model: those that it is known not to take are {@link Refused}. */
export type OptionsFor<M, Options = TextOptions> = Fit<Options, NameOf<M>, Lack<M>>;

/**
 * The refused options alone, for functions that must infer the rest: `options: Options & RefusedOptions<M>`. An empty
 * object for a name that the types do not know.
 */
export type RefusedOptions<M> = {
  readonly [Key in Lack<M> & keyof TextOptions]?: OptionOf<Key, TextOptions[Key], NameOf<M>, Lack<M>>;
} & ([Lack<M> & Effort] extends [never]
  ? unknown
  : { readonly reasoning?: OptionOf<'reasoning', TextOptions['reasoning'], NameOf<M>, Lack<M>> });

/**
 * The input of a call to this model. `Given` is the type of what was passed: parts that can be seen in it and that the
 * model is known not to take are {@link Refused}; a message of which nothing more is known passes.
 */
export type InputFor<M, Given extends Input = Input> = InputWithout<NameOf<M>, Lack<M>, Given>;

type NameOf<M> = M extends string ? M : 'one of these models';

type Fit<Options, Name extends string, L> = [L] extends [never]
  ? Options
  : { [Key in keyof Options]: OptionOf<Key, Options[Key], Name, L> };

type OptionOf<Key, Value, Name extends string, L> = Key extends 'reasoning'
  ? ReasoningOf<Value, Name, L>
  : Key extends L & string
    ? Key extends 'temperature'
      ? // Everybody's default: said or not, nothing changes.
        1 | Refused<`${Name} takes no temperature`>
      : Refused<`${Name} takes no ${Key}`>
    : Value;

type ReasoningOf<Value, Name extends string, L> = 'reasoning' extends L
  ? 'none' | Refused<`${Name} does not think before it answers`>
  : [L & Effort] extends [never]
    ? Value
    : Exclude<Effort, L> | Reasoning<Exclude<Effort, L>>;

type InputWithout<Name extends string, L, Given> = [L & ('text' | 'image' | 'audio' | 'video')] extends [
  never,
]
  ? Input
  : 'text' extends L
    ? Refused<`${Name} does not answer with text`>
    : [Given] extends [Seen<Given, Name, L>]
      ? Given
      : Seen<Given, Name, L>;

type Seen<Given, Name extends string, L> = Given extends { readonly content: readonly unknown[] }
  ? { readonly content: PartsSeen<Given['content'], Name, L> }
  : Given extends readonly unknown[]
    ? { readonly [At in keyof Given]: Seen<Given[At], Name, L> }
    : Given extends { readonly messages: readonly unknown[] }
      ? { readonly messages: Seen<Given['messages'], Name, L> }
      : Given;

// A parameter of its own keeps a list a list.
type PartsSeen<Parts, Name extends string, L> = {
  readonly [At in keyof Parts]: PartSeen<Parts[At], Name, L>;
};

// What may be any part tells nothing: a stored conversation is not refused for what it might hold. Documents are not
// refused either: providers turn them into text or pictures.
type PartSeen<Part, Name extends string, L> = [UserPart] extends [Part]
  ? Part
  : Part extends { readonly type: 'image' }
    ? 'image' extends L
      ? Refused<`${Name} takes no images`>
      : Part
    : Part extends {
          readonly type: 'file';
          readonly source: { readonly mediaType: `${infer Kind}/${string}` };
        }
      ? Kind extends L
        ? Refused<`${Name} takes no ${Kind}`>
        : Part
      : Part;
