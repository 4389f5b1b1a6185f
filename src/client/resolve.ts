import { ReqLLMError } from '../core/error.ts';
import { isRecord } from '../core/json.ts';
import { type Model, modelOf, type ModelObject } from '../core/model.ts';
import { didYouMean } from '../core/suggest.ts';
import type { ProviderNames } from './provider-names.ts';

/**
 * A model from `"provider:model"`, `"model@provider"` or an inline object. Throws `config` for an unknown provider, with
 * the one that was probably meant, and for an id that could escape its place in an address.
 */
export function resolveModel(input: unknown, providers: ProviderNames): Model {
  const found = typeof input === 'string' ? parseSpec(input, providers) : objectOf(input);
  const provider = providers.idOf(found.provider);
  if (provider === undefined) throw unknownProvider(found.provider, providers);
  checkId(found.id);
  return modelOf({ ...found, provider });
}

/** A model id that is safe in URLs: no odd characters and no `.` or `..` segment. */
export function checkId(id: string): void {
  const isSafe =
    /^[A-Za-z0-9~][\w.:@/+~-]{0,199}$/.test(id) &&
    !id.split('/').some((segment) => segment === '.' || segment === '..');
  if (!isSafe) throw wrong('The model id is empty, too long, or holds characters that no model id has.');
}

function parseSpec(spec: string, providers: ProviderNames): ModelObject {
  const colon = spec.indexOf(':');
  const before = colon > 0 ? spec.slice(0, colon) : undefined;
  if (before !== undefined && providers.idOf(before) !== undefined)
    return { provider: before, id: spec.slice(colon + 1) };
  const at = spec.lastIndexOf('@');
  const after = at > 0 ? spec.slice(at + 1) : undefined;
  if (after !== undefined && providers.idOf(after) !== undefined)
    return { provider: after, id: spec.slice(0, at) };
  if (before !== undefined) throw unknownProvider(before, providers);
  throw wrong(
    `"${spec.slice(0, 80)}" names no provider; write it as "provider:model", such as "openai:${/^[\w.-]+$/.test(spec) ? spec : 'gpt-4o-mini'}".`,
  );
}

function objectOf(input: unknown): ModelObject {
  if (!isRecord(input) || typeof input['provider'] !== 'string' || typeof input['id'] !== 'string') {
    throw wrong('The model must be "provider:model" or an object with `provider` and `id`.');
  }
  return input as unknown as ModelObject;
}

function unknownProvider(name: string, { ids }: ProviderNames): ReqLLMError {
  const meant = didYouMean(name, ids) || ' `listProviders()` tells which there are.';
  return wrong(`Unknown provider "${name.slice(0, 80)}".${meant}`);
}

function wrong(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
