import { isRecord, type JsonObject } from '../../core/json.ts';
import type { ModelInput } from '../../core/model.ts';
import { type OperationDesk, type OperationResponse, readyOperation, sharedOf } from './begin.ts';
import { refusal } from './check.ts';
import type { RerankOptions } from './options.ts';

/** A text, or an object of which the model looks at the members. */
export type RerankDocument = string | JsonObject;

/** What to order, and by what. */
export interface RerankInput<Document extends RerankDocument = RerankDocument> {
  readonly query: string;
  readonly documents: readonly Document[];
}

/** How well one document answers the query. */
export interface Ranked<Document extends RerankDocument = RerankDocument> {
  /** Its place among the documents that were given. */
  readonly index: number;
  /** Better is more; what the numbers mean otherwise, each model has for itself. */
  readonly score: number;
  readonly document: Document;
}

/** The documents, the best first. */
export interface RerankResponse<Document extends RerankDocument = RerankDocument> extends OperationResponse {
  readonly ranking: readonly Ranked<Document>[];
}

/** Asks how well documents answer a query. */
export async function rerank<Document extends RerankDocument>(
  desk: OperationDesk,
  model: ModelInput,
  input: RerankInput<Document>,
  options: RerankOptions = {},
): Promise<RerankResponse<Document>> {
  checkInput(input);
  const { query, documents } = input;
  const ready = await readyOperation(desk, { operation: 'rerank', model, options });
  const { response, chunks } = await ready.send({ query, documents, ...(ready.own as RerankOptions) });
  const ranking: Ranked<Document>[] = [];
  for (const chunk of chunks) {
    const document = chunk.type === 'score' ? documents[chunk.index] : undefined;
    if (chunk.type !== 'score' || document === undefined) continue;
    ranking.push({ index: chunk.index, score: chunk.score, document });
  }
  ranking.sort((left, right) => right.score - left.score || left.index - right.index);
  return { ...sharedOf(response), ranking };
}

function checkInput(input: unknown): void {
  const { query, documents } = isRecord(input) ? input : {};
  if (typeof query !== 'string' || query === '') throw refusal('`query` must be text with something in it.');
  if (!Array.isArray(documents) || documents.length === 0)
    throw refusal('`documents` must be a list with something in it.');
  const wrong = documents.findIndex((each) => typeof each !== 'string' && !isRecord(each));
  if (wrong >= 0) throw refusal(`documents[${wrong}] is neither a text nor an object.`);
}
