import type { Call } from '../../core/call.ts';
import { isRecord, isSameJson, type Json } from '../../core/json.ts';
import type { QuirkWhen } from '../schema.ts';
import { valueAt } from './paths.ts';
import { params } from './params.ts';

/** What a condition is asked of: the portable call, and the provider's body once there is one. */
export interface Asked {
  readonly call: Call;
  readonly body?: Json;
}

/** Whether a request is one that a case is about. No condition: all are. */
export function isMet(when: QuirkWhen | undefined, asked: Asked): boolean {
  if (when === undefined) return true;
  const { call } = asked;
  const { has, param, effort, effortNot, toolChoice, history } = when;
  if (has !== undefined && !has.every((name) => valueOf(name, asked) !== undefined)) return false;
  if (param !== undefined && !fitsParams(param, asked)) return false;
  if (effort !== undefined && !fitsEffort(call, effort)) return false;
  if (effortNot !== undefined && isOneOf(call.reasoning?.effort, effortNot)) return false;
  if (when.thinking !== undefined && when.thinking !== isThinking(call)) return false;
  if (when.tools !== undefined && when.tools !== (params.get('tools')?.value(call) !== undefined))
    return false;
  if (toolChoice !== undefined && !isOneOf(choiceOf(call), toolChoice)) return false;
  if (when.output !== undefined && when.output !== formatOf(call)) return false;
  if (when.stream !== undefined && when.stream !== call.stream) return false;
  return history === undefined || history.every((kind) => hasHistory(call, kind));
}

function fitsParams(wanted: NonNullable<QuirkWhen['param']>, asked: Asked): boolean {
  for (const name in wanted) if (!fitsValue(valueOf(name, asked), wanted[name])) return false;
  return true;
}

function valueOf(name: string, { call, body }: Asked): Json | undefined {
  const param = params.get(name);
  return param === undefined ? valueAt(body, name) : param.value(call);
}

// A value, a list of values, `{ not }`, or `{ below }`.
function fitsValue(value: Json | undefined, wanted: unknown): boolean {
  if (Array.isArray(wanted)) return wanted.some((each) => isSameJson(value, each));
  if (!isRecord(wanted)) return isSameJson(value, wanted);
  if ('not' in wanted) return value !== undefined && !isSameJson(value, wanted['not']);
  return typeof value === 'number' && typeof wanted['below'] === 'number' && value < wanted['below'];
}

function fitsEffort({ reasoning }: Call, wanted: NonNullable<QuirkWhen['effort']>): boolean {
  const { effort, budgetTokens } = reasoning ?? {};
  if (effort === undefined && budgetTokens === undefined) return wanted.includes('unset');
  if (wanted.includes('any') || (budgetTokens !== undefined && wanted.includes('budget'))) return true;
  return effort !== undefined && wanted.includes(effort);
}

function isThinking({ reasoning }: Call): boolean {
  const { effort, budgetTokens } = reasoning ?? {};
  return effort === undefined ? (budgetTokens ?? 0) > 0 : effort !== 'none';
}

function choiceOf({ toolChoice }: Call): 'auto' | 'none' | 'required' | 'named' | undefined {
  return typeof toolChoice === 'object' ? 'named' : toolChoice;
}

function formatOf({ output }: Call): 'json' | 'schema' | undefined {
  if (output === undefined) return undefined;
  return output.type === 'json' ? 'json' : 'schema';
}

function hasHistory({ messages, model }: Call, kind: 'tools' | 'thinking' | 'foreign'): boolean {
  return messages.some((message) => {
    if (kind === 'tools' && message.role === 'tool') return true;
    if (message.role !== 'assistant') return false;
    if (kind === 'foreign') return message.origin !== undefined && message.origin.provider !== model.provider;
    return message.content.some(({ type }) => type === (kind === 'tools' ? 'tool-call' : 'reasoning'));
  });
}

function isOneOf<Value>(value: Value | undefined, wanted: readonly Value[]): boolean {
  return value !== undefined && wanted.includes(value);
}
