// Took the rules of ../shared/models/quirks.json over into src/catalog/quirks/rules, with what quirk-table.mjs says of each.
// Run once; since then the files there are ours and may be changed by hand. It refuses to write over them without --again.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { dialect, engine, notYet } from './quirk-table.mjs';

const source = new URL('../../shared/models/quirks.json', import.meta.url);
const folder = new URL('../src/catalog/quirks/rules/', import.meta.url);

if (existsSync(new URL('openai-sampling.ts', folder)) && !process.argv.includes('--again')) {
  console.error('The rules are there already; --again writes over them.');
  process.exit(1);
}

// Which file a rule stands in, by the beginning of its id; the first that fits counts.
const places = [
  ['any-provider', /^(compat|qwen)\.|^openai\.timeout/],
  ['openai-sampling', /^openai\.sampling\./],
  ['openai-effort', /^openai\.(effort|route|max-tokens|chat)\./],
  ['openai-format', /^openai\./],
  ['anthropic-thinking', /^anthropic\.(thinking|effort|toolchoice|sampling|temperature)/],
  ['anthropic-format', /^anthropic\./],
  ['deepseek-moonshot', /^(deepseek|moonshot)\./],
  ['zai-alibaba-minimax', /^(zai|alibaba|minimax)\./],
  ['routers', /^(openrouter|vercel|github-copilot|litellm|zenmux|venice|cloudflare)\./],
  ['own-shelf', /^(azure|bedrock|google|groq|mistral|xai)\./],
  ['hosts', /./],
];

const shelves = {};
for (const row of JSON.parse(readFileSync(source, 'utf8')))
  (shelves[shelfOf(row.id)] ??= []).push(ruleOf(row));
for (const [name, rules] of Object.entries(shelves)) {
  const text = `import type { Rule } from '../rule.ts';\n\nexport const rules: readonly Rule[] = ${JSON.stringify(rules)};\n`;
  writeFileSync(new URL(`${name}.ts`, folder), text);
}

function shelfOf(id) {
  const [name] = places.find(([, pattern]) => pattern.test(id));
  return name === 'own-shelf' ? id.split('.')[0] : name;
}

function ruleOf({ id, p, a, m, w, d, s, c }) {
  const own = engine[id];
  const enforced = own ? 'engine' : dialect[id] ? 'dialect' : 'not yet';
  const by = own ? own.note : (dialect[id] ?? notYet[id]);
  const [model, notModel] = models(m);
  const match = {
    provider: providers(p),
    api: apis(a),
    model: own?.model ?? (own?.addModel ? [...(model ?? []), ...own.addModel] : model),
    notModel: own?.notModel ?? notModel,
  };
  return {
    id,
    match,
    says: `${w === '' ? '' : `${w}: `}${d.join('; ')}`,
    cases: (own?.cases ?? []).map(({ match: more, ...rest }) =>
      more ? { match: split(more), ...rest } : rest,
    ),
    enforced,
    by,
    quiet: own?.quiet,
    source: own?.addSource ? `${s}; ${own.addSource}` : s,
    confidence: own?.addSource ? 'obs' : c,
  };
}

function split(match) {
  if (!match.model) return match;
  const [model, notModel] = models(match.model.join(','));
  return { ...match, model, notModel };
}

function providers(text) {
  const names = text.split(',').map((name) => name.replace(/\(.*/, ''));
  return names.some((name) => name === '*' || name === '* compatible') ? undefined : names;
}

function apis(text) {
  if (text === '*') return undefined;
  if (text === 'mistral-chat') return ['openai-chat'];
  if (text === 'anthropic-messages') return ['anthropic-messages', 'bedrock-invoke-anthropic'];
  return [text === 'bedrock-invoke' ? 'bedrock-invoke-*' : text];
}

// Words such as "reasoning models" are no globs: nothing is known of the ids.
function models(text) {
  if (text === '*' || /\s/.test(text)) return [undefined, undefined];
  const globs = text.split(/[,|]/);
  const [fit, unfit] = [
    globs.filter((glob) => !glob.startsWith('!')),
    globs.filter((glob) => glob.startsWith('!')),
  ];
  return [fit.length ? fit : undefined, unfit.length ? unfit.map((glob) => glob.slice(1)) : undefined];
}
