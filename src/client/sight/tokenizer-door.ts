import { ReqLLMError } from '../../core/error.ts';

/**
 * OpenAI's tokenizer, from the optional package `gpt-tokenizer`. Throws `config` with the command that installs it.
 */
export async function loadTokenizer(encoding: 'o200k' | 'cl100k'): Promise<(text: string) => number> {
  try {
    const { countTokens } =
      encoding === 'o200k'
        ? await import('gpt-tokenizer/encoding/o200k_base')
        : await import('gpt-tokenizer/encoding/cl100k_base');
    return (text) => countTokens(text);
  } catch (cause) {
    const message =
      'Counting with a tokenizer needs the package gpt-tokenizer: npm install gpt-tokenizer, or ask for an estimate.';
    throw new ReqLLMError(message, { code: 'config', phase: 'config', cause });
  }
}
