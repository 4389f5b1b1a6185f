import type { InputFor, ModelInput, OptionsFor } from '../fitting.ts';
import type { Input } from '../input.ts';
import type { CountOptions, Fit, TokenCount } from './count-tokens.ts';
import type { Explanation } from './explain.ts';

/** The functions of a client that look at a call instead of making it. */
export interface SightFunctions {
  /**
   * What a call would send, and why: the request with placeholders for secrets, each change with its rule, the route, the
   * price. Nothing is sent and no key is needed. Throws a ReqLLMError for what a call would refuse before sending.
   */
  explain<const M extends ModelInput, const Given extends Input>(
    model: M,
    input: InputFor<M, Given>,
    options?: OptionsFor<M>,
  ): Promise<Explanation>;
  /** How many tokens the input of a call comes to: by the provider's word where it counts, else by tokenizer or estimate. */
  countTokens<const M extends ModelInput, const Given extends Input>(
    model: M,
    input: InputFor<M, Given>,
    options?: OptionsFor<M, CountOptions>,
  ): Promise<TokenCount>;
  /** Whether a call fits the model's window, `maxTokens` included. `unknown` where the window or the count is not known well enough. */
  fits<const M extends ModelInput, const Given extends Input>(
    model: M,
    input: InputFor<M, Given>,
    options?: OptionsFor<M, CountOptions>,
  ): Promise<Fit>;
}
