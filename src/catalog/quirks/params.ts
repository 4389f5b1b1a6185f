import { type Call, functionTools, providerTools, type Reasoning } from '../../core/call.ts';
import type { Json } from '../../core/json.ts';

/** A part of a call that rules speak of by name. */
export interface Param {
  /** As warnings name it. */
  readonly setting: string;
  /** Its value; undefined when the call does not say it. */
  readonly value: (call: Call) => Json | undefined;
  /** The call without it. */
  readonly without: (call: Call) => Call;
}

type Plain =
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'minP'
  | 'seed'
  | 'stop'
  | 'frequencyPenalty'
  | 'presencePenalty'
  | 'logprobs'
  | 'user'
  | 'serviceTier'
  | 'metadata'
  | 'maxTokens'
  | 'parallelToolCalls';

/** What rules may ask about or take out of a call. Names that are not here are members of the provider's body. */
export const params: ReadonlyMap<string, Param> = new Map([
  ...([
    ...(['temperature', 'topP', 'topK', 'minP', 'seed', 'stop', 'logprobs', 'user'] as const),
    ...(['frequencyPenalty', 'presencePenalty', 'serviceTier', 'metadata', 'maxTokens'] as const),
    'parallelToolCalls' as const,
  ].map((name) => [name, plain(name)]) satisfies [string, Param][]),
  [
    'toolChoice',
    {
      setting: 'toolChoice',
      value: ({ toolChoice }: Call) =>
        typeof toolChoice === 'object' ? { tool: toolChoice.tool } : toolChoice,
      without: ({ toolChoice: _, ...call }: Call): Call => call,
    },
  ],
  [
    'tools',
    {
      setting: 'tools',
      value: (call: Call) => {
        const names = functionTools(call).map(({ name }) => name);
        return names.length === 0 ? undefined : names;
      },
      without: ({ tools: _, toolChoice: _choice, ...call }: Call): Call => {
        const own = providerTools(call as Call);
        return own.length === 0 ? call : { ...call, tools: own };
      },
    },
  ],
  [
    'output',
    {
      setting: 'output',
      value: ({ output }: Call) => output?.type,
      without: ({ output: _, ...call }: Call): Call => call,
    },
  ],
  [
    'effort',
    {
      setting: 'reasoning',
      value: ({ reasoning }: Call) => reasoning?.effort ?? reasoning?.budgetTokens,
      without: (call: Call) => withReasoning(call, { effort: undefined, budgetTokens: undefined }),
    },
  ],
  ['strict', { setting: 'strict', value: strictOf, without: (call: Call) => withStrict(call, undefined) }],
  [
    'providerTools',
    {
      setting: 'tools',
      value: (call: Call) => (providerTools(call).length === 0 ? undefined : true),
      without: (call: Call): Call => ({ ...call, tools: functionTools(call) }),
    },
  ],
  [
    'prefill',
    {
      setting: 'messages',
      value: ({ messages }: Call) => (messages.at(-1)?.role === 'assistant' ? true : undefined),
      without: (call: Call) => call,
    },
  ],
]);

/** The call with other reasoning; without any when nothing is left of it. */
export function withReasoning(
  call: Call,
  change: { readonly [K in keyof Reasoning]?: Reasoning[K] | undefined },
): Call {
  const { reasoning, ...rest } = call;
  const entries = Object.entries({ ...reasoning, ...change }).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? rest : { ...rest, reasoning: Object.fromEntries(entries) };
}

/** The call with `strict` set, or left out, on every tool of the caller; left out of the output too. */
export function withStrict(call: Call, strict: boolean | undefined): Call {
  const tools = call.tools?.map((tool) => {
    if ('definition' in tool) return tool;
    const { strict: _, ...rest } = tool;
    return strict === undefined ? rest : { ...rest, strict };
  });
  const changed = tools === undefined ? call : { ...call, tools };
  const { output } = changed;
  if (strict !== undefined || output?.type !== 'json-schema') return changed;
  const { strict: _, ...format } = output;
  return { ...changed, output: format };
}

function strictOf(call: Call): Json | undefined {
  const isStrict =
    functionTools(call).some((tool) => tool.strict === true) ||
    (call.output?.type === 'json-schema' && call.output.strict === true);
  return isStrict ? true : undefined;
}

function plain(name: Plain): Param {
  return {
    setting: name,
    value: (call) => call[name] as Json | undefined,
    without: (call) => {
      const { [name]: _, ...rest } = call;
      return rest as Call;
    },
  };
}
