import { providerNames } from '../client/provider-names.ts';
import { resolveModel } from '../client/resolve.ts';
import { type ModelObject, ownTransport } from '../core/model.ts';
import { answerInProcess } from './in-process.ts';
import type { SimulatedRequest, SimulatorOptions } from './simulator.ts';

/** Settings of {@link fakeModel}. */
export interface FakeModelOptions {
  /**
   * The model to stand in for: its wire format is spoken, and what is known of it (prices, limits, settings that it
   * refuses) holds. Default: an unknown model of an OpenAI-compatible host.
   */
  readonly as?: string;
}

/** A model that says what it was told to say. Goes wherever a model goes, also into a chain. */
export interface FakeModel extends ModelObject {
  /** What it was asked so far; `call` is the request as its provider would read it. */
  readonly requests: readonly SimulatedRequest[];
}

let made = 0;

/**
 * A model for unit tests, which answers within the process: no server, no network, no key, whatever the client. It says
 * the turns in order (the last one repeats), or what a function gives; without turns it repeats prompts, calls tools and
 * fills schemas. Vectors, images and sounds are made up. Throws `config` for a model to stand in for that is none.
 */
export function fakeModel(
  turns?: SimulatorOptions['turns'],
  { as = 'openai-compatible:fake' }: FakeModelOptions = {},
): FakeModel {
  const { provider, id } = resolveModel(as, providerNames());
  const requests: SimulatedRequest[] = [];
  made += 1;
  return {
    provider,
    id,
    // Each has a place of its own, so that no cache takes one for another. `.invalid` leads nowhere (RFC 2606).
    baseUrl: `https://fake-${made}.invalid`,
    requests,
    [ownTransport]: Object.assign(answerInProcess(provider, turns === undefined ? {} : { turns }, requests), {
      isOffline: true,
    }),
  };
}
