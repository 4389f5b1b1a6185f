import { fitsGlobs } from '../../core/glob.ts';
import { defined, type Json } from '../../core/json.ts';
import type { EmbedCall } from '../../core/operation.ts';
import { OperationEncoding, pathFor, unsupported } from '../operation-encoding.ts';
import type { WireRequest } from '../protocol.ts';
import type { OpenaiEmbeddingsDialect } from './dialect.ts';

/** A call as a request for `/embeddings`. */
export function encodeCall(call: EmbedCall, dialect: OpenaiEmbeddingsDialect): WireRequest {
  const encoding = new OperationEncoding(call, dialect.vendor);
  const { dimensionsField, purposeField, purposes, query } = dialect;
  const input = call.values.map((value) => {
    if (typeof value === 'string') return value;
    throw unsupported('This host makes vectors of texts only.');
  });
  const hasLengths = dimensionsField !== undefined && !fitsGlobs(call.model.id, dialect.fixedModels);
  const dimensions = encoding.ifTaken(hasLengths, 'dimensions', call.dimensions);
  const word = call.purpose === undefined ? undefined : purposes[call.purpose];
  const purpose = word ?? encoding.ifTaken(false, 'purpose', call.purpose);
  const user = encoding.ifTaken(dialect.user, 'user', call.user);
  const said: Record<string, Json | undefined> = { model: call.model.id, input };
  if (dimensionsField !== undefined) said[dimensionsField] = dimensions;
  if (purposeField !== undefined) said[purposeField] = purpose;
  if (dialect.encoding === 'base64') said['encoding_format'] = 'base64';
  return {
    method: 'POST',
    path: pathFor(dialect.path, call),
    ...(Object.keys(query).length === 0 ? {} : { query }),
    body: encoding.body(defined({ ...said, user })),
    changes: encoding.changes,
  };
}
