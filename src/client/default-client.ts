import type { ModelResponse } from '../core/response.ts';
import { type Client, createClient } from './client.ts';
import type { InputFor, ModelInput, OptionsFor } from './fitting.ts';
import type { Input } from './input.ts';
import type { StreamResponse } from './text-stream.ts';

let shared: Client | undefined;

// Made at the first call, so that importing the package does nothing.
function defaultClient(): Client {
  return (shared ??= createClient());
}

/**
 * Asks a model and waits for the whole answer. Keys come from the environment (`OPENAI_API_KEY`, …), `setKey`, or the
 * `apiKey` option. Throws a {@link ReqLLMError} for everything that fails.
 */
export function generateText<const M extends ModelInput, const Given extends Input>(
  model: M,
  input: InputFor<M, Given>,
  options?: OptionsFor<M>,
): Promise<ModelResponse> {
  return defaultClient().generateText(model, input, options);
}

/**
 * Asks a model and reads the answer while it is written. Resolves at the first spoken chunk; what fails before that
 * rejects the call, what fails later throws from the iterator with the partial response attached.
 */
export function streamText<const M extends ModelInput, const Given extends Input>(
  model: M,
  input: InputFor<M, Given>,
  options?: OptionsFor<M>,
): Promise<StreamResponse> {
  return defaultClient().streamText(model, input, options);
}

/** Remembers a key for a provider in this process, before those of the environment. */
export function setKey(provider: string, key: string): void {
  defaultClient().setKey(provider, key);
}
