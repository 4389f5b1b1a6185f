import type { Call, Effort } from '../../core/call.ts';
import { efforts } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Warning } from '../../core/warning.ts';
import { isRecord } from '../../core/json.ts';
import type { QuirkAction } from '../schema.ts';
import { fixHistory } from './history.ts';
import { params, withReasoning, withStrict } from './params.ts';
import { editSchema } from './schema-edit.ts';

/** What an action made of a call, and what to tell about it. */
export interface Change {
  readonly call: Call;
  readonly code: Warning['code'];
  readonly setting: string;
  readonly from?: Json | undefined;
  readonly to?: Json | undefined;
  /** What happened to the setting, to go after its name. */
  readonly words: string;
}

type Action<Op extends QuirkAction['op']> = Extract<QuirkAction, { op: Op }>;

/** What an action makes of a call; undefined when the call gives it nothing to do. */
export function changeCall(call: Call, action: QuirkAction): Change | undefined {
  switch (action.op) {
    case 'drop':
      return dropped(call, action);
    case 'clamp':
      return clamped(call, action);
    case 'map':
      return mapped(call, action);
    case 'effort':
      return withLevel(call, action);
    case 'set':
    case 'default':
      return added(call, action);
    case 'toolChoice':
      return withChoice(call, action);
    case 'schema':
      return withSchemas(call, action);
    case 'output':
      return withOutput(call, action);
    case 'history': {
      const fixed = fixHistory(call, action.fix);
      const words = `were made to fit (${action.fix})`;
      return fixed === call ? undefined : { call: fixed, code: 'added', setting: 'messages', words };
    }
    default:
      return undefined;
  }
}

function dropped(call: Call, action: Action<'drop'>): Change | undefined {
  const param = params.get(action.params[0] ?? '');
  const from = param?.value(call);
  if (param === undefined || from === undefined) return undefined;
  return { call: param.without(call), code: 'dropped', setting: param.setting, from, words: 'was left out' };
}

function clamped(call: Call, { param, min, max }: Action<'clamp'>): Change | undefined {
  const from = params.get(param)?.value(call);
  if (typeof from !== 'number') return undefined;
  const to = Math.min(Math.max(from, min ?? from), max ?? from);
  if (to === from) return undefined;
  const words = `was moved to ${to}, the nearest that is accepted`;
  return { call: { ...call, [param]: to }, code: 'changed', setting: param, from, to, words };
}

function mapped(call: Call, { param, values }: Action<'map'>): Change | undefined {
  const from = params.get(param)?.value(call);
  const to = typeof from === 'string' && Object.hasOwn(values, from) ? values[from] : undefined;
  if (to === undefined || from === undefined) return undefined;
  if (to === null) return dropped(call, { op: 'drop', params: [param], level: 'warn' });
  return {
    call: { ...call, [param]: to },
    code: 'changed',
    setting: param,
    from,
    to,
    words: `became "${to}"`,
  };
}

function withLevel(call: Call, { values = {} }: Action<'effort'>): Change | undefined {
  const from = call.reasoning?.effort;
  const to = from === undefined ? undefined : values[from];
  if (from === undefined || to === undefined) return undefined;
  const setting = 'reasoning.effort';
  if (to === null) {
    const less = withReasoning(call, { effort: undefined });
    return { call: less, code: 'dropped', setting, from, words: `"${from}" was left out` };
  }
  if (!isEffort(to)) return undefined;
  const words = `"${from}" became "${to}", the nearest that is accepted`;
  return { call: withReasoning(call, { effort: to }), code: 'changed', setting, from, to, words };
}

