import { bearer, headerKey, optionalBearer } from '../auth/api-key.ts';
import type { Auth } from '../auth/auth.ts';
import { catalogProviderRows } from '../catalog/data/providers.ts';
import { anthropicMessages } from '../protocols/anthropic-messages/endpoint.ts';
import { googleGenerate } from '../protocols/google-generate/endpoint.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import { openaiResponses } from '../protocols/openai-responses/endpoint.ts';
import type { Endpoint } from '../protocols/protocol.ts';
import { defineProvider, type Provider } from './provider.ts';

/** A provider that has no file of its own, made from what the catalogue lists; undefined for an id that it lacks. */
export function providerFromCatalog(id: string): Provider | undefined {
  const row = catalogProviderRows.split('\n').find((line) => line.split(' | ', 1)[0] === id);
  return row === undefined ? undefined : providerOf(row);
}

function providerOf(row: string): Provider {
  const [id = '', name = '', baseUrl = '', keys = '', protocols = '', docs = ''] = row.split(' | ');
  const spoken = protocols.split(' ');
  return defineProvider({
    id,
    name,
    ...(docs === '' ? {} : { docs }),
    baseUrl,
    auth: authOf(baseUrl, keys === '' ? [] : keys.split(' '), spoken),
    endpoints: spoken.map((protocol) => endpointOf(protocol, id)),
    verified: false,
  });
}

// A server on this machine may want no key. A gateway that speaks several formats is shown it as the format wants it.
function authOf(baseUrl: string, keys: readonly string[], protocols: readonly string[]): Auth {
  if (baseUrl.startsWith('http:')) return optionalBearer(...keys);
  const [only = 'openai-chat', ...others] = protocols;
  const auth = authFor(only, keys);
  if (others.length === 0) return auth;
  return { ...auth, headers: (key, request) => authFor(protocolAt(request.url), keys).headers(key, request) };
}

function authFor(protocol: string, keys: readonly string[]): Auth {
  if (protocol === 'anthropic-messages') return headerKey('x-api-key', ...keys);
  return protocol === 'google-generate' ? headerKey('x-goog-api-key', ...keys) : bearer(...keys);
}

function protocolAt(url: string): string {
  const { pathname } = new URL(url);
  if (pathname.endsWith('/messages')) return 'anthropic-messages';
  return /\/models\/[^/]+:/.test(pathname) ? 'google-generate' : 'openai-chat';
}

// Compatible hosts know `max_tokens`, the older name, and most of them only that. The addresses of Anthropic's kind end
// in /v1 already.
function endpointOf(protocol: string, vendor: string): Endpoint {
  switch (protocol) {
    case 'openai-responses':
      return openaiResponses({ vendor });
    case 'anthropic-messages':
      return anthropicMessages({ vendor, path: '/messages' });
    case 'google-generate':
      return googleGenerate({ vendor });
    default:
      return openaiChat({ vendor, maxTokensField: 'max_tokens' });
  }
}
