import type { Chunk } from '../../core/chunk.ts';
import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { MediaSource } from '../../core/message.ts';
import type { OcrCall } from '../../core/operation.ts';
import { sourceAt } from '../media-address.ts';
import { urlOf } from '../operation-encoding.ts';
import {
  headOf,
  invalid,
  membersOfRequest,
  modelInPath,
  only,
  operationServer,
  textIn,
} from '../operation-server.ts';
import type { ServerCodec, ServerRequest } from '../protocol.ts';
import { type MistralOcrDialect, mistralOcrDialect } from './dialect.ts';

type OcrBody = Omit<OcrCall, 'control'>;

/** The server's side of Mistral's reading of documents in one host's dialect. */
export function mistralOcrServer(partial: Partial<MistralOcrDialect> = {}): ServerCodec<OcrBody> {
  const dialect = mistralOcrDialect(partial);
  return operationServer<OcrCall>({
    protocol: 'mistral-ocr',
    paths: [dialect.path],
    parse: (request) => parseRequest(request, dialect),
    render: (chunks, call) => renderBody(chunks, call),
    errorBody: ({ message }, status) => ({
      object: 'error',
      message,
      type: 'invalid_request_error',
      code: status,
    }),
  });
}

function parseRequest(request: ServerRequest, { vendor, path }: MistralOcrDialect): OcrBody {
  const body = membersOfRequest(request);
  const { pages, include_image_base64: images } = body;
  if (pages !== undefined && !(Array.isArray(pages) && pages.every(isPlace)))
    throw invalid('`pages` must be a list of whole numbers from 0');
  return {
    operation: 'ocr',
    ...headOf(vendor, modelInPath(request, path) ?? textIn(body, 'model')),
    document: documentIn(body['document']),
    ...(pages === undefined ? {} : { pages: pages as readonly number[] }),
    ...(typeof images === 'boolean' ? { images } : {}),
  };
}

function isPlace(page: Json): boolean {
  return Number.isInteger(page) && (page as number) >= 0;
}

function documentIn(document: Json | undefined): MediaSource {
  const { type, file_id: fileId, ...urls } = isRecord(document) ? document : {};
  if (type === 'file' && typeof fileId === 'string') return { fileId };
  const url = type === 'image_url' || type === 'document_url' ? urls[type] : undefined;
  if (typeof url === 'string' && url !== '') return sourceAt(url);
  throw invalid('`document` must be a document, an image or an uploaded file');
}

function renderBody(chunks: readonly Chunk[], { model }: OcrBody): Json {
  const used = only(chunks, 'usage').at(-1)?.usage;
  const pages = only(chunks, 'page').map(({ page }): JsonObject => {
    const images = page.images.map(({ id, source, place }): JsonObject => ({
      id,
      top_left_x: place?.left ?? null,
      top_left_y: place?.top ?? null,
      bottom_right_x: place?.right ?? null,
      bottom_right_y: place?.bottom ?? null,
      image_base64: source === undefined ? null : urlOf(source, 'an image'),
    }));
    const dimensions = page.size === undefined ? null : { dpi: 200, ...page.size };
    return { index: page.index, markdown: page.markdown, images, dimensions };
  });
  return {
    pages,
    model: only(chunks, 'start')[0]?.model ?? model.id,
    usage_info: { pages_processed: used?.units?.pages ?? pages.length, doc_size_bytes: null },
  };
}
