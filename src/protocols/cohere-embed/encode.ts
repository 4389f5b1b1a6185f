import { fitsGlobs } from '../../core/glob.ts';
import type { JsonObject } from '../../core/json.ts';
import type { EmbedCall } from '../../core/operation.ts';
import { OperationEncoding, pathFor, urlOf } from '../operation-encoding.ts';
import type { WireRequest } from '../protocol.ts';
import type { CohereEmbedDialect } from './dialect.ts';
import { inputTypes } from './wire.ts';

/** A call as a request for `/v2/embed`. `input_type` must be said; nothing asked for means documents. */
export function encodeCall(call: EmbedCall, dialect: CohereEmbedDialect): WireRequest {
  const encoding = new OperationEncoding(call, dialect.vendor);
  const isPlain = fitsGlobs(call.model.id, dialect.plainModels);
  const dimensions = encoding.ifTaken(!isPlain, 'dimensions', call.dimensions);
  encoding.ifTaken(false, 'user', call.user);
  const body = encoding.body({
    ...(dialect.modelInBody ? { model: call.model.id } : {}),
    ...inputOf(call),
    input_type: inputTypeOf(encoding),
    ...(isPlain ? {} : { embedding_types: ['float'] }),
    ...(dimensions === undefined ? {} : { output_dimension: dimensions }),
  });
  return { method: 'POST', path: pathFor(dialect.path, call), body, changes: encoding.changes };
}

// Texts have a member of their own; anything else goes as contents, each with its parts.
function inputOf({ values }: EmbedCall): JsonObject {
  const texts = values.filter((value) => typeof value === 'string');
  if (texts.length === values.length) return { texts };
  return {
    inputs: values.map((value) => ({
      content: [
        typeof value === 'string'
          ? { type: 'text', text: value }
          : { type: 'image_url', image_url: { url: urlOf(value, 'an image') } },
      ],
    })),
  };
}

function inputTypeOf(encoding: OperationEncoding<EmbedCall>): string {
  const { purpose } = encoding.call;
  if (purpose === undefined) {
    const message = 'Cohere wants to know what the vectors are for; `document` is said. Pass `purpose`.';
    encoding.added('purpose', message, inputTypes.document);
    return inputTypes.document;
  }
  if (purpose !== 'similarity') return inputTypes[purpose];
  encoding.changed('purpose', 'Cohere has no word for similarity; `clustering` is the nearest.', {
    from: purpose,
    to: inputTypes.clustering,
  });
  return inputTypes.clustering;
}
