// Writes src/catalog/data/providers.ts from the dated copies of models.dev in ../shared/models: every provider that was
// ever listed with a fixed address and a protocol that we speak, but for those with a file in src/providers.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const models = new URL('../../shared/models/', import.meta.url);
const target = new URL('../src/catalog/data/providers.ts', import.meta.url);
const own = new URL('../src/providers/', import.meta.url);

// The SDK package that models.dev names for a provider, and the protocol that it speaks. Packages that know an address
// which models.dev leaves out are listed with it.
const packages = {
  '@ai-sdk/openai-compatible': ['openai-chat'],
  // This package speaks the Responses API unless told otherwise.
  '@ai-sdk/openai': ['openai-responses', 'openai-chat'],
  '@ai-sdk/anthropic': ['anthropic-messages'],
  '@ai-sdk/google': ['google-generate'],
  '@ai-sdk/cohere': ['cohere-chat'],
  '@ai-sdk/mistral': ['openai-chat'],
  '@ai-sdk/groq': ['openai-chat'],
  '@ai-sdk/xai': ['openai-chat'],
  '@ai-sdk/cerebras': ['openai-chat'],
  '@ai-sdk/deepinfra': ['openai-chat'],
  '@ai-sdk/togetherai': ['openai-chat'],
  '@ai-sdk/perplexity': ['openai-chat'],
  '@ai-sdk/vercel': ['openai-chat'],
  '@ai-sdk/deepseek': ['openai-chat'],
  '@ai-sdk/fireworks': ['openai-chat'],
  '@openrouter/ai-sdk-provider': ['openai-chat'],
};
// https://v0.app/docs/api/model
const addresses = { '@ai-sdk/vercel': 'https://api.v0.dev/v1' };
// pi-ai knows addresses and protocols but no names and keys: those of its documentation. Without a key variable the key
// must be passed.
const newer = {
  'ant-ling': ['Ant Ling', 'ANT_LING_API_KEY'],
  'qwen-token-plan': ['Qwen Token Plan', 'QWEN_TOKEN_PLAN_API_KEY'],
  'qwen-token-plan-cn': ['Qwen Token Plan (China)', 'QWEN_TOKEN_PLAN_CN_API_KEY'],
  'qwen-token-plan-individual': ['Qwen Token Plan (individual)', 'QWEN_TOKEN_PLAN_API_KEY'],
  'qwen-token-plan-individual-cn': ['Qwen Token Plan (individual, China)', ''],
  'zai-coding-cn': ['Z.AI Coding Plan (China)', 'ZAI_CODING_CN_API_KEY'],
};
const speakable = new Set(['openai-chat', 'openai-responses', 'anthropic-messages', 'google-generate']);

if (!existsSync(models)) {
  console.log('../shared/models is not here; the list of providers stays as it is.');
  process.exit(0);
}
const files = new Set(readdirSync(own).map((name) => name.replace(/\.ts$/, '')));
const rows = [...newerProviders(everListed()).values()]
  .filter(({ id }) => !files.has(id))
  .map(rowOf)
  .filter((row) => row !== undefined)
  .sort((left, right) => (left < right ? -1 : 1));
writeFileSync(target, textOf(rows));
console.log(`${rows.length} providers in ${fileURLToPath(target).split('/').slice(-4).join('/')}.`);

// The newest word on each provider that any of the copies lists.
function everListed() {
  const folder = new URL('history/', models);
  const known = new Map();
  for (const name of readdirSync(folder).sort()) {
    for (const [id, provider] of Object.entries(readJson(new URL(name, folder)))) known.set(id, provider);
  }
  return known;
}

function newerProviders(known) {
  const overlay = readdirSync(models)
    .filter((name) => /^pi-ai-.*\.json\.gz$/.test(name))
    .sort();
  for (const name of overlay) {
    for (const [id, { models: list }] of Object.entries(readJson(new URL(name, models)).providers)) {
      const [title, key] = newer[id] ?? [];
      if (title === undefined) continue;
      const [{ wire, base_url: api }] = Object.values(list);
      known.set(id, { id, name: title, env: [key], api, protocols: [wire] });
    }
  }
  return known;
}

// What single models of a gateway speak at the same address; the catalogue's entry of a model says which it is.
function othersOf(models = {}, first = []) {
  const shapes = { responses: 'openai-responses', completions: 'openai-chat' };
  const spoken = Object.values(models).flatMap(({ provider }) => {
    if (provider === undefined || provider.api !== undefined) return [];
    return shapes[provider.shape] ?? packages[provider.npm]?.[0] ?? [];
  });
  return [...new Set(spoken)]
    .filter((each) => speakable.has(each) && !first.includes(each))
    .sort((left, right) => (left < right ? -1 : 1));
}

function rowOf({ id, name, npm, api, env, doc = '', models: list, protocols: given }) {
  const first = given ?? packages[npm];
  const protocols = first === undefined ? undefined : [...first, ...othersOf(given ? {} : list, first)];
  const address = addressOf(api ?? addresses[npm]);
  if (address === undefined || protocols === undefined || !protocols.every((each) => speakable.has(each)))
    return undefined;
  const keys = env.filter((variable) => !/(?:ENDPOINT|BASE_URL|HOST)$/.test(variable));
  const row = [id, name, address, keys.join(' '), protocols.join(' '), doc].map((field) => field.trim());
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(id) || row.some((field) => /[|`\\$\n]/.test(field)))
    throw new Error(`The provider ${id} does not fit into a row.`);
  return row.join(' | ');
}

// Fixed, and https unless it is this machine. One lists the whole address of an endpoint.
function addressOf(api) {
  if (api === undefined || /[${}]/.test(api) || !URL.canParse(api)) return undefined;
  const { protocol, hostname } = new URL(api);
  const isLocal = hostname === 'localhost' || hostname.startsWith('127.');
  if (protocol !== 'https:' && !(protocol === 'http:' && isLocal)) return undefined;
  return api.replace(/\/(?:chat\/completions)?\/?$/, '').replace(/\/$/, '');
}

function textOf(list) {
  return `// Generated by \`npm run generate\` from models.dev (MIT) and pi-ai (MIT). Do not edit.

/** A provider a line: id, name, address, key variables, protocols, page. */
export const catalogProviderRows: string = \`
${list.join('\n')}
\`;
`;
}

function readJson(url) {
  return JSON.parse(gunzipSync(readFileSync(url)).toString('utf8'));
}
