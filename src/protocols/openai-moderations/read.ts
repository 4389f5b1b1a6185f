import type { CategoryVerdict, Emit } from '../../core/chunk.ts';
import { setOwn } from '../../core/json.ts';
import { asObject, asSaid, membersOf } from '../loose.ts';
import { failureInBody } from '../operation-failure.ts';
import { replyOf, unreadable } from '../operation-reply.ts';
import { wireUsageOf } from '../operation-usage.ts';
import type { OpenaiModerationsDialect } from './dialect.ts';
import type { WireJudgement, WireModerations } from './wire.ts';

/** A reply as chunks. Which of text and image a score is about (`category_applied_input_types`) is left to `raw`. */
export function readBody(body: unknown, emit: Emit, dialect: OpenaiModerationsDialect): void {
  const reply = replyOf(body);
  const failure = failureInBody(reply);
  if (failure !== undefined) throw failure;
  const { results, usage, ...rest } = reply as WireModerations;
  if (!Array.isArray(results)) throw unreadable('it holds no `results`');
  const [id, model] = [asSaid(rest.id), asSaid(rest.model)];
  emit({ type: 'start', ...(id === undefined ? {} : { id }), ...(model === undefined ? {} : { model }) });
  for (const [index, item] of (results as unknown[]).entries()) {
    const judgement = asObject<WireJudgement>(item) ?? {};
    const categories = categoriesIn(judgement, dialect);
    const { flagged } = judgement;
    if (typeof flagged !== 'boolean' && Object.keys(categories).length === 0)
      throw unreadable(`the result at ${index} judges nothing`);
    const isFlagged =
      typeof flagged === 'boolean' ? flagged : Object.values(categories).some((each) => each.flagged);
    emit({ type: 'verdict', index, flagged: isFlagged, categories });
  }
  emit({ type: 'usage', usage: wireUsageOf(usage, { isInputOnly: true }) });
  emit({ type: 'finish', reason: 'stop' });
}

function categoriesIn(
  { categories, category_scores: scores }: WireJudgement,
  { names }: OpenaiModerationsDialect,
): Record<string, CategoryVerdict> {
  const [flags, numbers] = [membersOf(categories), membersOf(scores)];
  const verdicts: Record<string, CategoryVerdict> = {};
  for (const name of new Set([...Object.keys(flags), ...Object.keys(numbers)])) {
    const score = numbers[name];
    const verdict: CategoryVerdict = {
      // Older models leave out what they do not judge: null is no verdict.
      flagged: flags[name] === true,
      ...(typeof score === 'number' ? { score } : {}),
    };
    if (flags[name] === null && typeof score !== 'number') continue;
    const ours = Object.hasOwn(names, name) ? (names[name] as string) : name;
    const other = Object.hasOwn(verdicts, ours) ? verdicts[ours] : undefined;
    setOwn(verdicts, ours, other === undefined ? verdict : worse(other, verdict));
  }
  return verdicts;
}

// Two of the host's kinds of harm that are one of ours.
function worse(left: CategoryVerdict, right: CategoryVerdict): CategoryVerdict {
  const scores = [left.score, right.score].filter((score) => score !== undefined);
  return {
    flagged: left.flagged || right.flagged,
    ...(scores.length === 0 ? {} : { score: Math.max(...scores) }),
  };
}