function added(call: Call, { path, value }: Action<'set' | 'default'>): Change | undefined {
  const change = (next: Call, to: Json): Change => ({
    call: next,
    code: 'added',
    setting: path,
    to,
    words: `was set to ${JSON.stringify(to)}`,
  });
  switch (path) {
    case 'reasoning.effort': {
      const { effort, budgetTokens } = call.reasoning ?? {};
      if (effort !== undefined || budgetTokens !== undefined || !isEffort(value)) return undefined;
      return change(withReasoning(call, { effort: value }), value);
    }
    case 'maxTokens': {
      const known = isRecord(value) ? call.model.facts.maxOutputTokens : value;
      if (call.maxTokens !== undefined || typeof known !== 'number') return undefined;
      return change({ ...call, maxTokens: known }, known);
    }
    case 'parallelToolCalls':
      if (call.parallelToolCalls !== undefined || typeof value !== 'boolean') return undefined;
      return change({ ...call, parallelToolCalls: value }, value);
    case 'tools.strict': {
      const isThere = (call.tools ?? []).every((tool) => 'definition' in tool || tool.strict === value);
      return isThere || typeof value !== 'boolean' ? undefined : change(withStrict(call, value), value);
    }
    default:
      return undefined;
  }
}

function withChoice(call: Call, { from: kind, to }: Action<'toolChoice'>): Change | undefined {
  const { toolChoice: asked, ...rest } = call;
  const isNamed = typeof asked === 'object';
  if (asked === undefined || (kind === 'named' ? !isNamed : asked !== 'required')) return undefined;
  const from = isNamed ? { tool: asked.tool } : asked;
  const setting = 'toolChoice';
  if (to === 'omit') return { call: rest, code: 'dropped', setting, from, words: 'was left out' };
  const choice = to === 'auto' ? 'auto' : 'required';
  const tools =
    isNamed && to === 'only-tool'
      ? (call.tools ?? []).filter((tool) => 'definition' in tool || tool.name === asked.tool)
      : undefined;
  const next: Call = { ...call, toolChoice: choice, ...(tools === undefined ? {} : { tools }) };
  return { call: next, code: 'changed', setting, from, to: choice, words: `became "${choice}"` };
}

function withSchemas(call: Call, action: Action<'schema'>): Change | undefined {
  let next = call;
  if (action.for !== 'output' && call.tools !== undefined) {
    const tools = call.tools.map((tool) => {
      if ('definition' in tool) return tool;
      const inputSchema = editSchema(tool.inputSchema, action);
      return inputSchema === tool.inputSchema ? tool : { ...tool, inputSchema };
    });
    if (tools.some((tool, index) => tool !== call.tools?.[index])) next = { ...next, tools };
  }
  if (action.for !== 'tools' && call.output?.type === 'json-schema') {
    const schema = editSchema(call.output.schema, action);
    if (schema !== call.output.schema) next = { ...next, output: { ...call.output, schema } };
  }
  if (next === call) return undefined;
  const setting = action.for === 'output' ? 'output.schema' : 'tools';
  return { call: next, code: 'changed', setting, words: 'lost what the model is not held to' };
}

// A tool in place of a schema is for the caller's layer, which knows how to read the answer back.
function withOutput(call: Call, { strategy }: Action<'output'>): Change | undefined {
  const { output, ...rest } = call;
  if (output?.type !== 'json-schema') return undefined;
  const setting = 'output';
  if (strategy === 'native' || strategy === 'tool')
    return {
      call,
      code: 'advice',
      setting,
      to: strategy,
      words: 'had better be asked for with a forced tool',
    };
  const text = `Answer with nothing but one JSON value, without a code fence. It must fit this JSON Schema:\n${JSON.stringify(output.schema as JsonObject)}`;
  const messages = [{ role: 'system', content: [{ type: 'text', text }] } as const, ...call.messages];
  const next: Call =
    strategy === 'prompt' ? { ...rest, messages } : { ...call, messages, output: { type: 'json' } };
  const words = 'was asked for in words, as there are no schemas; check what comes back';
  return { call: next, code: 'changed', setting, to: strategy, words };
}

function isEffort(value: unknown): value is Effort {
  return typeof value === 'string' && (efforts as readonly string[]).includes(value);
}
