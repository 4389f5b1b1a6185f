import type { InputFor, ModelInput, RefusedOptions } from '../fitting.ts';
import type { Input } from '../input.ts';
import type { ObjectResponse } from './generate-object.ts';
import type { Known, ObjectOf, ObjectOptions } from './options.ts';
import type { PartialOf } from './partial-object.ts';
import type { ObjectStream, StreamObjectOptions } from './stream-object.ts';

/** The functions of a client that answer with objects. */
export interface ObjectFunctions {
  /**
   * Asks a model for an object that fits a schema, and waits for it. Throws a ReqLLMError; with code `schema-mismatch` it
   * has the `issues`, and in `partial` the raw text, the usage and as much of the object as could be read.
   */
  generateObject<const M extends ModelInput, const Given extends Input, const Options extends ObjectOptions>(
    model: M,
    input: InputFor<M, Given>,
    options: Known<Options> & RefusedOptions<M>,
  ): Promise<ObjectResponse<ObjectOf<Options>>>;

  /**
   * Asks a model for an object that fits a schema, and shows it while it is written: partial objects, elements of a list,
   * or the JSON itself. Resolves at the first spoken chunk; throws a ReqLLMError for what fails before it.
   */
  streamObject<
    const M extends ModelInput,
    const Given extends Input,
    const Options extends StreamObjectOptions,
  >(
    model: M,
    input: InputFor<M, Given>,
    options: Known<Options> & RefusedOptions<M>,
  ): Promise<ObjectStream<ObjectOf<Options>, PartialOf<Options>>>;
}
