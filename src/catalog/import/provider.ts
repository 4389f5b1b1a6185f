import { isRecord } from '../../core/json.ts';
import type { CatalogProvider } from '../schema.ts';
import { protocolOf } from './protocol.ts';

/** A provider of the source in our words, or a sentence that says why it is none. */
export function providerRecord(id: string, source: unknown): CatalogProvider | string {
  if (!isRecord(source)) return 'is no object';
  if (!/^[a-z0-9][a-z0-9.-]{0,60}$/.test(id)) return 'has an id that no provider has';
  const { name, npm, env, api, doc } = source;
  if (typeof name !== 'string' || typeof npm !== 'string') return 'has no name or package';
  if (!isRecord(source['models'])) return 'has no models';
  const protocol = protocolOf(npm);
  const address = typeof api === 'string' ? api.replace(/\$\{(\w+)\}/g, '{$1}') : undefined;
  const names = Array.isArray(env) ? env.filter((each): each is string => isVariable(each)) : [];
  const variables = [...(address ?? '').matchAll(/\{(\w+)\}/g)].map(([, each = '']) => each);
  return {
    id,
    name: name.replace(/[\t\n\r]/g, ' ').slice(0, 200),
    aliases: [],
    api: protocol ?? 'openai-chat',
    ...(address === undefined ? {} : { baseUrl: address }),
    ...(variables.length === 0 ? {} : { baseUrlVars: variables }),
    auth: authOf(npm, names),
    ...(typeof doc === 'string' ? { docs: doc } : {}),
    executable: protocol !== undefined,
  };
}

function isVariable(value: unknown): boolean {
  return typeof value === 'string' && /^\w{1,80}$/.test(value);
}

type Auth = CatalogProvider['auth'];

function authOf(npm: string, names: readonly string[]): Auth {
  const env = alternatives(names);
  if (npm.startsWith('@ai-sdk/amazon-bedrock')) return { type: 'sigv4', env };
  if (npm.startsWith('@ai-sdk/google-vertex')) return { type: 'google-adc', env };
  if (npm === '@ai-sdk/anthropic') return { type: 'header', header: 'x-api-key', env };
  if (npm === '@ai-sdk/google') return { type: 'header', header: 'x-goog-api-key', env };
  if (npm === '@ai-sdk/azure') return { type: 'header', header: 'api-key', env };
  return { type: 'bearer', env };
}

// The source lists variables without saying which stand for each other. Keys do, each with all that is no key; a pair
// of an id and its secret is one key.
function alternatives(names: readonly string[]): string[][] {
  const isSecretPart = (name: string): boolean => /_(ACCESS_KEY_ID|SECRET_ACCESS_KEY)$/.test(name);
  const pair = names.filter(isSecretPart);
  const keys = names.filter((name) => !isSecretPart(name) && /(KEY|TOKEN|PAT|BEDROCK)$/.test(name));
  const rest = names.filter((name) => !pair.includes(name) && !keys.includes(name));
  const all = [...keys.map((key) => [key, ...rest]), ...(pair.length === 0 ? [] : [[...pair, ...rest]])];
  return all.length > 0 || rest.length === 0 ? all : [rest];
}
