import type { ServerCodec } from '../protocol.ts';
import type { OpenaiChatDialect } from './dialect.ts';

/** The provider's side of Chat Completions. */
export function openaiChatServer(_differences: Partial<OpenaiChatDialect> = {}): ServerCodec {
  throw new TypeError('Not written yet');
}
