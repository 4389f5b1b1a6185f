import { defined, type JsonObject } from '../../core/json.ts';
import type { MediaSource } from '../../core/message.ts';
import type { OcrCall } from '../../core/operation.ts';
import { mediaTypeOfUrl } from '../media-address.ts';
import { OperationEncoding, pathFor, unsupported, urlOf } from '../operation-encoding.ts';
import type { WireRequest } from '../protocol.ts';
import type { MistralOcrDialect } from './dialect.ts';

/** A call as a request for `/ocr`. https://docs.mistral.ai/capabilities/document_ai/basic_ocr */
export function encodeCall(call: OcrCall, { vendor, path }: MistralOcrDialect): WireRequest {
  const encoding = new OperationEncoding(call, vendor);
  encoding.ifTaken(false, 'user', call.user);
  const { model, document, pages, images } = call;
  const said = defined({
    model: model.id,
    document: documentOf(document, model.provider),
    pages,
    include_image_base64: images,
  }) as JsonObject;
  return { method: 'POST', path: pathFor(path, call), body: encoding.body(said), changes: encoding.changes };
}

function documentOf(source: MediaSource, asked: string): JsonObject {
  if ('fileId' in source) {
    const { fileId, provider = asked } = source;
    if (provider === asked) return { type: 'file', file_id: fileId };
    throw unsupported(
      `The document is held by ${provider}; upload it to ${asked}, or pass its \`data\` or \`url\`.`,
    );
  }
  const mediaType = source.mediaType ?? ('url' in source ? mediaTypeOfUrl(source.url) : undefined);
  const type = mediaType?.startsWith('image/') === true ? 'image_url' : 'document_url';
  return { type, [type]: urlOf(source, 'a document') };
}
