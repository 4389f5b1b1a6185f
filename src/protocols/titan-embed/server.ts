import { fitsGlobs } from '../../core/glob.ts';
import { isRecord, type JsonObject } from '../../core/json.ts';
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
  wordIn,
} from '../operation-server.ts';
import type { ServerCodec, ServerRequest } from '../protocol.ts';
import { type TitanEmbedDialect, titanEmbedDialect } from './dialect.ts';
import { novaPurposes } from './wire.ts';

type EmbedBody = Omit<EmbedCall, 'control'>;

/** The server's side of Amazon's embeddings. */
export function titanEmbedServer(partial: Partial<TitanEmbedDialect> = {}): ServerCodec<EmbedBody> {
  const dialect = titanEmbedDialect(partial);
  return operationServer<EmbedCall>({
    protocol: 'titan-embed',
    paths: [dialect.path],
    parse: (request) => parseRequest(request, dialect),
    render: (chunks, call) => {
      const embedding = [...(only(chunks, 'vector')[0]?.values ?? [])];
      if (fitsGlobs(call.model.id, dialect.novaModels))
        return { embeddings: [{ embeddingType: 'TEXT', embedding }] };
      return { embedding, inputTextTokenCount: only(chunks, 'usage').at(-1)?.usage.inputTokens ?? 0 };
    },
    errorBody: ({ message }) => ({ message }),
  });
}

function parseRequest(request: ServerRequest, dialect: TitanEmbedDialect): EmbedBody {
  const body = membersOfRequest(request);
  const head = {
    operation: 'embed',
    ...headOf(dialect.vendor, modelInPath(request, dialect.path) ?? ''),
  } as const;
  const said = body['singleEmbeddingParams'];
  if (isRecord(said)) return { ...head, ...novaCall(said as JsonObject) };
  const dimensions = numberIn(body, 'dimensions');
  const image = body['inputImage'];
  const value =
    typeof image === 'string' ? { data: image, mediaType: 'image/png' } : textIn(body, 'inputText');
  return { ...head, values: [value], ...(dimensions === undefined ? {} : { dimensions }) };
}

function novaCall(said: JsonObject): Pick<EmbedBody, 'values' | 'dimensions' | 'purpose'> {
  const dimensions = numberIn(said, 'embeddingDimension');
  const purpose = Object.entries(novaPurposes).find(([, theirs]) => theirs === said['embeddingPurpose'])?.[0];
  if (purpose === undefined) throw invalid('`embeddingPurpose` is missing or unknown');
  return {
    values: [novaValue(said)],
    purpose: purpose as keyof typeof novaPurposes,
    ...(dimensions === undefined ? {} : { dimensions }),
  };
}

function novaValue(said: JsonObject): EmbedBody['values'][number] {
  const { text } = said;
  if (isRecord(text)) return textIn(text as JsonObject, 'value');
  for (const kind of ['image', 'audio', 'video']) {
    const file = said[kind];
    const source = isRecord(file) ? file['source'] : undefined;
    if (!isRecord(file) || !isRecord(source) || typeof source['bytes'] !== 'string') continue;
    const format = wordIn(file as JsonObject, 'format') ?? 'png';
    return { data: source['bytes'], mediaType: `${kind}/${format === 'mp3' ? 'mpeg' : format}` };
  }
  throw invalid('there is nothing to embed');
}
