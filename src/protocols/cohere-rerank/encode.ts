import type { RerankCall } from '../../core/operation.ts';
import { OperationEncoding, pathFor } from '../operation-encoding.ts';
import type { WireRequest } from '../protocol.ts';
import type { CohereRerankDialect } from './dialect.ts';

/** A call as a request for `/v2/rerank`. */
export function encodeCall(call: RerankCall, dialect: CohereRerankDialect): WireRequest {
  const encoding = new OperationEncoding(call, dialect.vendor);
  const { documents, query, topN } = call;
  const asTexts = documents.map((each) =>
    typeof each === 'string' || dialect.objects ? each : JSON.stringify(each),
  );
  if (asTexts.some((each, at) => each !== documents[at]))
    encoding.changed('documents', 'Documents that are objects are sent as JSON text; this host takes texts.');
  encoding.ifTaken(false, 'user', call.user);
  const body = encoding.body({
    ...(dialect.modelInBody ? { model: call.model.id } : {}),
    query,
    documents: asTexts,
    ...(topN === undefined ? {} : { [dialect.topField]: topN }),
    ...dialect.always,
  });
  return { method: 'POST', path: pathFor(dialect.path, call), body, changes: encoding.changes };
}
