import type { Chunk } from '../../core/chunk.ts';
import { isReqLLMError, ReqLLMError } from '../../core/error.ts';
import type { Model } from '../../core/model.ts';
import type { RecoveryEvent } from '../../core/recovery.ts';
import type { ModelResponse } from '../../core/response.ts';
import type { Warning } from '../../core/warning.ts';
import type { Issue } from '../../schema/standard.ts';
import type { ModelInput } from '../fitting.ts';
import { type Input, messagesOf } from '../input.ts';
import type { StreamResponse } from '../text-stream.ts';
import type { Turns } from '../turns.ts';
import { failureOf, objectResponse, summed } from './generate-object.ts';
import { createObjectReader, type ObjectReader } from './object-reader.ts';
import type { ObjectMode, ObjectOf, ObjectOptions, Repair } from './options.ts';
import type { ElementOf, PartialOf } from './partial-object.ts';
import { type ChainPlans, planChain } from './chain-plans.ts';
import type { ObjectPlan } from './plan.ts';
import { readAnswer, type Reading } from './read-answer.ts';

/** Settings of {@link ObjectStream}s: what was shown cannot be asked for again, so there are no retries. */
export type StreamObjectOptions = ObjectOptions & { readonly retries?: 0 };

/** What the model answered, with the object where it is one. */
export interface StreamedObject<T> extends ModelResponse {
  readonly object?: T;
  readonly mode: ObjectMode;
}

/**
 * An object that is read while it is written. Single pass: iterate its partial values, its elements or its text, or ask
 * for the whole. Leaving early (`break`, `cancel()`, `await using`, the signal) closes the connection.
 */
export interface ObjectStream<T, Part = unknown> extends AsyncIterable<Part>, AsyncDisposable {
  readonly model: Model;
  /** How the model was brought to answer with an object. */
  readonly mode: ObjectMode;
  /** What was changed or left out on the way to the provider. Grows until the end. */
  readonly warnings: readonly Warning[];
  /** What is there so far, after each piece that adds to it. Shown values never change, and share what stayed the same. */
  [Symbol.asyncIterator](): AsyncIterator<Part>;
  /** For lists: each element once, when it is whole and fits. Throws `schema-mismatch` at the first that does not. */
  elementStream(): AsyncIterableIterator<ElementOf<T>>;
  /** The model's own JSON in pieces; with fences and prose around it where the model was asked for it in words. */
  textStream(): AsyncIterableIterator<string>;
  /** The object, held to its schema. Reads the rest unless somebody is reading. Throws as `generateObject` does. */
  object(): Promise<T>;
  /** The whole response, with calls of other tools, whether or not there is an object in it. */
  response(): Promise<StreamedObject<T>>;
  /** Stops. */
  cancel(): Promise<void>;
}

/** Asks for an object and shows it on the way; resolves at the first spoken chunk. */
export async function streamObject<const Options extends StreamObjectOptions>(
  turns: Turns,
  model: ModelInput,
  input: Input,
  options: Options,
): Promise<ObjectStream<ObjectOf<Options>, PartialOf<Options>>> {
  const { retries = 0, repair = false } = options as { retries?: number; repair?: Repair };
  if (retries !== 0)
    throw wrong('A stream of an object takes no `retries`: what was shown cannot be taken back.');
  const plans = await planChain(turns, model, input, options);
  const { first } = plans;
  const recast = plans.recast(messagesOf(first.input));
  const stream = await turns.streamText(model, first.input, first.options, recast);
  try {
    return new AnswerStream(await plans.of(stream.model), plans, stream, repair);
  } catch (error) {
    await stream.cancel();
    throw error;
  }
}

interface Settled<T> {
  readonly told: ModelResponse;
  readonly reading: Reading<T>;
}

type Found<Value> = { readonly value: Value } | undefined;
/** A promise only where something must be waited for: each costs as much as reading the piece. */
type Read<Value> = () => Found<Value> | Promise<Found<Value>>;

class AnswerStream<T, Part> implements ObjectStream<T, Part> {
  /** By which the model that answers was asked; that of another one once its answer takes the place of the first. */
  #plan: ObjectPlan<T>;
  readonly #plans: ChainPlans<T>;
  readonly #stream: StreamResponse;
  readonly #repair: Repair;
  #reader: ObjectReader;
  #batches: AsyncIterator<readonly Chunk[]> | undefined;
  #batch: readonly Chunk[] = [];
  #at = 0;
  /** Counts answers that took the place of another. */
  #answer = 0;
  /** The object's own text in the chunk that was taken in last. */
  #piece: string | undefined;
  #settled: Promise<Settled<T>> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #isLeft = false;
  /** Settles when nobody reads. */
  #reading: Promise<void> | undefined;

