import type { CatalogModel } from '../../catalog/schema.ts';
import type { Client } from '../../client/client.ts';
import type { ErrorCode } from '../../core/error.ts';
import type { ModelInput } from '../../core/model.ts';
import type { ObjectMode } from '../../client/objects/options.ts';

/** The kind of work that a scenario tries. */
export type ScenarioType = 'text' | 'embedding' | 'rerank' | 'image' | 'speech' | 'transcription';

/** What a recording asked of a model that does not talk, where that is not what the scenario asks. */
export interface RecordedQuestion {
  /** What was drawn or spoken. */
  readonly prompt?: string;
  /** How many images or documents were asked for. */
  readonly count?: number;
  /** What vectors were made of. */
  readonly texts?: readonly string[];
  readonly query?: string;
  readonly documents?: readonly string[];
}

/** Where a model is tried: the client that reaches it, live or by recordings. */
export interface Stage {
  readonly client: Client;
  readonly model: ModelInput;
  /** What the catalogue knows of the model; absent for one that it does not list. */
  readonly facts?: CatalogModel;
  /** Most tokens that a recording was allowed, where that is not what the scenario asks for. */
  readonly heldTo?: number;
  /** How a recording asked for its object, and the name of the tool, where that is not how the scenario asks. */
  readonly objectAs?: { readonly mode: ObjectMode; readonly name: string };
  /** What a recording asked, where that is not what the scenario asks. */
  readonly asked?: RecordedQuestion;
  /** Ends the attempt. */
  readonly signal?: AbortSignal;
  /** Remembers what was used, so that runs can be charged and stopped. */
  readonly spend?: (usd: number | null) => void;
}

/** One thing that models are tried for: plain data and one function, for test runners and the command line alike. */
export interface Scenario {
  readonly id: string;
  /** What passing it shows, in a few words. */
  readonly shows: string;
  readonly type: ScenarioType;
  /** The ability in the catalogue that it is the evidence for, such as `tools`; absent where there is no such fact. */
  readonly ability?: string;
  /** Whether a format may lack what it asks for: `unsupported` before anything is sent is then no failure but a skip. */
  readonly isOptional?: boolean;
  /** `true`, or why it makes no sense for this model. Ability that is not known counts as there. */
  applies(model: CatalogModel | undefined): true | string;
  /** Throws {@link ScenarioFailure} for an answer that is not as it must be, and a ReqLLMError for one that never came. */
  run(stage: Stage): Promise<void>;
}

/** An answer came, and is not as it must be. The message says what was expected and what there was. */
export class ScenarioFailure extends Error {
  override readonly name: string = 'ScenarioFailure';
}

/**
 * How far a failed attempt came. `request`: it was refused before it was sent. `transport`: no good answer came.
 * `decode`: the answer cannot be read. `assertion`: it is not as it must be. `drift`: it has another form than on record.
 */
export type FailureLayer = 'request' | 'transport' | 'decode' | 'assertion' | 'drift';

/** What became of one scenario on one model. */
export interface ScenarioResult {
  readonly scenario: string;
  readonly outcome: 'pass' | 'fail' | 'skip';
  /** Why it failed, or why it was not run. */
  readonly reason?: string;
  readonly layer?: FailureLayer;
  readonly code?: ErrorCode;
  readonly ms: number;
  /** US dollars; null when the price is not known. */
  readonly cost: number | null;
}
