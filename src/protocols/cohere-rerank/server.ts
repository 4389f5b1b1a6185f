import { isRecord, type Json } from '../../core/json.ts';
import type { RerankCall } from '../../core/operation.ts';
import {
  headOf,
  invalid,
  membersOfRequest,
  modelInPath,
  numberIn,
  only,
  operationServer,
  textIn,
} from '../operation-server.ts';
import type { ServerCodec, ServerRequest } from '../protocol.ts';
import { type CohereRerankDialect, cohereRerankDialect } from './dialect.ts';

type RerankBody = Omit<RerankCall, 'control'>;

/** The server's side of Cohere's reranking in one host's dialect. */
export function cohereRerankServer(partial: Partial<CohereRerankDialect> = {}): ServerCodec<RerankBody> {
  const dialect = cohereRerankDialect(partial);
  return operationServer<RerankCall>({
    protocol: 'cohere-rerank',
    paths: [dialect.path],
    parse: (request) => parseRequest(request, dialect),
    render: (chunks) => {
      const used = only(chunks, 'usage').at(-1)?.usage;
      const searches = used?.units?.searches;
      return {
        id: only(chunks, 'start')[0]?.id ?? '00000000-0000-4000-8000-000000000000',
        [dialect.listField]: only(chunks, 'score').map(({ index, score }) => ({
          index,
          relevance_score: score,
        })),
        ...(searches === undefined
          ? { usage: { total_tokens: used?.inputTokens ?? 0 } }
          : { meta: { api_version: { version: '2' }, billed_units: { search_units: searches } } }),
      };
    },
    errorBody: ({ message, requestId }) => ({ id: requestId ?? 'simulated', message }),
  });
}

function parseRequest(request: ServerRequest, dialect: CohereRerankDialect): RerankBody {
  const body = membersOfRequest(request);
  const id = dialect.modelInBody ? textIn(body, 'model') : modelInPath(request, dialect.path);
  const documents = body['documents'];
  if (!Array.isArray(documents) || documents.length === 0)
    throw invalid('`documents` must be a list with something in it');
  const isDocument = (each: Json): boolean => typeof each === 'string' || (dialect.objects && isRecord(each));
  if (!(documents as Json[]).every(isDocument)) throw invalid('each document must be a text');
  const topN = numberIn(body, dialect.topField);
  return {
    operation: 'rerank',
    ...headOf(dialect.vendor, id ?? ''),
    query: textIn(body, 'query'),
    documents: documents as RerankBody['documents'],
    ...(topN === undefined ? {} : { topN }),
  };
}