  constructor(plan: ObjectPlan<T>, plans: ChainPlans<T>, stream: StreamResponse, repair: Repair) {
    this.#plan = plan;
    this.#plans = plans;
    this.#stream = stream;
    this.#repair = repair;
    this.#reader = createObjectReader(plan);
  }

  get model(): Model {
    return this.#stream.model;
  }

  get mode(): ObjectMode {
    return this.#plan.mode;
  }

  get warnings(): readonly Warning[] {
    return [...this.#plan.warnings, ...this.#stream.warnings];
  }

  [Symbol.asyncIterator](): AsyncIterator<Part> {
    let shown: unknown;
    const news = (): Found<Part> => {
      const value = this.#reader.value();
      if (value === shown) return undefined;
      shown = value;
      // Nothing is there any more where another answer begins; it shows with its first piece.
      return value === undefined ? undefined : { value: value as Part };
    };
    const read: Read<Part> = () => {
      for (let isMore = true; isMore;) {
        const added = this.#add();
        if (typeof added !== 'boolean') return added.then((more) => news() ?? (more ? read() : undefined));
        isMore = added;
        const found = news();
        if (found !== undefined) return found;
      }
      return undefined;
    };
    return this.#iterator<Part>(read);
  }

  elementStream(): AsyncIterableIterator<ElementOf<T>> {
    if (this.#plan.shape !== 'array')
      throw wrong("Only objects of the shape 'array' have elements to stream.");
    let index = 0;
    let answer = 0;
    return this.#iterator<ElementOf<T>>(async () => {
      for (let isMore = true; isMore;) {
        // Another answer has other elements, from the first.
        if (answer !== this.#answer) [answer, index] = [this.#answer, 0];
        const element = this.#stream.holdsText ? undefined : this.#reader.element(index);
        if (element === undefined) {
          const added = this.#add();
          isMore = typeof added === 'boolean' ? added : await added;
          continue;
        }
        const checked = await this.#plan.check([element]);
        if (!checked.ok) throw await this.#misfit(index, checked.issues);
        index += 1;
        return { value: (checked.value as ElementOf<T>[])[0] as ElementOf<T> };
      }
      // What was mended at the end shows only now; so does that the list was cut.
      const list = (await this.object()) as readonly ElementOf<T>[];
      return index < list.length ? { value: list[index++] as ElementOf<T> } : undefined;
    });
  }

  textStream(): AsyncIterableIterator<string> {
    let held = '';
    let answer = 0;
    return this.#iterator<string>(async () => {
      for (;;) {
        const added = this.#add();
        const isMore = typeof added === 'boolean' ? added : await added;
        if (answer !== this.#answer) [answer, held] = [this.#answer, ''];
        held += this.#piece ?? '';
        if (!isMore && held === '') return undefined;
        if (held === '' || (isMore && this.#stream.holdsText)) continue;
        const value = held;
        held = '';
        return { value };
      }
    });
  }

  async object(): Promise<T> {
    const { told, reading } = await this.#settle();
    if (reading.ok) return reading.value;
    if (told.finishReason !== 'cancelled') throw failureOf(this.#plan, told, reading);
    const message = `${told.model.spec} was left before its object was whole.`;
    const partial = { ...told, ...wordsOf(reading) };
    throw new ReqLLMError(message, { code: 'aborted', phase: 'stream', model: told.model.spec, partial });
  }

  async response(): Promise<StreamedObject<T>> {
    const { told, reading } = await this.#settle();
    return reading.ok ? objectResponse(this.#plan, told, reading) : { ...told, mode: this.#plan.mode };
  }

  async cancel(): Promise<void> {
    this.#isLeft = true;
    await this.#stream.cancel();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cancel();
  }

  /** Takes one more chunk in, if there is one. A promise only where something must be waited for: most chunks are there. */
  #add(): boolean | Promise<boolean> {
    const chunk = this.#batch[this.#at];
    if (chunk === undefined) return this.#addNews();
    this.#at += 1;
    this.#piece = this.#reader.add(chunk);
    if (chunk.type !== 'recovery' || chunk.event.phase !== 'retract') return true;
    this.#answer += 1;
    return this.#plan.spec === chunk.event.model || this.#replan(modelOf(chunk.event));
  }

  /** Another model answers anew, maybe in another form. */
  async #replan(model: Asked): Promise<true> {
    this.#plan = await this.#plans.of(model);
    this.#reader = createObjectReader(this.#plan);
    return true;
  }

  async #addNews(): Promise<boolean> {
    const { done, value } = await (this.#batches ??= this.#stream.batches()).next();
    this.#piece = undefined;
    if (done === true) {
      this.#reader.end();
      return false;
    }
    this.#batch = value;
    this.#at = 0;
    return this.#add();
  }

  /** How it ended: once, whoever asks. */
  #settle(): Promise<Settled<T>> {
    return (this.#settled ??= this.#end());
  }

  async #end(): Promise<Settled<T>> {
    try {
      const response = await this.#stream.response();
      if (this.#failure !== undefined) throw this.#failure.error;
      // Who asks for the whole alone reads no chunks.
      this.#plan = await this.#plans.of(response.model);
      const told = this.#told(response);
      return { told, reading: await readAnswer(this.#plan, told, this.#repair) };
    } catch (error) {
      throw await this.#failed(error);
    }
  }

  #told(response: ModelResponse): ModelResponse {
    return summed(this.#plan, [response], messagesOf(this.#plans.first.input).length);
  }

  /** The failure with as much of the object as there was; the same one for all who wait. */
  async #failed(error: unknown): Promise<unknown> {
    if (this.#failure !== undefined) return this.#failure.error;
    let shown = error;
    if (isReqLLMError(error) && error.partial !== undefined) {
      this.#plan = await this.#plans.of(error.partial.model);
      const reading = await readAnswer(this.#plan, error.partial);
      shown = error.with({ partial: { ...error.partial, ...wordsOf(reading) } });
    }
    return (this.#failure ??= { error: shown }).error;
  }

  async #misfit(index: number, issues: readonly Issue[]): Promise<ReqLLMError> {
    await this.#stream.cancel();
    const told = this.#told(await this.#stream.response());
    const { text, object } = wordsOf(await readAnswer(this.#plan, told));
    const placed = issues.map(({ path, message }) => ({ path: [index, ...path.slice(1)], message }));
    const partial = object === undefined ? {} : { partial: object as never };
    const error = failureOf(this.#plan, told, { ok: false, issues: placed, text, ...partial });
    this.#failure ??= { error };
    return error;
  }

  // Hand-written: a generator that is left before its first `next()` would not close the connection. Reads wait for one
  // another, those of other iterators too, so that a batch is not taken over by the next while it is gone through.
  #iterator<Value>(read: Read<Value>): AsyncIterableIterator<Value> {
    const failed = async (error: unknown): Promise<never> => {
      const shown = await this.#failed(error);
      await this.cancel();
      throw shown;
    };
    const once = (): IteratorResult<Value> | Promise<IteratorResult<Value>> => {
      if (this.#isLeft) return { done: true, value: undefined };
      try {
        const found = read();
        return found instanceof Promise ? found.then(resultOf, failed) : resultOf(found);
      } catch (error) {
        return failed(error);
      }
    };
    const iterator: AsyncIterableIterator<Value> = {
      next: () => {
        const now = this.#reading === undefined ? once() : this.#reading.then(once);
        if (!(now instanceof Promise)) return Promise.resolve(now);
        const forget = (): void => {
          if (this.#reading === over) this.#reading = undefined;
        };
        const over: Promise<void> = now.then(forget, forget);
        this.#reading = over;
        return now;
      },
      return: async () => {
        await this.cancel();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }
}

type Asked = Parameters<ChainPlans<unknown>['of']>[0];

function modelOf({ model: spec, origin }: Extract<RecoveryEvent, { phase: 'retract' }>): Asked {
  const { provider = '', model: id = '' } = origin ?? {};
  return { spec, provider, id };
}

function resultOf<Value>(found: Found<Value>): IteratorResult<Value> {
  return found === undefined ? { done: true, value: undefined } : { done: false, value: found.value };
}

function wordsOf(reading: Reading<unknown>): { readonly text: string; readonly object?: unknown } {
  const object = reading.ok ? reading.value : reading.partial;
  return { text: reading.text, ...(object === undefined ? {} : { object }) };
}

function wrong(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
