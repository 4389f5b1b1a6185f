import { ReqLLMError } from '../core/error.ts';
import { isRecord } from '../core/json.ts';
import { type Model, modelOf, type ModelObject } from '../core/model.ts';
import { didYouMean } from '../core/suggest.ts';
import { cutSpec, wouldBeProvider } from '../catalog/spec.ts';
import type { ProviderNames } from './provider-names.ts';

/**
 * A model from `"provider:model"`, `"model@provider"`, `"provider/model"` or an inline object. Throws `config` for an unknown provider, with
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
  if (!isId(id)) throw wrong('The model id is empty, too long, or holds characters that no model id has.');
}

function isId(id: string): boolean {
  return (
    // Those of Cloudflare begin with `@`.
    /^[A-Za-z0-9~@][\w.:@/+~-]{0,199}$/.test(id) &&
    !id.split('/').some((segment) => segment === '.' || segment === '..')
  );
}

/** The id in a spec that names no provider, such as `gpt-4o` or `qwen3:8b`; undefined for one that does, or means to. */
export function bareId(spec: unknown, providers: ProviderNames): string | undefined {
  if (typeof spec !== 'string' || wouldBeProvider(spec) !== undefined) return undefined;
  const { provider, id } = cutSpec(spec, (name) => providers.idOf(name) !== undefined);
  return provider === undefined && isId(id) ? id : undefined;
}

function parseSpec(spec: string, providers: ProviderNames): ModelObject {
  const { provider, id } = cutSpec(spec, (name) => providers.idOf(name) !== undefined);
  if (provider !== undefined) return { provider, id };
  const [before = ''] = spec.split(':');
  if (before !== spec && providers.idOf(before) !== undefined) return { provider: before, id: '' };
  const wrongOne = wouldBeProvider(spec);
  if (wrongOne !== undefined) throw unknownProvider(wrongOne, providers);
  const named = providers.idOf(spec);
  if (named !== undefined)
    throw wrong(
      `"${spec}" is a provider; write the model too: "${named}:…". \`reqllm models list ${named}\` lists them.`,
    );
  const example = /^[\w.-]+$/.test(spec) ? spec : 'gpt-4o-mini';
  throw wrong(
    `"${spec.slice(0, 80)}" names no provider; write it as "provider:model", such as "openai:${example}".`,
  );
}

function objectOf(input: unknown): ModelObject {
  if (!isRecord(input) || typeof input['provider'] !== 'string' || typeof input['id'] !== 'string') {
    throw wrong('The model comes first: "provider:model", or an object with `provider` and `id`.');
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
