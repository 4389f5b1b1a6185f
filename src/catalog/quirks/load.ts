import { fitsGlobs } from '../../core/glob.ts';
import type { Rule } from './rule.ts';

interface Shelf {
  /** Providers whose calls the rules of this file may be about. */
  readonly providers: readonly string[];
  readonly load: () => Promise<{ readonly rules: readonly Rule[] }>;
}

const everybody = ['*'];

const shelves: readonly Shelf[] = [
  { providers: everybody, load: () => import('./rules/any-provider.ts') },
  { providers: everybody, load: () => import('./rules/anthropic-thinking.ts') },
  { providers: everybody, load: () => import('./rules/anthropic-format.ts') },
  { providers: ['openai', 'azure'], load: () => import('./rules/openai-sampling.ts') },
  {
    providers: ['openai', 'azure', 'openai-codex', 'xai', 'github-copilot', 'openrouter'],
    load: () => import('./rules/openai-effort.ts'),
  },
  { providers: ['openai', 'azure', 'xai', 'github-copilot'], load: () => import('./rules/openai-format.ts') },
  { providers: ['azure', 'amazon-bedrock', 'google-vertex*'], load: () => import('./rules/azure.ts') },
  { providers: ['amazon-bedrock'], load: () => import('./rules/bedrock.ts') },
  { providers: ['google', 'google-vertex*'], load: () => import('./rules/google.ts') },
  { providers: ['xai'], load: () => import('./rules/xai.ts') },
  { providers: ['groq'], load: () => import('./rules/groq.ts') },
  { providers: ['mistral'], load: () => import('./rules/mistral.ts') },
  { providers: ['deepseek', 'moonshotai*'], load: () => import('./rules/deepseek-moonshot.ts') },
  {
    providers: ['zai*', 'zhipuai*', 'alibaba*', 'minimax*'],
    load: () => import('./rules/zai-alibaba-minimax.ts'),
  },
  {
    providers: ['openrouter', 'vercel', 'github-copilot', 'litellm', 'zenmux', 'venice', 'cloudflare-*'],
    load: () => import('./rules/routers.ts'),
  },
  {
    providers: [
      'cerebras',
      'togetherai',
      'fireworks-ai',
      'nvidia',
      'baseten',
      'perplexity',
      'cohere',
      'snowflake-cortex',
      'vllm',
      'llama.cpp',
      'sglang',
      'ollama*',
    ],
    load: () => import('./rules/hosts.ts'),
  },
];

const loaded = new Map<string, Promise<readonly Rule[]>>();

/** The rules that calls to a provider may meet. The same array each time, as what is compiled of it is kept by it. */
export function rulesFor(provider: string): Promise<readonly Rule[]> {
  const known = loaded.get(provider);
  if (known !== undefined) return known;
  const rules = read(shelves.filter(({ providers }) => fitsGlobs(provider, providers)));
  loaded.set(provider, rules);
  // A load that failed is tried again by the next call.
  rules.catch(() => loaded.delete(provider));
  return rules;
}

/** Every rule there is, for tables and tests. */
export function allRules(): Promise<readonly Rule[]> {
  return read(shelves);
}

async function read(chosen: readonly Shelf[]): Promise<readonly Rule[]> {
  const files = await Promise.all(chosen.map(({ load }) => load()));
  return files.flatMap(({ rules }) => rules);
}
