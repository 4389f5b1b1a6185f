import type { Provider } from './provider.ts';

/** The providers this package brings, each loaded when it is first called. */
export const providerRegistry: Readonly<Record<string, () => Promise<Provider>>> = {
  'amazon-bedrock': () => import('./amazon-bedrock.ts').then((file) => file.amazonBedrock),
  anthropic: () => import('./anthropic.ts').then((file) => file.anthropic),
  cerebras: () => import('./cerebras.ts').then((file) => file.cerebras),
  deepseek: () => import('./deepseek.ts').then((file) => file.deepseek),
  google: () => import('./google.ts').then((file) => file.google),
  groq: () => import('./groq.ts').then((file) => file.groq),
  mistral: () => import('./mistral.ts').then((file) => file.mistral),
  ollama: () => import('./ollama.ts').then((file) => file.ollama),
  openai: () => import('./openai.ts').then((file) => file.openai),
  'openai-compatible': () => import('./openai-compatible.ts').then((file) => file.openaiCompatible),
  openrouter: () => import('./openrouter.ts').then((file) => file.openrouter),
  xai: () => import('./xai.ts').then((file) => file.xai),
};
