import type { MediaSource } from '../../core/message.ts';
import type { ModelInput } from '../../core/model.ts';
import type { EmbedCall } from '../../core/operation.ts';
import {
  type Gathered,
  type OperationDesk,
  type OperationResponse,
  oneForEach,
  readyOperation,
  sharedByAll,
} from './begin.ts';
import { isMedia, refusal } from './check.ts';
import { inTurn } from './in-turn.ts';
import type { EmbedOptions } from './options.ts';

/** A text, or an image or recording where the model takes them. */
export type EmbedValue = string | MediaSource;

/** Vectors, one for each value and in the order of the values. */
export interface EmbedResponse extends OperationResponse {
  readonly embeddings: readonly (readonly number[])[];
}

/** Asks for the vectors of values, in as many requests as the provider needs. */
export async function embed(
  desk: OperationDesk,
  model: ModelInput,
  given: EmbedValue | readonly EmbedValue[],
  options: EmbedOptions = {},
): Promise<EmbedResponse> {
  const values = Array.isArray(given) ? (given as readonly EmbedValue[]) : [given as EmbedValue];
  checkValues(values);
  const ready = await readyOperation(desk, { operation: 'embed', model, options });
  const { batchSize = Infinity, concurrency = 4, ...rest } = ready.own as EmbedOptions;
  const settings = rest as Pick<EmbedCall, 'dimensions' | 'purpose'>;
  const size = Math.min(batchSize, ready.maxValues ?? Infinity, values.length);
  const batches = Array.from({ length: Math.ceil(values.length / size) }, (_, at) =>
    values.slice(at * size, (at + 1) * size),
  );
  const answers = await inTurn(batches, concurrency, (batch) => ready.send({ values: batch, ...settings }));
  return responseOf(answers, batches);
}

function responseOf(
  answers: readonly Gathered[],
  batches: readonly (readonly EmbedValue[])[],
): EmbedResponse {
  const embeddings = answers.flatMap((answer, at) => vectorsOf(answer, batches[at]?.length ?? 0));
  return { ...sharedByAll(answers.map(({ response }) => response)), embeddings };
}

function vectorsOf({ chunks, response }: Gathered, count: number): readonly (readonly number[])[] {
  const found = chunks.flatMap((chunk) =>
    chunk.type === 'vector' ? [{ index: chunk.index, item: chunk.values }] : [],
  );
  return oneForEach(found, count, { response, what: 'vectors' });
}

function checkValues(values: readonly unknown[]): void {
  if (values.length === 0) throw refusal('There is nothing to embed: the list of values is empty.');
  const wrong = values.findIndex((value) => typeof value !== 'string' && !isMedia(value));
  if (wrong >= 0) throw refusal(`values[${wrong}] is neither a text nor { data, mediaType } or { url }.`);
  const empty = values.indexOf('');
  if (empty >= 0) throw refusal(`values[${empty}] is an empty text, of which there is no vector.`);
}
