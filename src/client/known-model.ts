import type { ModelKnowledge } from '../catalog/knowledge.ts';
import type { Call } from '../core/call.ts';
import { isReqLLMError, ReqLLMError } from '../core/error.ts';
import type { Model } from '../core/model.ts';
import type { Warning } from '../core/warning.ts';
import type { Reach } from './reach.ts';

/** A model with what the catalogue knows of it, and what that says about the call. */
export interface KnownModel {
  readonly model: Model;
  readonly warnings: readonly Warning[];
}

/** The model of a call with what is known of it; what the caller said of it counts more. */
export function informed(
  asked: Model,
  knowledge: ModelKnowledge | undefined,
  isRenamed: boolean,
): KnownModel {
  if (knowledge === undefined) return { model: asked, warnings: none };
  const { facts, baseUrl, advice, listedId = asked.id } = knowledge;
  const place = baseUrl === undefined || asked.baseUrl !== undefined ? {} : { baseUrl };
  const name = isRenamed ? { id: listedId, spec: `${asked.provider}:${listedId}` } : {};
  const said = isRenamed ? [renaming(asked, listedId)] : none;
  const model = Object.freeze({ ...asked, ...place, ...name, facts: { ...facts, ...asked.facts } });
  return { model, warnings: advice === undefined ? said : [...said, advice] };
}

const none: readonly Warning[] = [];

/** The error of a call, with what was probably meant when the provider does not know the model. */
export async function explained(error: unknown, { model }: Call, reach: Reach): Promise<unknown> {
  if (!isReqLLMError(error) || error.code !== 'model-not-found') return error;
  const meant = await reach.meant(model);
  if (meant.length === 0) return error;
  const names = meant.map((spec) => `"${spec}"`).join(', ');
  return (error as ReqLLMError).with({ advice: `Did you mean ${names}?` });
}

/**
 * The spec of a bare id that exactly one configured provider serves. Throws `config` with the choices when none or
 * several do; returns the id itself when nobody is known to serve it.
 */
export async function specOfBare(id: string, reach: Reach): Promise<string> {
  const choices = await reach.serversOf(id);
  if (choices.length === 0) return id;
  const configured = [];
  for (const provider of choices) if (await reach.isConfigured(provider)) configured.push(provider);
  const [only] = configured;
  if (configured.length === 1 && only !== undefined) return `${only}:${id}`;
  const named = (configured.length > 0 ? configured : choices).slice(0, 8).map((each) => `"${each}:${id}"`);
  const why =
    configured.length > 0
      ? 'is served by several providers that you have keys for'
      : 'names no provider, and none that serves it has a key';
  throw new ReqLLMError(`"${id}" ${why}. Write ${named.join(' or ')}.`, { code: 'config', phase: 'config' });
}

function renaming({ spec, provider, id }: Model, listedId: string): Warning {
  const message = `The model "${spec}" is another name of "${provider}:${listedId}", which was called.`;
  return { code: 'changed', message, setting: 'model', from: id, to: listedId };
}
