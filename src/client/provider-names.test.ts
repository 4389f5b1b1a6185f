import { expect, test } from 'vitest';
import { optionalBearer } from '../auth/api-key.ts';
import { openaiChat } from '../protocols/openai-chat/endpoint.ts';
import type { HttpRequest } from '../http/transport.ts';
import { defineProvider } from '../providers/provider.ts';
import { catalogIds, providerAliases, providerRegistry } from '../providers/registry.ts';
import { createClient } from './client.ts';
import { listProviders } from './list-providers.ts';
import { byProviderId, loadProvider, namesOf, providerNames } from './provider-names.ts';

const names = providerNames();

test('every id is there once, in order', () => {
  expect(names.ids).toEqual([...new Set(names.ids)].sort());
  expect(names.ids).toHaveLength(Object.keys(providerRegistry).length + catalogIds.length);
});

test('another spelling is nobody’s id, and stands for a provider with a file', () => {
  for (const [spelling, id] of Object.entries(providerAliases)) {
    expect(names.ids).not.toContain(spelling);
    expect(Object.keys(providerRegistry)).toContain(id);
  }
});

test('ReqLLM’s spellings are understood', () => {
  const spellings = {
    openai_codex: 'openai-codex',
    amazon_bedrock: 'amazon-bedrock',
    zai_coder: 'zai-coding-plan',
    zai_coding_plan: 'zai-coding-plan',
    alibaba_cn: 'alibaba-cn',
    fireworks_ai: 'fireworks-ai',
    github_copilot: 'github-copilot',
    openai_compatible: 'openai-compatible',
    stepfun_ai: 'stepfun-ai',
    cloudflare_workers_ai: 'cloudflare-workers-ai',
  };
  for (const [spelling, id] of Object.entries(spellings)) expect(names.idOf(spelling)).toBe(id);
});

test('a name that stands for nothing is undefined, also that of an inherited property', () => {
  for (const name of ['', 'opnai', 'constructor', '__proto__', 'toString'])
    expect(names.idOf(name)).toBeUndefined();
});

test('ids count before other spellings', () => {
  expect(namesOf(['grok'], new Map([['grok', 'xai']])).idOf('grok')).toBe('grok');
});

test('a client’s own provider brings its own spellings', () => {
  const mine = defineProvider({
    id: 'my-host',
    aliases: ['mine'],
    name: 'My host',
    auth: optionalBearer(),
    endpoints: [openaiChat()],
  });
  expect(providerNames([mine]).idOf('mine')).toBe('my-host');
  expect(providerNames([mine]).idOf('my_host')).toBe('my-host');
});

test('every id loads the provider of that id; no other does', async () => {
  for (const id of names.ids) expect((await loadProvider(id))?.id).toBe(id);
  expect(await loadProvider('constructor')).toBeUndefined();
  expect(await loadProvider('302')).toBeUndefined();
});

test('the list says which providers only the catalogue vouches for', async () => {
  const list = await listProviders();
  expect(list.filter(({ verified }) => !verified).map(({ id }) => id)).toEqual([...catalogIds].sort());
  expect(list.find(({ id }) => id === 'zai-coding-plan')?.aliases).toEqual(['zai-coder']);
});

test('values by any spelling become values by id', () => {
  expect(byProviderId({ zai_coder: 1, groq: 2 }, '`keys`', names)).toEqual({ 'zai-coding-plan': 1, groq: 2 });
  expect(() => byProviderId({ groqq: 1 }, '`keys`', names)).toThrow(
    '`keys` names the unknown provider "groqq". Did you mean "groq"?',
  );
  expect(() => byProviderId('a-key' as never, '`keys`', names)).toThrow('`keys` is an object by provider');
});

test('other spellings work wherever a provider is named', async () => {
  const sent: HttpRequest[] = [];
  const client = createClient({
    keys: { zai_coder: 'key-of-nobody' },
    baseUrls: { 'zai-coder': 'https://example.test/v1' },
    transport: (request) => {
      sent.push(request);
      return Promise.reject(new Error('Nothing is sent.'));
    },
  });
  const options = { retry: 0, providerOptions: { zai_coder: { do_sample: false } } };
  await expect(client.generateText('zai_coder:glm-4.7', 'Hi', options)).rejects.toThrow('Nothing is sent.');
  expect(sent[0]?.url).toBe('https://example.test/v1/chat/completions');
  expect(sent[0]?.headers['authorization']).toBe('Bearer key-of-nobody');
  expect(sent[0]?.body).toContain('"do_sample":false');
});
