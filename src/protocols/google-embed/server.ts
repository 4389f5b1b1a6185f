import type { Chunk } from '../../core/chunk.ts';
import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { EmbedCall } from '../../core/operation.ts';
import {
  headOf,
  invalid,
  membersOfRequest,
  modelInPath,
  numberIn,
  only,
  operationServer,
  wordIn,
} from '../operation-server.ts';
import type { ServerCodec, ServerRequest } from '../protocol.ts';
import { type GoogleEmbedDialect, googleEmbedDialect } from './dialect.ts';
import { methods, taskTypes } from './wire.ts';

type EmbedBody = Omit<EmbedCall, 'control'>;

/** The server's side of Google's embeddings in one host's dialect. */
export function googleEmbedServer(partial: Partial<GoogleEmbedDialect> = {}): ServerCodec<EmbedBody> {
  const dialect = googleEmbedDialect(partial);
  const path = `${dialect.modelPath}/{model}:${methods[dialect.form]}`;
  return operationServer<EmbedCall>({
    protocol: 'google-embed',
    paths: [path],
    parse: (request) => parseRequest(request, path, dialect),
    render: (chunks) => renderBody(chunks, dialect),
    errorBody: ({ message }, code) => ({ error: { code, message, status: 'INVALID_ARGUMENT' } }),
  });
}

function parseRequest(request: ServerRequest, path: string, dialect: GoogleEmbedDialect): EmbedBody {
  const body = membersOfRequest(request);
  const { items, settings } = itemsOf(body, dialect.form);
  if (items.length === 0) throw invalid('there is nothing to embed');
  const dimensions = numberIn(settings, 'outputDimensionality');
  const type = wordIn(settings, dialect.form === 'predict' ? 'task_type' : 'taskType');
  const purpose = Object.entries(taskTypes).find(([, theirs]) => theirs === type)?.[0];
  if (type !== undefined && purpose === undefined) throw invalid(`unknown task type ${type.slice(0, 40)}`);
  return {
    operation: 'embed',
    ...headOf(dialect.vendor, modelInPath(request, path) ?? ''),
    values: items.map((item) => valueOf(item, dialect.form)),
    ...(dimensions === undefined ? {} : { dimensions }),
    ...(purpose === undefined ? {} : { purpose: purpose as keyof typeof taskTypes }),
  };
}

function itemsOf(
  body: JsonObject,
  form: GoogleEmbedDialect['form'],
): { items: JsonObject[]; settings: JsonObject } {
  if (form === 'content') return { items: [body], settings: body };
  const list = body[form === 'batch' ? 'requests' : 'instances'];
  const items = (Array.isArray(list) ? (list as Json[]).filter(isRecord) : []) as JsonObject[];
  const parameters = (isRecord(body['parameters']) ? body['parameters'] : {}) as JsonObject;
  return { items, settings: { ...items[0], ...parameters } };
}

function valueOf(item: JsonObject, form: GoogleEmbedDialect['form']): EmbedBody['values'][number] {
  const { content } = item;
  if (form === 'predict' && typeof content === 'string') return content;
  const parts = isRecord(content) ? content['parts'] : undefined;
  const part: unknown = Array.isArray(parts) ? parts[0] : undefined;
  if (!isRecord(part)) throw invalid('each content needs parts');
  if (typeof part['text'] === 'string') return part['text'];
  const inline = part['inlineData'] ?? part['inline_data'];
  if (isRecord(inline) && typeof inline['data'] === 'string')
    return { data: inline['data'], mediaType: String(inline['mimeType'] ?? inline['mime_type']) };
  const file = part['fileData'];
  if (isRecord(file) && typeof file['fileUri'] === 'string') return { url: file['fileUri'] };
  throw invalid('each part needs a `text`, `inlineData` or `fileData`');
}

function renderBody(chunks: readonly Chunk[], { form }: GoogleEmbedDialect): Json {
  const tokens = only(chunks, 'usage').at(-1)?.usage.inputTokens ?? null;
  const vectors = only(chunks, 'vector').map(({ values }) => ({ values: [...values] }));
  const counted = tokens === null ? {} : { usageMetadata: { promptTokenCount: tokens } };
  if (form === 'batch') return { embeddings: vectors, ...counted };
  if (form === 'content') return { embedding: vectors[0] ?? { values: [] }, ...counted };
  const predictions = vectors.map((vector, at) => ({
    // Nothing is known of the single texts: the first is told to have all of the tokens.
    embeddings: { ...vector, statistics: { token_count: at === 0 ? tokens : 0, truncated: false } },
  }));
  return { predictions };
}
