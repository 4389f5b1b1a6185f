import { spawnSync } from 'node:child_process';
import {
  createClient,
  type HttpRequest,
  listProviders,
  type ProviderInfo,
  tool,
  type Transport,
} from 'reqllm';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadProvider } from '../src/client/provider-names.ts';
import { simulator, type Simulator } from '../src/testing/simulator.ts';
import { expectPage, pageText, table } from './support/generated-page.ts';
import { recordedExchanges } from './support/recorded-providers.ts';
import { root } from './support/source-file.ts';

const page = 'docs/providers.md';
const model = 'made-up-model';
const weather = tool({
  name: 'weather',
  description: 'The weather in a city',
  inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
});
const infos = await listProviders();
const recorded = recordedExchanges();
// The providers that answer with text, with the protocols for it.
const talking = (await Promise.all(infos.map(withTextProtocols))).filter(
  ({ protocols }) => protocols.length > 0,
);

test('src/providers/registry.ts is up to date', () => {
  const child = spawnSync(process.execPath, ['scripts/generate.mjs', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(child.stderr).toBe('');
  expect(child.status).toBe(0);
});

test('docs/providers.md is up to date', () => expectPage(page, providersPage()));

describe('a call with text and a tool goes to', () => {
  test.for(talking)('$id', async ({ id, protocols, baseUrl = 'https://example.test/v1' }) => {
    for (const protocol of protocols) {
      const routes = (await loadProvider(id))?.routes ?? [];
      const own = routes.find((route) => route.protocol === protocol)?.baseUrl ?? baseUrl;
      const { url, headers, body } = await requestTo(id, protocol);
      expect(url).toMatch(addressPattern(own));
      expect(url + body, protocol).toContain(model);
      expect(body).toContain('Is it raining in Oslo?');
      // Where a host takes no tools, that is said.
      if (!body.includes('The weather in a city')) await expectRefusal(id, protocol);
      const proof = Object.keys(headers).filter((name) => headers[name]?.includes('key-of-nobody'));
      expect(proof).toEqual([expect.stringMatching(/^(authorization|x-api-key|x-goog-api-key|api-key)$/)]);
    }
  });
});

describe('the server’s side of its protocol reads a call to', () => {
  let sim: Simulator;
  beforeAll(async () => {
    sim = await simulator();
    return () => sim.close();
  });

  test.for(talking.filter((info) => isSimulated(info)))('$id', async ({ id, protocols }) => {
    const client = sim.client({ env: {} });
    for (const protocol of protocols) {
      const input = 'Is it raining in Oslo?';
      const options = { tools: [weather], maxTokens: 100, retry: 0 };
      const reply = await client.generateText({ provider: id, id: model, protocol }, input, options);
      const { call, protocol: spoken } = sim.requests.at(-1) ?? {};
      expect(spoken).toBe(protocol);
      expect(call?.model.id).toBe(model);
      expect(call?.messages.at(-1)?.content).toMatchObject([{ type: 'text', text: input }]);
      expect(reply.model.provider).toBe(id);
    }
  });
});

async function withTextProtocols(info: ProviderInfo): Promise<ProviderInfo> {
  const endpoints = (await loadProvider(info.id))?.endpoints ?? [];
  const isText = (protocol: string): boolean =>
    endpoints.some((each) => each.operation === 'text' && each.protocol === protocol);
  return { ...info, protocols: info.protocols.filter(isText) };
}

// Those whose protocols the simulator speaks with a key in a plain header.
function isSimulated({ protocols }: ProviderInfo): boolean {
  const spoken = [
    'openai-chat',
    'openai-responses',
    'openai-responses-socket',
    'anthropic-messages',
    'google-generate',
    'google-interactions',
  ];
  return protocols.every((protocol) => spoken.includes(protocol));
}

// Parts of an address that differ from account to account are any name.
function addressPattern(baseUrl: string): RegExp {
  const parts = baseUrl.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[\\w-]+')}/`);
}

function env(name: string): string {
  return name.endsWith('REGION') ? 'eu-north-1' : 'some-account';
}

async function requestTo(provider: string, protocol: string): Promise<HttpRequest & { body: string }> {
  const sent: HttpRequest[] = [];
  const transport: Transport = (request) => {
    sent.push(request);
    return Promise.reject(new Error('Nothing is sent.'));
  };
  await expect(ask(provider, protocol, transport)).rejects.toThrow('Nothing is sent.');
  expect(sent).toHaveLength(1);
  const [request] = sent as [HttpRequest];
  return { ...request, body: String(request.body) };
}

async function expectRefusal(provider: string, protocol: string): Promise<void> {
  const answer = ask(provider, protocol, () => Promise.reject(new Error('Sent all the same.')), 'error');
  await expect(answer).rejects.toMatchObject({ code: 'unsupported' });
}

function ask(
  provider: string,
  protocol: string,
  transport: Transport,
  onUnsupported: 'warn' | 'error' = 'warn',
): Promise<unknown> {
  const hasAddress = infos.find(({ id }) => id === provider)?.baseUrl !== undefined;
  const client = createClient({
    transport,
    env,
    keys: { [provider]: 'key-of-nobody' },
    baseUrls: hasAddress ? {} : { [provider]: 'https://example.test/v1' },
  });
  const options = { tools: [weather], retry: 0, onUnsupported };
  return client.generateText({ provider, id: model, protocol }, 'Is it raining in Oslo?', options);
}

function providersPage(): string {
  const verified = infos.filter((info) => info.verified);
  const others = infos.filter((info) => !info.verified);
  const heads = [
    'Id',
    'Name',
    'Key variables',
    'Protocols',
    'Base URL',
    'Other spellings',
    'Recorded exchanges',
  ];
  return `${[
    '# Providers',
    '',
    '<!-- Generated by `npm run generate`. Do not edit. -->',
    '',
    `${infos.length} providers can be called by id. The first key variable that is set counts; keys from the environment go to`,
    "the provider's own host only. Of several protocols the first is spoken, unless the model wants another one or the call",
    'names one. Underscores may stand for dashes in an id.',
    '',
    `## Looked at one by one (${verified.length})`,
    '',
    'How each of these differs is in its file in `src/providers`. The last column counts the recorded exchanges in these',
    'protocols that the tests know; without any, the facts are those of the provider’s pages.',
    '',
    ...table(
      heads,
      verified.map((info) => [...cellsOf(info), spellingsOf(info), recordingsOf(info)]),
    ),
    '',
    `## Known by address (${others.length})`,
    '',
    'From the list of models.dev: address and protocol are theirs, and nobody tried them here (`verified: false`).',
    '',
    ...table(heads.slice(0, 5), others.map(cellsOf)),
  ].join('\n')}\n`;
}

function cellsOf({ id, name, docs, env: keys, protocols, baseUrl }: ProviderInfo): string[] {
  return [
    `\`${id}\``,
    docs === undefined ? name : `[${name}](${docs})`,
    keys.map((key) => `\`${key}\``).join(', ') || '–',
    protocols.join(', '),
    baseUrl === undefined ? 'must be passed' : `\`${baseUrl}\``,
  ];
}

function spellingsOf({ aliases }: ProviderInfo): string {
  return aliases.map((alias) => `\`${alias}\``).join(', ') || '–';
}

// Where the recordings are absent, the number that the page has already.
function recordingsOf({ id, protocols }: ProviderInfo): string {
  if (recorded === undefined)
    return new RegExp(`^\\| \`${id}\` .* \\| (\\d+) \\|$`, 'm').exec(pageText(page))?.[1] ?? '0';
  return String(protocols.reduce((sum, protocol) => sum + (recorded.get(`${id} ${protocol}`) ?? 0), 0));
}
