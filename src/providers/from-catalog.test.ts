import { expect, test } from 'vitest';
import { catalogProviderRows } from '../catalog/data/providers.ts';
import { isLoopback } from '../http/url.ts';
import { providerFromCatalog } from './from-catalog.ts';
import { catalogIds } from './registry.ts';

const rows = catalogProviderRows.trim().split('\n');
const all = catalogIds.map((id) => ({ id, provider: providerFromCatalog(id) }));

test('there are at least 110, sorted, each id once', () => {
  const ids = rows.map((row) => row.split(' | ')[0] ?? '');
  expect(ids.length).toBeGreaterThanOrEqual(110);
  expect(ids).toEqual([...new Set(ids)].sort((left, right) => (left < right ? -1 : 1)));
});

test('each has a name, a fixed address, and is not verified', () => {
  for (const { id, provider } of all) {
    expect(provider, id).toMatchObject({ id, verified: false, name: expect.stringMatching(/\S/) });
    const { protocol, hostname, pathname } = new URL(provider?.baseUrl ?? '');
    expect(protocol === 'https:' || isLoopback(hostname), id).toBe(true);
    expect(pathname, id).not.toMatch(/\/chat\/completions|[{}$]|.\/$/);
  }
});

test('each key variable is a name that a shell takes', () => {
  for (const { id, provider } of all)
    for (const name of provider?.auth.env ?? []) expect(name, id).toMatch(/^[A-Z0-9][A-Z0-9_]*$/);
});

test('servers on this machine may be called without a key, no others', () => {
  for (const { id, provider } of all)
    expect(provider?.auth.isRequired, id).toBe(provider?.baseUrl?.startsWith('https:'));
});

test('providers that are no longer listed keep working', () => {
  expect(providerFromCatalog('agentrouter')?.baseUrl).toBe('https://agentrouter.org/v1');
  expect(providerFromCatalog('firepass')?.baseUrl).toBe('https://api.fireworks.ai/inference/v1');
});

test('the protocol follows the package that models.dev names', () => {
  const protocols = (id: string): string[] | undefined =>
    providerFromCatalog(id)?.endpoints.map(({ protocol }) => protocol);
  expect(protocols('minimax-cn')).toEqual(['anthropic-messages']);
  expect(protocols('perplexity-agent')).toEqual(['openai-responses', 'openai-chat']);
  expect(protocols('scaleway')).toEqual(['openai-chat']);
  // What single models of a gateway speak at the same address follows.
  expect(protocols('opencode-go')).toEqual(['openai-chat', 'anthropic-messages']);
});

test('an id that is not listed makes no provider', () => {
  for (const id of ['302', 'scaleway | Scaleway', 'openai']) expect(providerFromCatalog(id)).toBeUndefined();
});
