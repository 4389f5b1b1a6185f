import type { Effort } from '../../core/call.ts';

/** How one host speaks Ollama's chat. Plain data; everything has a default, which is Ollama itself. */
export interface OllamaChatDialect {
  /** Name on `extra` chunks and parts, and the `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Appended to the base URL. */
  readonly path: string;
  /** Regular expressions on the ids of models that think at a level; all others think or do not. */
  readonly levelModels: readonly string[];
  /** The level for each effort. */
  readonly levels: Readonly<Record<Effort, string>>;
  /** Models whose template leaves a last assistant message open, so that they go on with it, unless they think. */
  readonly prefillModels: readonly string[];
}

const ollamaDefaults: OllamaChatDialect = {
  vendor: 'ollama',
  path: '/api/chat',
  // "GPT-OSS … expects one of low, medium, or high", and cannot be told not to think.
  // https://docs.ollama.com/capabilities/thinking
  levelModels: ['(?:^|/)gpt-oss'],
  levels: {
    none: 'low',
    minimal: 'low',
    low: 'low',
    medium: 'medium',
    high: 'high',
    xhigh: 'high',
    max: 'high',
  },
  // Their templates close an assistant's turn only where another follows. Models of users have templates of their own.
  // https://ollama.com/library/llama3.2 https://ollama.com/library/qwen2.5
  prefillModels: ['^llama3\\.[1-3](?::|$)', '^qwen2\\.5(?:-coder)?(?::|$)'],
};

/** The given fields over Ollama's own. */
export function ollamaChatDialect(dialect: Partial<OllamaChatDialect> = {}): OllamaChatDialect {
  return { ...ollamaDefaults, ...dialect };
}
