import { type Call, type Effort, efforts, functionTools } from '../core/call.ts';
import { ReqLLMError } from '../core/error.ts';
import type { Json } from '../core/json.ts';
import type { Warning } from '../core/warning.ts';
import { replaceMedia } from './preflight-media.ts';
import { refusalOf, warningOf } from './quirks/apply.ts';
import { planFor } from './quirks/compile.ts';
import { params, withReasoning } from './quirks/params.ts';
import type { QuirkContext } from './quirks/rule.ts';
import type { Capabilities, Kind } from './schema.ts';

/** What is certain about a model; `unknown` lets a request through. */
export interface CertainFacts {
  readonly kind: Kind;
  readonly capabilities: Capabilities;
  /** Whether a source lists what goes in and out; else the lists of the capabilities are a guess. */
  readonly isListed: boolean;
}

/** What the facts make of a call. */
export interface PreflightResult {
  /** The same object when there was nothing to do. */
  readonly call: Call;
  readonly warnings: readonly Warning[];
  /** Why the call should not be made. Code `unsupported`. */
  readonly rejected?: ReqLLMError;
}

/** A change to a call with the name of the fact that demands it. */
interface FactChange {
  readonly call: Call;
  readonly fact: string;
  readonly code: 'dropped' | 'changed';
  readonly setting: string;
  readonly from?: Json | undefined;
  readonly to?: Json | undefined;
  readonly words: string;
}

type Check = (call: Call, known: CertainFacts) => FactChange | undefined;

const checks: readonly (readonly [param: string, check: Check])[] = [
  ['effort', withoutReasoning],
  ['effort', nearestEffort],
  ['effort', fittingBudget],
  ['temperature', withoutTemperature],
  ['maxTokens', fittingLimit],
];

/**
 * Holds a call against what is certain about its model, before anything is sent: what the model cannot do at all is
 * refused, what it would refuse is changed with a warning. Pure. What rules about the model decide is left alone: they
 * come from recordings and count more than the catalogue's source.
 */
export function checkFacts(call: Call, known: CertainFacts, context: QuirkContext): PreflightResult {
  const { mode } = context;
  if (mode === 'off') return { call, warnings: [] };
  const { settled } = planFor(context, call.model.id);
  const reason = cannot(call, known);
  if (reason !== undefined && mode !== 'warn') return { call, warnings: [], rejected: refusal(call, reason) };
  const warnings: Warning[] = reason === undefined ? [] : [advice(call, reason)];
  let changed = call;
  for (const [param, check] of checks) {
    const change = settled.has(param) ? undefined : check(changed, known);
    if (change === undefined) continue;
    changed = change.call;
    if (change.words !== '') warnings.push(warningOf(change, { rule: { id: change.fact } }, call, mode));
  }
  const media = known.isListed ? replaceMedia(changed, known.capabilities.input) : undefined;
  if (media?.refused !== undefined && mode !== 'warn')
    return { call, warnings, rejected: refusal(call, media.refused) };
  if (media?.refused !== undefined) warnings.push(advice(call, media.refused));
  changed = media?.call ?? changed;
  for (const change of media?.changes ?? [])
    warnings.push(warningOf(change, { rule: { id: 'catalog.input' } }, call, mode));
  const rejected = mode === 'error' ? refusalOf(warnings) : undefined;
  if (rejected !== undefined) return { call, warnings, rejected };
  return { call: mode === 'warn' ? call : changed, warnings };
}

const functions: Readonly<Partial<Record<Kind, string>>> = {
  embedding: 'an embedding model; use `embed`',
  rerank: 'a model that ranks documents; use `rerank`',
  transcription: 'a model that writes down speech; use `transcribe`',
};

/** What a call asks for that its model certainly cannot do, and that nothing can stand in for. */
function cannot(call: Call, { kind, capabilities }: CertainFacts): string | undefined {
  const other = functions[kind];
  if (other !== undefined) return `This is ${other}.`;
  if (call.tools === undefined || capabilities.tools.supported !== false) return undefined;
  if (call.toolChoice !== 'none' && functionTools(call).length > 0) return 'The model takes no tools.';
  return undefined;
}

