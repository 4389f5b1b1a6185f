import { fitsGlobs } from '../../core/glob.ts';
import { defined, type JsonObject } from '../../core/json.ts';
import type { MediaSource } from '../../core/message.ts';
import type { EmbedCall } from '../../core/operation.ts';
import { OperationEncoding, pathFor, unsupported } from '../operation-encoding.ts';
import type { WireRequest } from '../protocol.ts';
import type { TitanEmbedDialect } from './dialect.ts';
import { novaPurposes } from './wire.ts';

/** A call for one vector as the body of an `InvokeModel`. */
export function encodeCall(call: EmbedCall, dialect: TitanEmbedDialect): WireRequest {
  const encoding = new OperationEncoding(call, dialect.vendor);
  const [value, ...others] = call.values;
  if (value === undefined || others.length > 0)
    throw unsupported('This model takes one value a request; `embed` sends them one by one.');
  const isNova = fitsGlobs(call.model.id, dialect.novaModels);
  encoding.ifTaken(false, 'user', call.user);
  const said = isNova ? novaBody(encoding, value) : titanBody(encoding, value, dialect);
  const body = encoding.body(said);
  return { method: 'POST', path: pathFor(dialect.path, call), body, changes: encoding.changes };
}

function titanBody(
  encoding: OperationEncoding<EmbedCall>,
  value: string | MediaSource,
  { fixedModels }: TitanEmbedDialect,
): JsonObject {
  const { call } = encoding;
  encoding.ifTaken(false, 'purpose', call.purpose);
  const isFixed = fitsGlobs(call.model.id, fixedModels);
  const dimensions = encoding.ifTaken(!isFixed, 'dimensions', call.dimensions);
  if (typeof value === 'string') return defined({ inputText: value, dimensions });
  if (!('data' in value)) throw unsupported('Only the bytes of an image can be sent here.');
  const embeddingConfig = dimensions === undefined ? undefined : { outputEmbeddingLength: dimensions };
  return defined({ inputImage: value.data, embeddingConfig });
}

function novaBody({ call }: OperationEncoding<EmbedCall>, value: string | MediaSource): JsonObject {
  return {
    taskType: 'SINGLE_EMBEDDING',
    singleEmbeddingParams: {
      embeddingPurpose: novaPurposes[call.purpose ?? 'document'],
      ...(call.dimensions === undefined ? {} : { embeddingDimension: call.dimensions }),
      ...novaContent(value),
    },
  };
}

function novaContent(value: string | MediaSource): JsonObject {
  if (typeof value === 'string') return { text: { truncationMode: 'NONE', value } };
  if (!('data' in value)) throw unsupported('Only the bytes of a file can be sent here.');
  const [kind = 'image', type = 'png'] = value.mediaType.split('/');
  const format = type === 'mpeg' ? 'mp3' : type;
  const source = { bytes: value.data };
  if (kind === 'image') return { image: { format, source } };
  if (kind === 'audio') return { audio: { format, source } };
  return { video: { format, source, embeddingMode: 'AUDIO_VIDEO_COMBINED' } };
}
