import { isRecord } from '../../core/json.ts';
import { readAnthropic } from './read-anthropic.ts';
import type { RawModel, ReadModel } from './read-facts.ts';
import {
  readCohere,
  readDeepgram,
  readGoogle,
  readMistral,
  readOllama,
  readOpenAiList,
  readOpenRouter,
  readXai,
} from './read-vendors.ts';

/** Where a provider lists its models, and how the list is read. */
export interface LiveSource {
  readonly baseUrl: string;
  readonly path: string;
  /** Variables that may hold the key, and the header that shows it. Absent: the list is open. */
  readonly key?: {
    readonly env: readonly string[];
    readonly header: 'authorization' | 'x-api-key' | 'x-goog-api-key';
    readonly isOptional?: boolean;
  };
  readonly headers?: Readonly<Record<string, string>>;
  /** The records of one page; undefined for another document. */
  readonly records: (document: unknown) => readonly unknown[] | undefined;
  readonly read: (record: RawModel) => ReadModel;
  /** What to add to the query for the next page. */
  readonly next?: (document: RawModel) => string | undefined;
  /** Asks once more about each model. */
  readonly details?: { readonly path: string; readonly member: string };
}

const listOf =
  (...names: readonly string[]) =>
  (document: unknown): readonly unknown[] | undefined => {
    if (!isRecord(document)) return undefined;
    const lists = names.flatMap((name) =>
      Array.isArray(document[name]) ? [document[name] as unknown[]] : [],
    );
    return lists.length === 0 ? undefined : lists.flat();
  };

const openAiList = (baseUrl: string, ...env: readonly string[]): LiveSource => ({
  baseUrl,
  path: '/models',
  key: { env, header: 'authorization' },
  records: listOf('data'),
  read: readOpenAiList,
});

/** The lists that can be read, by provider id. */
export const liveSources: Readonly<Record<string, LiveSource>> = {
  anthropic: {
    baseUrl: 'https://api.anthropic.com',
    path: '/v1/models?limit=1000',
    key: { env: ['ANTHROPIC_API_KEY'], header: 'x-api-key' },
    headers: { 'anthropic-version': '2023-06-01' },
    records: listOf('data'),
    read: readAnthropic,
    next: ({ has_more: more, last_id: last }) =>
      more === true && typeof last === 'string' ? `after_id=${encodeURIComponent(last)}` : undefined,
  },
  google: {
    baseUrl: 'https://generativelanguage.googleapis.com',
    path: '/v1beta/models?pageSize=1000',
    key: {
      env: ['GOOGLE_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
      header: 'x-goog-api-key',
    },
    records: listOf('models'),
    read: readGoogle,
    next: ({ nextPageToken: token }) =>
      typeof token === 'string' && token !== '' ? `pageToken=${encodeURIComponent(token)}` : undefined,
  },
  openai: openAiList('https://api.openai.com/v1', 'OPENAI_API_KEY'),
  xai: {
    baseUrl: 'https://api.x.ai/v1',
    path: '/language-models',
    key: { env: ['XAI_API_KEY'], header: 'authorization' },
    records: listOf('models', 'data'),
    read: readXai,
  },
  openrouter: {
    baseUrl: 'https://openrouter.ai/api/v1',
    path: '/models',
    key: { env: ['OPENROUTER_API_KEY'], header: 'authorization', isOptional: true },
    records: listOf('data'),
    read: readOpenRouter,
  },
  mistral: {
    baseUrl: 'https://api.mistral.ai/v1',
    path: '/models',
    key: { env: ['MISTRAL_API_KEY'], header: 'authorization' },
    records: listOf('data'),
    read: readMistral,
  },
  groq: openAiList('https://api.groq.com/openai/v1', 'GROQ_API_KEY'),
  deepseek: openAiList('https://api.deepseek.com', 'DEEPSEEK_API_KEY'),
  cerebras: openAiList('https://api.cerebras.ai/v1', 'CEREBRAS_API_KEY'),
  perplexity: openAiList('https://api.perplexity.ai/v1', 'PERPLEXITY_API_KEY'),
  cohere: {
    baseUrl: 'https://api.cohere.com',
    path: '/v1/models?page_size=1000',
    key: { env: ['CO_API_KEY', 'COHERE_API_KEY'], header: 'authorization' },
    records: listOf('models'),
    read: readCohere,
  },
  deepgram: {
    baseUrl: 'https://api.deepgram.com',
    path: '/v1/models',
    records: listOf('stt', 'tts'),
    read: readDeepgram,
  },
  ollama: {
    baseUrl: 'http://localhost:11434',
    path: '/api/tags',
    records: listOf('models'),
    read: readOllama,
    details: { path: '/api/show', member: 'show' },
  },
  lmstudio: {
    baseUrl: 'http://127.0.0.1:1234',
    path: '/api/v0/models',
    key: { env: ['LMSTUDIO_API_KEY'], header: 'authorization', isOptional: true },
    records: listOf('data'),
    read: readOpenAiList,
  },
};

/** The providers whose lists can be read. */
export function liveProviders(): readonly string[] {
  return Object.keys(liveSources);
}
