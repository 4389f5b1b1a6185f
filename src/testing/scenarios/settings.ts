import { abilityOf } from '../../catalog/query.ts';
import type { CatalogModel, Operation } from '../../catalog/schema.ts';
import type { TextOptions } from '../../client/options.ts';
import type { ScenarioType } from './scenario.ts';

/** Settings that leave a model no choice, as far as it has such settings. */
export const deterministic: TextOptions = { temperature: 0, maxTokens: 50, seed: 42 };

export const creative: TextOptions = { temperature: 0.9, maxTokens: 100, topP: 0.8 };

/** Whether a model thinks before it answers; what is not known counts as no. */
export function isThinker(model: CatalogModel | undefined): boolean {
  return model !== undefined && abilityOf(model, 'reasoning') === true;
}

/** The settings with room for thoughts, on a model that thinks: little effort, and at least this many tokens. */
export function roomy(
  model: CatalogModel | undefined,
  options: TextOptions,
  leastTokens: number,
): TextOptions {
  if (!isThinker(model)) return options;
  const maxTokens = Math.max(options.maxTokens ?? 0, leastTokens);
  return { ...options, reasoning: 'low', maxTokens };
}

/** Tokens for an answer that calls a tool: a tenth of what the model may say, at least 64. */
export function toolBudget(model: CatalogModel | undefined): number {
  const most = model?.limits.output;
  return most === undefined ? 500 : Math.max(64, Math.min(4_096, Math.floor(most / 10)));
}

/** `true` unless the catalogue is sure that the model lacks an ability. */
export function unlessLacking(
  ...paths: readonly string[]
): (model: CatalogModel | undefined) => true | string {
  return (model) => {
    if (model === undefined) return true;
    const lacking = paths.find((path) => abilityOf(model, path) === false);
    return lacking === undefined ? true : `the catalogue says that the model has no ${lacking}`;
  };
}

/** `true` where the catalogue is sure that the model has an ability. */
export function onlyWith(...paths: readonly string[]): (model: CatalogModel | undefined) => true | string {
  return (model) => {
    const lacking = paths.find((path) => model === undefined || abilityOf(model, path) !== true);
    return lacking === undefined ? true : `the catalogue does not say that the model has ${lacking}`;
  };
}

const operations: Readonly<Record<ScenarioType, Operation>> = {
  text: 'text',
  embedding: 'embed',
  rerank: 'rerank',
  image: 'image',
  speech: 'speech',
  transcription: 'transcription',
};

/** `true` where a model can be asked for this kind of work, or is not known. */
export function madeFor(type: ScenarioType): (model: CatalogModel | undefined) => true | string {
  return (model) => {
    if (model === undefined || model.wires[operations[type]] !== undefined) return true;
    // Chat models that draw are asked in a conversation.
    const { wires, capabilities } = model;
    if (type === 'image' && wires.text !== undefined && capabilities.outputModalities.includes('image'))
      return true;
    return `the model is not there for ${type}`;
  };
}

export function always(): true {
  return true;
}
