import type { CategoryVerdict } from '../../core/chunk.ts';
import type { ModerationCall, ModerationPart } from '../../core/operation.ts';
import type { ModelInput } from '../../core/model.ts';
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
import type { ModerationOptions } from './options.ts';

/** What is judged as one: a text, an image, or a list of them within a list. */
export type ModerationInput = ModerationPart | readonly ModerationValue[];
type ModerationValue = ModerationCall['values'][number];

/**
 * A kind of harm, named alike for all providers where they mean the same. Those that one provider alone has, such as
 * Mistral's `pii`, keep its name.
 */
export type ModerationCategory =
  | 'harassment'
  | 'harassment/threatening'
  | 'hate'
  | 'hate/threatening'
  | 'illicit'
  | 'illicit/violent'
  | 'self-harm'
  | 'self-harm/intent'
  | 'self-harm/instructions'
  | 'sexual'
  | 'sexual/minors'
  | 'violence'
  | 'violence/graphic'
  | (string & {});

/** What was found about one value. */
export interface ModerationResult {
  /** Whether the provider finds it harmful in any way. */
  readonly flagged: boolean;
  /** All kinds of harm that the model looks for. */
  readonly categories: Readonly<Partial<Record<ModerationCategory, CategoryVerdict>>>;
}

/** Judgements, one for each value and in their order. */
export interface ModerationResponse extends OperationResponse {
  /** Whether any of them is flagged. */
  readonly flagged: boolean;
  readonly results: readonly ModerationResult[];
}

/** Asks whether texts or images are harmful. */
export async function moderate(
  desk: OperationDesk,
  model: ModelInput,
  given: ModerationInput,
  options: ModerationOptions = {},
): Promise<ModerationResponse> {
  const values = Array.isArray(given) ? (given as readonly ModerationValue[]) : [given as ModerationPart];
  checkValues(values);
  const ready = await readyOperation(desk, { operation: 'moderation', model, options });
  const { concurrency = 4 } = ready.own as ModerationOptions;
  const batches = batchesOf(values);
  const answers = await inTurn(batches, concurrency, (batch) => ready.send({ values: batch }));
  const results = answers.flatMap((answer, at) => resultsOf(answer, batches[at]?.length ?? 0));
  const responses = answers.map(({ response }) => response);
  return { ...sharedByAll(responses), flagged: results.some(({ flagged }) => flagged), results };
}

/** Neighbouring texts go out together; a value with an image takes a request of its own, to be judged by itself. */
function batchesOf(values: readonly ModerationValue[]): readonly (readonly ModerationValue[])[] {
  const batches: ModerationValue[][] = [];
  let texts: ModerationValue[] | undefined;
  for (const value of values) {
    if (typeof value === 'string' && texts !== undefined) texts.push(value);
    else {
      const batch = [value];
      batches.push(batch);
      texts = typeof value === 'string' ? batch : undefined;
    }
  }
  return batches;
}

function resultsOf({ chunks, response }: Gathered, count: number): readonly ModerationResult[] {
  const found = chunks.flatMap((chunk) => {
    if (chunk.type !== 'verdict') return [];
    const { index, flagged, categories } = chunk;
    return [{ index, item: { flagged, categories } }];
  });
  return oneForEach(found, count, { response, what: 'judgements' });
}

function checkValues(values: readonly unknown[]): void {
  if (values.length === 0) throw refusal('There is nothing to judge: the list of values is empty.');
  for (const [at, value] of values.entries()) {
    const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
    const isKnown = (part: unknown): boolean => (typeof part === 'string' && part !== '') || isMedia(part);
    if (parts.length === 0 || !parts.every(isKnown))
      throw refusal(
        `values[${at}] must be text with something in it, { data, mediaType } or { url }, or a list of these.`,
      );
  }
}
