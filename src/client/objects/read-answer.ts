import { type Json, parseJson } from '../../core/json.ts';
import type { ToolCallPart } from '../../core/message.ts';
import type { ModelResponse } from '../../core/response.ts';
import { findJson } from '../../schema/find-json.ts';
import { createPartialJson } from '../../schema/partial-json.ts';
import { repairJson } from '../../schema/repair-json.ts';
import type { Checked, Issue } from '../../schema/standard.ts';
import type { Repair } from './options.ts';
import type { ObjectPlan } from './plan.ts';

/** An answer as an object, or what is wrong with it. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T; readonly text: string }
  | {
      readonly ok: false;
      readonly issues: readonly Issue[];
      /** The model's own words, whether they came as text or as the arguments of the tool. */
      readonly text: string;
      /** As much as could be read. */
      readonly partial?: Json;
    };

/** Reads the object out of a response, mended as far as the caller wants. */
export async function readAnswer<T>(
  plan: ObjectPlan<T>,
  response: ModelResponse,
  repair: Repair = false,
): Promise<Reading<T>> {
  const text = wordsOf(plan, response);
  const first = await checked(plan, valueOf(plan, response, text));
  if (first.ok) return { ...first, text };
  const mended = repair === false ? undefined : await mend(plan, repair, text, first.issues);
  const second = mended === undefined ? first : await checked(plan, mended);
  if (second.ok) return { ...second, text };
  const partial = partialOf(plan, text);
  return { ...second, text, ...(partial === undefined ? {} : { partial }) };
}

/** The call of the tool that takes the object, where there is one. */
export function objectCall({ tool }: ObjectPlan<unknown>, response: ModelResponse): ToolCallPart | undefined {
  return tool === undefined ? undefined : response.toolCalls.find(({ name }) => name === tool);
}

function wordsOf(plan: ObjectPlan<unknown>, response: ModelResponse): string {
  const call = objectCall(plan, response);
  return call === undefined ? response.text : (call.raw ?? JSON.stringify(call.input));
}

function valueOf(plan: ObjectPlan<unknown>, response: ModelResponse, text: string): Json | undefined {
  const call = objectCall(plan, response);
  if (call !== undefined && call.invalid === undefined) return call.input;
  const parsed = parseJson(text);
  if (parsed.ok) return parsed.value;
  return plan.tolerant ? jsonIn(plan, text) : undefined;
}

async function checked<T>(plan: ObjectPlan<T>, value: Json | undefined): Promise<Checked<T>> {
  const inner = value === undefined ? undefined : plan.unwrap(value);
  if (inner !== undefined) return plan.check(inner);
  const message =
    value === undefined ? 'The answer is not valid JSON.' : 'The answer lacks what was asked for.';
  return { ok: false, issues: [{ path: [], message }] };
}

async function mend(
  plan: ObjectPlan<unknown>,
  repair: Exclude<Repair, false>,
  text: string,
  issues: readonly Issue[],
): Promise<Json | undefined> {
  if (repair === 'json') return repairJson(text);
  const better = await repair(text, issues);
  if (typeof better !== 'string') return better;
  const parsed = parseJson(better);
  return parsed.ok ? parsed.value : jsonIn(plan, better);
}

function partialOf(plan: ObjectPlan<unknown>, text: string): Json | undefined {
  const start = text.search(/[{[]/);
  const reader = createPartialJson();
  reader.push(start === -1 ? text : text.slice(start));
  const { value } = reader;
  return value === undefined ? undefined : plan.unwrap(value);
}

// What is asked for is an object, but for any JSON; a list may come without its wrapper. Marks such as `[1]` are neither.
function jsonIn({ shape }: ObjectPlan<unknown>, text: string): Json | undefined {
  const first = findJson(text, { opens: shape === 'json' ? 'either' : 'object' });
  if (first.ok && !(shape === 'array' && startsWithList(text))) return first.value;
  const other = findJson(text);
  return other.ok ? other.value : undefined;
}

function startsWithList(text: string): boolean {
  return /^\s*(?:```\w*\s*)?\[\s*[{"[\]]/.test(text);
}
