import type { Chunk } from '../../core/chunk.ts';
import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';
import type { ModerationCall, ModerationPart } from '../../core/operation.ts';
import { sourceAt } from '../media-address.ts';
import {
  headOf,
  invalid,
  membersOfRequest,
  only,
  operationServer,
  textIn,
  textsIn,
} from '../operation-server.ts';
import type { ServerCodec, ServerRequest } from '../protocol.ts';
import { type OpenaiModerationsDialect, openaiModerationsDialect } from './dialect.ts';

type ModerationBody = Omit<ModerationCall, 'control'>;

/** The server's side of OpenAI's moderations in one host's dialect. */
export function openaiModerationsServer(
  partial: Partial<OpenaiModerationsDialect> = {},
): ServerCodec<ModerationBody> {
  const dialect = openaiModerationsDialect(partial);
  return operationServer<ModerationCall>({
    protocol: 'openai-moderations',
    paths: [dialect.path],
    parse: (request) => parseRequest(request, dialect),
    render: (chunks, call) => renderBody(chunks, call, dialect),
  });
}

function parseRequest(request: ServerRequest, dialect: OpenaiModerationsDialect): ModerationBody {
  const body = membersOfRequest(request);
  const { input } = body;
  const isParts = Array.isArray(input) && input.some(isRecord);
  if (isParts && !dialect.images) throw invalid('`input` must be a text or a list of texts');
  const parts = isParts ? (input as Json[]).map(partIn) : [];
  return {
    operation: 'moderation',
    ...headOf(dialect.vendor, textIn(body, 'model')),
    values: isParts ? [parts.length === 1 ? (parts[0] as ModerationPart) : parts] : textsIn(body, 'input'),
  };
}

function partIn(part: Json): ModerationPart {
  const { type, text, image_url: image } = isRecord(part) ? part : {};
  if (type === 'text' && typeof text === 'string' && text !== '') return text;
  const url = isRecord(image) ? image['url'] : undefined;
  if (type === 'image_url' && typeof url === 'string') return sourceAt(url);
  throw invalid('each part of `input` must be a text or an image');
}

function renderBody(
  chunks: readonly Chunk[],
  call: ModerationBody,
  { names, isSummed }: OpenaiModerationsDialect,
): Json {
  const [start] = only(chunks, 'start');
  const used = only(chunks, 'usage').at(-1)?.usage;
  const theirs = new Map(Object.entries(names).map(([name, ours]) => [ours, name]));
  const results = only(chunks, 'verdict').map(({ flagged, categories }): JsonObject => {
    const flags: Record<string, Json> = {};
    const scores: Record<string, Json> = {};
    for (const [ours, verdict] of Object.entries(categories)) {
      const name = theirs.get(ours) ?? ours;
      setOwn(flags, name, verdict.flagged);
      if (verdict.score !== undefined) setOwn(scores, name, verdict.score);
    }
    const whole = isSummed ? { flagged } : {};
    return { ...whole, categories: flags, category_scores: scores };
  });
  return {
    id: start?.id ?? 'modr-simulated',
    model: start?.model ?? call.model.id,
    results,
    ...(used === undefined || used.inputTokens === null
      ? {}
      : { usage: { prompt_tokens: used.inputTokens, total_tokens: used.inputTokens } }),
  };
}
