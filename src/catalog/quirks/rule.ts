import type { QuirkMode } from '../../core/call.ts';
import type { QuirkAction, QuirkRule, QuirkWhen } from '../schema.ts';

/** One case of a rule: the first one that fits a request counts. */
export interface RuleCase {
  /** Narrows the rule's own `match`. */
  readonly match?: Pick<QuirkRule['match'], 'api' | 'model' | 'notModel'> | undefined;
  readonly when?: QuirkWhen | undefined;
  readonly then: readonly QuirkAction[];
}

/** How a provider, a protocol or a model differs from what a portable call may say. */
export interface Rule {
  readonly id: string;
  readonly match: {
    readonly [K in 'provider' | 'api' | 'model' | 'notModel']?: readonly string[] | undefined;
  };
  /** The rule in words. */
  readonly says: string;
  /** What the engine does; empty where somebody else, or nobody, enforces the rule. */
  readonly cases: readonly RuleCase[];
  /** Who enforces it: an encoder and its dialect, the engine of this folder, or nobody: recordings show otherwise, or not yet. */
  readonly enforced: 'dialect' | 'engine' | 'not followed' | 'not yet';
  /** Where it is enforced, or why it is not. */
  readonly by?: string | undefined;
  /** Whether it is applied without a warning, as nothing that the caller asked for is changed. */
  readonly quiet?: boolean | undefined;
  /** Where it is known from: RQ req_llm, AI the AI SDK, PI pi-ai, PA pydantic-ai, RG rust-genai, LL LiteLLM, LD llm_db, MD models.dev, FX a recording. */
  readonly source: string;
  /** `obs`: seen in a recording or worked around by a shipped client. `doc`: documented. `code`: seen in code only. */
  readonly confidence: 'obs' | 'doc' | 'code';
}

/** Which request the rules are asked about. */
export interface QuirkContext {
  readonly provider: string;
  /** The protocol that will be spoken, such as `openai-chat`. */
  readonly protocol: string;
  readonly mode: QuirkMode;
  /** The rules to choose from; one array, kept, so that what was compiled of it is found again. */
  readonly rules: readonly Rule[];
}
