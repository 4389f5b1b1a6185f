import type { Call } from '../../core/call.ts';
import type { ReqLLMError } from '../../core/error.ts';
import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { Warning } from '../../core/warning.ts';
import type { QuirkAction } from '../schema.ts';
import type { Change } from './actions.ts';
import { refusalOf, warningOf } from './apply.ts';
import { planFor } from './compile.ts';
import { isMet } from './condition.ts';
import { valueAt, withValueAt } from './paths.ts';
import type { QuirkContext } from './rule.ts';

/** What the rules make of an encoded request. */
export interface BodyQuirkResult {
  /** The same object when no rule had anything to do. */
  readonly body: JsonObject;
  /** Headers to add, lower-case names; where the request has one of the name already, the values are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly warnings: readonly Warning[];
  readonly rejected?: ReqLLMError;
}

type BodyChange = Omit<Change, 'call'> & { readonly body: JsonObject; readonly isQuiet?: boolean };

const noHeaders: Readonly<Record<string, string>> = {};
const none: readonly Warning[] = [];

/**
 * Applies the rules that are about the provider's body, after encoding. `call` is the call that was encoded. Pure, and as
 * cheap as `applyQuirks`.
 */
export function applyBodyQuirks(body: JsonObject, call: Call, context: QuirkContext): BodyQuirkResult {
  const { mode } = context;
  const steps = mode === 'off' ? [] : planFor(context, call.model.id).body;
  if (steps.length === 0) return { body, headers: noHeaders, warnings: none };
  const warnings: Warning[] = [];
  const headers: Record<string, string> = {};
  let changed = body;
  for (const { choices } of steps) {
    // Conditions are about the body that was encoded, so that one rule may both read a member and take it out.
    const choice = choices.find(({ when }) => isMet(when, { call, body }));
    if (choice === undefined) continue;
    const { action, rule } = choice;
    const change = action.op === 'header' ? headerChange(changed, action) : changeBody(changed, action);
    if (change === undefined) continue;
    changed = change.body;
    if (action.op === 'header') headers[action.name] = joined(headers[action.name], action.value);
    if (rule.quiet !== true && change.isQuiet !== true) warnings.push(warningOf(change, choice, call, mode));
  }
  const rejected = mode === 'error' ? refusalOf(warnings) : undefined;
  const isSent = mode === 'apply' || (mode === 'error' && rejected === undefined);
  return {
    body: isSent ? changed : body,
    headers: isSent ? headers : noHeaders,
    warnings,
    ...(rejected === undefined ? {} : { rejected }),
  };
}

function changeBody(body: JsonObject, action: QuirkAction): BodyChange | undefined {
  switch (action.op) {
    case 'set':
    case 'default': {
      const from = valueAt(body, action.path);
      const to = action.value as Json;
      if (from === to || (action.op === 'default' && from !== undefined)) return undefined;
      const words = `was set to ${JSON.stringify(to)}`;
      return { body: withValueAt(body, action.path, to), code: 'added', setting: action.path, to, words };
    }
    case 'drop': {
      const [path = ''] = action.params;
      const from = valueAt(body, path);
      if (from === undefined) return undefined;
      const words = 'was left out';
      return { body: withValueAt(body, path, undefined), code: 'dropped', setting: path, from, words };
    }
    case 'map':
      return mapMember(body, action.param, action.values);
    case 'clamp':
      return clampMember(body, action.param, action.max);
    case 'rename': {
      const value = body[action.param];
      if (value === undefined) return undefined;
      const renamed = withValueAt(withValueAt(body, action.param, undefined), action.to, value);
      return {
        body: renamed,
        code: 'changed',
        setting: action.param,
        words: `became ${action.to}`,
        isQuiet: true,
      };
    }
    case 'role':
      return withRole(body, action.to);
    default:
      return undefined;
  }
}

function mapMember(
  body: JsonObject,
  path: string,
  values: Readonly<Record<string, string | number | null>>,
): BodyChange | undefined {
  const from = valueAt(body, path);
  const to = typeof from === 'string' && Object.hasOwn(values, from) ? values[from] : undefined;
  if (to === undefined || from === undefined) return undefined;
  const next = withValueAt(body, path, to ?? undefined);
  return { body: next, code: 'changed', setting: path, from, to, words: `became ${JSON.stringify(to)}` };
}

// Texts are cut, numbers lowered.
function clampMember(body: JsonObject, path: string, max: number | undefined): BodyChange | undefined {
  const from = valueAt(body, path);
  if (max === undefined) return undefined;
  const to =
    typeof from === 'string' && from.length > max
      ? from.slice(0, max).toWellFormed()
      : typeof from === 'number' && from > max
        ? max
        : undefined;
  if (to === undefined || from === undefined) return undefined;
  const words = `was cut to ${max}, the most that is accepted`;
  return { body: withValueAt(body, path, to), code: 'changed', setting: path, from, to, words };
}

// The same words under another name: nothing that the caller asked for is lost.
function withRole(body: JsonObject, role: string): BodyChange | undefined {
  const name = Array.isArray(body['messages']) ? 'messages' : 'input';
  const turns = body[name];
  if (!Array.isArray(turns)) return undefined;
  const isSystem = (turn: Json): boolean => isRecord(turn) && turn['role'] === 'system';
  if (!turns.some(isSystem)) return undefined;
  const next = turns.map((turn: Json) => (isSystem(turn) ? { ...(turn as JsonObject), role } : turn));
  const words = `of the role system became ${role}`;
  return { body: { ...body, [name]: next }, code: 'changed', setting: name, words, isQuiet: true };
}

function headerChange(body: JsonObject, { name, value }: Extract<QuirkAction, { op: 'header' }>): BodyChange {
  return { body, code: 'added', setting: `header ${name}`, to: value, words: `was set to "${value}"` };
}

function joined(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before},${value}`;
}
