import { type CallBody, isReqLLMError, type ToolDefinition, type Warning } from 'reqllm';
import { modelOf } from '../../src/core/model.ts';
import type { Codec, WireRequest } from '../../src/protocols/protocol.ts';
import { callOf } from './calls.ts';

/** What became of an option. `silent` would be a mistake: neither sent nor said. */
export type Outcome = 'sent' | 'translated' | 'dropped' | 'refused' | 'as is' | 'silent';

/** A portable option with a value; `under` is what the call says anyway. */
export interface OptionRow {
  readonly name: string;
  readonly option: Partial<CallBody>;
  readonly under?: Partial<CallBody>;
  /** Whether it asks for what is so anyway where nobody can be asked for more. */
  readonly isAbsence?: boolean;
}

const tool: ToolDefinition = {
  name: 'weather',
  description: 'The weather in a city',
  inputSchema: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
};
const schema = {
  type: 'json-schema',
  name: 'person',
  schema: {
    type: 'object',
    properties: { name: { type: 'string' } },
    required: ['name'],
    additionalProperties: false,
  },
} as const;
const withTools = { tools: [tool] };

export const optionRows: readonly OptionRow[] = [
  { name: '`maxTokens`', option: { maxTokens: 500 } },
  { name: '`temperature`', option: { temperature: 0.5 } },
  { name: '`topP`', option: { topP: 0.9 } },
  { name: '`topK`', option: { topK: 40 } },
  { name: '`minP`', option: { minP: 0.1 } },
  { name: '`seed`', option: { seed: 7 } },
  { name: '`stop`', option: { stop: ['END'] } },
  { name: '`frequencyPenalty`', option: { frequencyPenalty: 0.5 } },
  { name: '`presencePenalty`', option: { presencePenalty: 0.5 } },
  { name: '`logprobs`', option: { logprobs: 3 } },
  { name: '`tools`', option: withTools },
  { name: '`tools`, `strict`', option: { tools: [{ ...tool, strict: true }] } },
  { name: "`toolChoice: 'none'`", option: { toolChoice: 'none' }, under: withTools },
  { name: "`toolChoice: 'required'`", option: { toolChoice: 'required' }, under: withTools },
  { name: '`toolChoice: { tool }`', option: { toolChoice: { tool: 'weather' } }, under: withTools },
  { name: '`parallelToolCalls: false`', option: { parallelToolCalls: false }, under: withTools },
  { name: "`output: { type: 'json' }`", option: { output: { type: 'json' } } },
  { name: "`output: { type: 'json-schema' }`", option: { output: schema } },
  { name: '`output`, `strict`', option: { output: { ...schema, strict: true } } },
  { name: "`reasoning: 'high'`", option: { reasoning: { effort: 'high' } } },
  { name: "`reasoning: 'minimal'`", option: { reasoning: { effort: 'minimal' } } },
  { name: "`reasoning: 'none'`", option: { reasoning: { effort: 'none' } }, isAbsence: true },
  { name: '`reasoning.budgetTokens`', option: { reasoning: { budgetTokens: 2_000 } } },
  { name: '`reasoning.summary`', option: { reasoning: { summary: 'auto' } } },
  { name: "`cache: 'auto'`", option: { cache: {} }, isAbsence: true },
  { name: '`cache.ttl`', option: { cache: { ttl: '1h' } } },
  { name: '`cache.key`', option: { cache: { key: 'a-key' } } },
  { name: '`user`', option: { user: 'somebody' } },
  { name: '`serviceTier`', option: { serviceTier: 'flex' } },
  { name: '`metadata`', option: { metadata: { purpose: 'test' } } },
];

/** Encodes a call without and with the option, and looks at what differs. */
export function outcomeOf(codec: Codec, provider: string, row: OptionRow): Outcome {
  const { option, under = {}, isAbsence = false } = row;
  const encode = (body: Partial<CallBody>): WireRequest =>
    codec.encode(callOf({}, { model: modelOf({ provider, id: 'a-model' }), stream: false, ...body }));
  try {
    const plain = encode(under);
    const asked = encode({ ...under, ...option });
    const before = new Set(plain.changes.map(textOf));
    const codes = asked.changes.filter((change) => !before.has(textOf(change))).map(({ code }) => code);
    const isSent = bodyOf(plain) !== bodyOf(asked);
    if (codes.includes('changed')) return 'translated';
    if (codes.includes('dropped')) return isSent ? 'translated' : 'dropped';
    if (isSent) return 'sent';
    // Without the tools there is nothing to choose from, and that was said.
    if (asked.changes.some(({ code, setting = '' }) => code === 'dropped' && setting in under))
      return 'dropped';
    return isAbsence ? 'as is' : 'silent';
  } catch (error) {
    if (isReqLLMError(error)) return 'refused';
    throw error;
  }
}

function textOf(change: Warning): string {
  return JSON.stringify(change);
}

function bodyOf({ body, headers, path, query }: WireRequest): string {
  return JSON.stringify({ body, headers, path, query });
}
