import type { JsonObject } from '../../core/json.ts';
import type { ModerationCall, ModerationPart } from '../../core/operation.ts';
import { OperationEncoding, pathFor, unsupported, urlOf } from '../operation-encoding.ts';
import type { WireRequest } from '../protocol.ts';
import type { OpenaiModerationsDialect } from './dialect.ts';

/** A call as a request for `/moderations`: several texts, each judged by itself, or one text with its images. */
export function encodeCall(call: ModerationCall, dialect: OpenaiModerationsDialect): WireRequest {
  const encoding = new OperationEncoding(call, dialect.vendor);
  encoding.ifTaken(false, 'user', call.user);
  return {
    method: 'POST',
    path: pathFor(dialect.path, call),
    body: encoding.body({ model: call.model.id, input: inputOf(call, dialect) }),
    changes: encoding.changes,
  };
}

function inputOf(
  { values, model }: ModerationCall,
  { images }: OpenaiModerationsDialect,
): JsonObject['input'] {
  const [first, ...others] = values;
  const texts = values.filter((value) => typeof value === 'string');
  if (texts.length === values.length) return others.length === 0 ? texts[0] : texts;
  if (!images) throw unsupported(`${model.provider} judges texts only, one at a time.`);
  // The parts of a list with an image get one judgement together.
  if (others.length > 0) throw unsupported('A request holds either texts, or the parts of one value.');
  return partsIn(first ?? []).map(wirePart);
}

function partsIn(value: ModerationCall['values'][number]): readonly ModerationPart[] {
  return Array.isArray(value) ? (value as readonly ModerationPart[]) : [value as ModerationPart];
}

function wirePart(part: ModerationPart): JsonObject {
  if (typeof part === 'string') return { type: 'text', text: part };
  return { type: 'image_url', image_url: { url: urlOf(part, 'an image') } };
}