function withoutReasoning(call: Call, { capabilities }: CertainFacts): FactChange | undefined {
  const { effort, budgetTokens } = call.reasoning ?? {};
  const from = effort ?? budgetTokens;
  if (from === undefined || capabilities.reasoning.supported !== false) return undefined;
  const less = withReasoning(call, { effort: undefined, budgetTokens: undefined, summary: undefined });
  // Not to think is what such a model does anyway.
  const isOff = effort === 'none' || (effort === undefined && budgetTokens === 0);
  const words = isOff ? '' : 'was left out, as the model does not reason';
  return { call: less, fact: 'catalog.reasoning', code: 'dropped', setting: 'reasoning', from, words };
}

// Only where levels go over the wire as words. The formats of Claude and Gemini have their own ways to say a level.
function nearestEffort(call: Call, { capabilities: { reasoning } }: CertainFacts): FactChange | undefined {
  const from = call.reasoning?.effort;
  const { efforts: levels, style } = reasoning;
  if (from === undefined || from === 'none' || levels === undefined || style !== 'effort') return undefined;
  if (levels[from] !== null) return undefined;
  const to = nearest(
    from,
    efforts.filter((each) => each !== 'none' && typeof levels[each] === 'string'),
  );
  if (to === undefined) return undefined;
  const words = `"${from}" became "${to}", the nearest that the model has`;
  const next = withReasoning(call, { effort: to });
  const setting = 'reasoning.effort';
  return { call: next, fact: 'catalog.effort', code: 'changed', setting, from, to, words };
}

function nearest(wanted: Effort, levels: readonly Effort[]): Effort | undefined {
  const away = (level: Effort): number => Math.abs(efforts.indexOf(level) - efforts.indexOf(wanted));
  return levels.toSorted((left, right) => away(left) - away(right))[0];
}

function fittingBudget(call: Call, { capabilities }: CertainFacts): FactChange | undefined {
  const from = call.reasoning?.budgetTokens;
  const { min = 0, max = Infinity } = capabilities.reasoning.budget ?? {};
  if (from === undefined || from === 0) return undefined;
  const to = Math.min(Math.max(from, min), max);
  if (to === from || to <= 0) return undefined;
  const words = `was moved to ${to}, the nearest that the model takes`;
  const next = withReasoning(call, { budgetTokens: to });
  const setting = 'reasoning.budgetTokens';
  return { call: next, fact: 'catalog.budget', code: 'changed', setting, from, to, words };
}

// 1 is what such models use, and what they take where it is said (recorded for OpenAI's).
function withoutTemperature(call: Call, { capabilities }: CertainFacts): FactChange | undefined {
  const from = call.temperature;
  if (from === undefined || from === 1 || capabilities.sampling.temperature !== false) return undefined;
  const next = params.get('temperature')?.without(call) ?? call;
  const words = 'was left out, as the model takes none';
  const setting = 'temperature';
  return { call: next, fact: 'catalog.temperature', code: 'dropped', setting, from, words };
}

// What the caller says of the model counts more than the catalogue, and is in the call already.
function fittingLimit(call: Call): FactChange | undefined {
  const from = call.maxTokens;
  const to = call.model.facts.maxOutputTokens;
  if (from === undefined || to === undefined || to <= 0 || from <= to) return undefined;
  const words = `was lowered to ${to}, the most that the model can write`;
  const next = { ...call, maxTokens: to };
  const setting = 'maxTokens';
  return { call: next, fact: 'catalog.max-tokens', code: 'changed', setting, from, to, words };
}

function advice({ model }: Call, reason: string): Warning {
  return { code: 'advice', message: `${model.spec}: ${reason}`, rule: 'catalog.kind' };
}

function refusal({ model }: Call, reason: string): ReqLLMError {
  const message = `${model.spec}: ${reason} Nothing was sent; if the catalogue is wrong, pass \`quirks: 'off'\`.`;
  return new ReqLLMError(message, { code: 'unsupported', phase: 'encode' });
}
