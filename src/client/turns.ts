import type { ModelKnowledge } from '../catalog/knowledge.ts';
import type { CallControl } from '../core/call.ts';
import type { Model, ModelInput } from '../core/model.ts';
import type { ModelResponse } from '../core/response.ts';
import type { Provider } from '../providers/provider.ts';
import type { Input } from './input.ts';
import type { ObjectTarget } from './objects/target.ts';
import type { TextOptions } from './options.ts';
import type { AroundRun, AroundTool } from './sight/sight.ts';
import type { StreamResponse } from './text-stream.ts';

/** A model that a call is to go to, and what is known of it before anything is sent. */
export interface Target {
  readonly model: Model;
  readonly provider: Provider;
  /** Which of the provider's protocols will be spoken, but for rules that choose another one. */
  readonly protocol: string;
  /** Absent for a model that the catalogue does not list. */
  readonly knowledge?: ModelKnowledge;
}

/**
 * What the functions above single turns (objects, tool loops) are made of: one model turn at a time, through all layers
 * of the client, and a look at the model beforehand.
 */
export interface Turns {
  /** `recast` makes the call anew for each other model that is asked in the first one's place. */
  generateText(
    model: ModelInput,
    input: Input,
    options?: TextOptions,
    recast?: CallControl['recast'],
  ): Promise<ModelResponse>;
  streamText(
    model: ModelInput,
    input: Input,
    options?: TextOptions,
    recast?: CallControl['recast'],
  ): Promise<StreamResponse>;
  /** Throws `config` and `unsupported` as a call would. */
  target(model: ModelInput, options?: TextOptions): Promise<Target>;
  /** The same, and how the model can be brought to answer with an object. The options are those of the call to make. */
  objectTarget(model: ModelInput, options: TextOptions): Promise<Target & ObjectTarget>;
  /** Runs a tool where the client's observers see it. */
  readonly aroundTool: AroundTool;
  /** Runs a loop of tools where the client's observers see it. */
  readonly aroundRun: AroundRun;
}
