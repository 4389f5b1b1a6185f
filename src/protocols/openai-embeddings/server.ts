import { toBase64 } from '../../core/base64.ts';
import type { Chunk } from '../../core/chunk.ts';
import { defined, type Json, type JsonObject } from '../../core/json.ts';
import type { EmbedCall } from '../../core/operation.ts';
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
  wordIn,
} from '../operation-server.ts';
import type { ServerCodec, ServerRequest } from '../protocol.ts';
import { type OpenaiEmbeddingsDialect, openaiEmbeddingsDialect } from './dialect.ts';

type EmbedBody = Omit<EmbedCall, 'control'>;

/** The server's side of OpenAI's embeddings in one host's dialect. */
export function openaiEmbeddingsServer(
  partial: Partial<OpenaiEmbeddingsDialect> = {},
): ServerCodec<EmbedBody> {
  const dialect = openaiEmbeddingsDialect(partial);
  return operationServer<EmbedCall>({
    protocol: 'openai-embeddings',
    paths: [dialect.path],
    parse: (request) => parseRequest(request, dialect),
    render: (chunks, call) => renderBody(chunks, call, dialect),
  });
}

/** Members that are settings of the format and no portable ones stay in `providerOptions`. */
const formatSettings = ['encoding_format', 'output_dtype', 'truncation', 'truncate', 'normalized'] as const;

function parseRequest(request: ServerRequest, dialect: OpenaiEmbeddingsDialect): EmbedBody {
  const body = membersOfRequest(request);
  const { dimensionsField, purposeField, purposes } = dialect;
  const id = modelInPath(request, dialect.path) ?? textIn(body, 'model');
  const dimensions = dimensionsField === undefined ? undefined : numberIn(body, dimensionsField);
  if (dimensions !== undefined && (!Number.isInteger(dimensions) || dimensions < 1))
    throw invalid('the length of the vectors must be a positive whole number');
  const word = purposeField === undefined ? undefined : wordIn(body, purposeField);
  const purpose = Object.entries(purposes).find(([, theirs]) => theirs === word)?.[0];
  const own = Object.fromEntries(
    formatSettings.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]),
  ) as JsonObject;
  return {
    operation: 'embed',
    ...headOf(dialect.vendor, id),
    values: textsIn(body, 'input'),
    ...defined({ dimensions, purpose: purpose as EmbedCall['purpose'], user: wordIn(body, 'user') }),
    ...(Object.keys(own).length === 0 ? {} : { providerOptions: { [dialect.vendor]: own } }),
  };
}

function renderBody(chunks: readonly Chunk[], call: EmbedBody, dialect: OpenaiEmbeddingsDialect): Json {
  const [start] = only(chunks, 'start');
  const used = only(chunks, 'usage').at(-1)?.usage;
  const isBase64 = call.providerOptions?.[dialect.vendor]?.['encoding_format'] === 'base64';
  const written = (values: readonly number[]): Json => {
    if (dialect.encoding === 'int8') return toBase64(new Uint8Array(Int8Array.from(values).buffer));
    return isBase64 ? toBase64(floatBytes(values)) : [...values];
  };
  const data = only(chunks, 'vector').map(({ index, values }) => ({
    object: 'embedding',
    index,
    embedding: written(values),
  }));
  const tokens = used?.inputTokens ?? 0;
  return {
    ...(start?.id === undefined ? {} : { id: start.id }),
    object: 'list',
    data,
    model: start?.model ?? call.model.id,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

function floatBytes(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of values.entries()) view.setFloat32(at * 4, value, true);
  return bytes;
}
