import { defined, type JsonObject } from '../../core/json.ts';
import type { MediaSource } from '../../core/message.ts';
import type { EmbedCall } from '../../core/operation.ts';
import { OperationEncoding, pathFor, unsupported } from '../operation-encoding.ts';
import type { WireRequest } from '../protocol.ts';
import type { GoogleEmbedDialect } from './dialect.ts';
import { methods, taskTypes } from './wire.ts';

/** A call as a request for the method of the dialect's form. */
export function encodeCall(call: EmbedCall, { vendor, modelPath, form }: GoogleEmbedDialect): WireRequest {
  const encoding = new OperationEncoding(call, vendor);
  const taskType = call.purpose === undefined ? undefined : taskTypes[call.purpose];
  encoding.ifTaken(false, 'user', call.user);
  return {
    method: 'POST',
    path: pathFor(`${modelPath}/{model}:${methods[form]}`, call),
    body: encoding.body(bodyOf(call, form, taskType)),
    changes: encoding.changes,
  };
}

function bodyOf(call: EmbedCall, form: GoogleEmbedDialect['form'], taskType: string | undefined): JsonObject {
  const { values, dimensions: outputDimensionality } = call;
  if (form === 'predict') {
    const instances = values.map((value) => defined({ content: textOf(value), task_type: taskType }));
    return {
      instances,
      ...(outputDimensionality === undefined ? {} : { parameters: { outputDimensionality } }),
    };
  }
  const settings = defined({ taskType, outputDimensionality });
  const contents = values.map((value) => ({ content: { parts: [partOf(value)] }, ...settings }));
  if (form === 'content') {
    if (contents.length > 1)
      throw unsupported('This model takes one value a request; `embed` sends them one by one.');
    return contents[0] ?? {};
  }
  return { requests: contents.map((content) => ({ model: `models/${call.model.id}`, ...content })) };
}

function textOf(value: string | MediaSource): string {
  if (typeof value === 'string') return value;
  throw unsupported('This model makes vectors of texts only.');
}

function partOf(value: string | MediaSource): JsonObject {
  if (typeof value === 'string') return { text: value };
  if ('data' in value) return { inlineData: { mimeType: value.mediaType, data: value.data } };
  const fileUri = 'url' in value ? value.url : value.fileId;
  return { fileData: defined({ fileUri, mimeType: value.mediaType }) };
}
