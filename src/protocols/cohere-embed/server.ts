import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { EmbedCall } from '../../core/operation.ts';
import { sourceAt } from '../media-address.ts';
import {
  headOf,
  invalid,
  membersOfRequest,
  modelInPath,
  numberIn,
  only,
  operationServer,
  textIn,
  textsIn,
} from '../operation-server.ts';
import type { ServerCodec, ServerRequest } from '../protocol.ts';
import { type CohereEmbedDialect, cohereEmbedDialect } from './dialect.ts';
import { inputTypes } from './wire.ts';

type EmbedBody = Omit<EmbedCall, 'control'>;

/** The server's side of Cohere's embeddings in one host's dialect. */
export function cohereEmbedServer(partial: Partial<CohereEmbedDialect> = {}): ServerCodec<EmbedBody> {
  const dialect = cohereEmbedDialect(partial);
  return operationServer<EmbedCall>({
    protocol: 'cohere-embed',
    paths: [dialect.path],
    parse: (request) => parseRequest(request, dialect),
    render: (chunks) => {
      const tokens = only(chunks, 'usage').at(-1)?.usage.inputTokens ?? 0;
      return {
        id: only(chunks, 'start')[0]?.id ?? '00000000-0000-4000-8000-000000000000',
        embeddings: { float: only(chunks, 'vector').map(({ values }) => [...values]) },
        meta: { api_version: { version: '2' }, billed_units: { input_tokens: tokens, image_tokens: 0 } },
        response_type: 'embeddings_by_type',
      };
    },
    errorBody: ({ message, requestId }) => ({ id: requestId ?? 'simulated', message }),
  });
}

function parseRequest(request: ServerRequest, dialect: CohereEmbedDialect): EmbedBody {
  const body = membersOfRequest(request);
  const id = dialect.modelInBody ? textIn(body, 'model') : modelInPath(request, dialect.path);
  const type = textIn(body, 'input_type');
  const purpose = Object.entries(inputTypes).find(([, theirs]) => theirs === type)?.[0];
  if (purpose === undefined) throw invalid(`\`input_type\` cannot be ${type.slice(0, 40)}`);
  const dimensions = numberIn(body, 'output_dimension');
  const values = body['inputs'] === undefined ? textsIn(body, 'texts') : inputsIn(body);
  if (values.length > 96) throw invalid('at most 96 values can be sent at once');
  return {
    operation: 'embed',
    ...headOf(dialect.vendor, id ?? ''),
    values,
    purpose: purpose as keyof typeof inputTypes,
    ...(dimensions === undefined ? {} : { dimensions }),
  };
}

function inputsIn(body: JsonObject): EmbedBody['values'] {
  const list = body['inputs'];
  if (!Array.isArray(list)) throw invalid('`inputs` must be a list');
  return (list as Json[]).map((input) => {
    const content = isRecord(input) ? input['content'] : undefined;
    const part: unknown = Array.isArray(content) ? content[0] : undefined;
    if (!isRecord(part)) throw invalid('each input needs a `content`');
    if (typeof part['text'] === 'string') return part['text'];
    const url = isRecord(part['image_url']) ? part['image_url']['url'] : undefined;
    if (typeof url !== 'string') throw invalid('each part needs a `text` or an `image_url`');
    return sourceAt(url);
  });
}
