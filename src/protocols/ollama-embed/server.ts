import type { EmbedCall } from '../../core/operation.ts';
import {
  headOf,
  membersOfRequest,
  numberIn,
  only,
  operationServer,
  textIn,
  textsIn,
} from '../operation-server.ts';
import type { ServerCodec } from '../protocol.ts';
import { type OllamaEmbedDialect, ollamaEmbedDialect } from './dialect.ts';

/** The server's side of Ollama's embeddings. */
export function ollamaEmbedServer(
  partial: Partial<OllamaEmbedDialect> = {},
): ServerCodec<Omit<EmbedCall, 'control'>> {
  const { vendor, path } = ollamaEmbedDialect(partial);
  return operationServer<EmbedCall>({
    protocol: 'ollama-embed',
    paths: [path],
    parse: (request) => {
      const body = membersOfRequest(request);
      const dimensions = numberIn(body, 'dimensions');
      return {
        operation: 'embed',
        ...headOf(vendor, textIn(body, 'model')),
        values: textsIn(body, 'input'),
        ...(dimensions === undefined ? {} : { dimensions }),
      };
    },
    render: (chunks, call) => ({
      model: only(chunks, 'start')[0]?.model ?? call.model.id,
      embeddings: only(chunks, 'vector').map(({ values }) => [...values]),
      total_duration: 1_000_000,
      load_duration: 0,
      prompt_eval_count: only(chunks, 'usage').at(-1)?.usage.inputTokens ?? 0,
    }),
    errorBody: ({ message }) => ({ error: message }),
  });
}
