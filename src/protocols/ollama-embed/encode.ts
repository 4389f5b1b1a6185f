import { defined } from '../../core/json.ts';
import type { EmbedCall } from '../../core/operation.ts';
import { OperationEncoding, unsupported } from '../operation-encoding.ts';
import type { WireRequest } from '../protocol.ts';
import type { OllamaEmbedDialect } from './dialect.ts';

/** A call as a request for `/api/embed`. */
export function encodeCall(call: EmbedCall, { vendor, path }: OllamaEmbedDialect): WireRequest {
  const encoding = new OperationEncoding(call, vendor);
  const input = call.values.map((value) => {
    if (typeof value === 'string') return value;
    throw unsupported('Ollama makes vectors of texts only.');
  });
  encoding.ifTaken(false, 'purpose', call.purpose);
  encoding.ifTaken(false, 'user', call.user);
  const body = encoding.body(defined({ model: call.model.id, input, dimensions: call.dimensions }));
  return { method: 'POST', path, body, changes: encoding.changes };
}
