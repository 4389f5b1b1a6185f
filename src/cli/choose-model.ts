import type { IncomingMessage } from 'node:http';
import { get } from 'node:http';
import { listProviders, ReqLLMError } from '../index.ts';

// A small model of each provider, all of them seen in recorded exchanges. Used only when none is named.
const smallModels: Readonly<Record<string, string>> = {
  anthropic: 'claude-haiku-4-5',
  openai: 'gpt-4o-mini',
  google: 'gemini-2.5-flash',
  groq: 'llama-3.3-70b-versatile',
  openrouter: 'openai/gpt-4o-mini',
  xai: 'grok-3-mini',
  deepseek: 'deepseek-chat',
  mistral: 'mistral-small-latest',
  cerebras: 'gpt-oss-120b',
};

export type Lookup = (name: string) => string | undefined;

/** A model that can be called right now: of a provider whose key is in the environment, else of a local Ollama. */
export async function reachableModel(env: Lookup): Promise<string | undefined> {
  for (const provider of await listProviders()) {
    const model = smallModels[provider.id];
    const hasKey = provider.env.some((name) => (env(name) ?? '').trim() !== '');
    if (model !== undefined && hasKey) return `${provider.id}:${model}`;
  }
  const local = await firstOllamaModel();
  return local === undefined ? undefined : `ollama:${local}`;
}

/** The same, or an error that says what to do. */
export async function chooseModel(env: Lookup): Promise<string> {
  const model = await reachableModel(env);
  if (model !== undefined) return model;
  const message =
    'No model was named and none can be reached. Pass -m provider:model, set a key such as OPENAI_API_KEY, start Ollama, or try --sim.';
  throw new ReqLLMError(message, { code: 'config', phase: 'config' });
}

function firstOllamaModel(): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get('http://127.0.0.1:11434/v1/models', { timeout: 300 }, (response) => {
      modelIn(response).then(resolve, () => resolve(undefined));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}

async function modelIn(response: IncomingMessage): Promise<string | undefined> {
  let text = '';
  for await (const piece of response) text += String(piece);
  const list = JSON.parse(text) as { data?: { id?: unknown }[] };
  const id = list.data?.[0]?.id;
  return typeof id === 'string' ? id : undefined;
}
