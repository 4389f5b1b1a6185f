import type { Call, CallControl } from '../../core/call.ts';
import { defined } from '../../core/json.ts';
import type { Message } from '../../core/message.ts';
import type { ModelInput, ModelObject } from '../../core/model.ts';
import { type Input, messagesOf } from '../input.ts';
import { toolsOf } from '../tool.ts';
import type { Turns } from '../turns.ts';
import type { ObjectOf, ObjectOptions } from './options.ts';
import { type ObjectPlan, planObject } from './plan.ts';

/** The plans of one object: the first model's, and that of each other one that is asked in its place. */
export interface ChainPlans<T> {
  readonly first: ObjectPlan<T>;
  /** How a call with these messages is made for another model of the chain. */
  recast(messages: readonly Message[]): NonNullable<CallControl['recast']>;
  /** The plan by which a model was asked. */
  of(model: ModelObject & { readonly spec: string }): Promise<ObjectPlan<T>>;
}

/** Plans for the first model; each other one has its own mode, planned when it is asked. Throws as `planObject` does. */
export async function planChain<const Options extends ObjectOptions>(
  turns: Turns,
  model: ModelInput,
  input: Input,
  options: Options,
): Promise<ChainPlans<ObjectOf<Options>>> {
  type Plan = ObjectPlan<ObjectOf<Options>>;
  const first: Plan = await planObject(turns, model, input, options);
  const others = new Map<string, Promise<Plan>>();
  const of = (asked: ModelObject & { readonly spec: string }): Promise<Plan> => {
    if (asked.spec === first.spec) return Promise.resolve(first);
    const { provider, id, baseUrl, protocol } = asked;
    const known = others.get(asked.spec);
    const plan =
      known ?? planObject(turns, { provider, id, ...defined({ baseUrl, protocol }) }, input, options);
    others.set(asked.spec, plan);
    return plan;
  };
  return {
    first,
    of,
    recast: (messages) => async (call, asked) => {
      if (call.operation !== 'text') return call;
      const corrections = messages.slice(messagesOf(first.input).length);
      return recastCall(call, { from: await of(call.model), to: await of(asked), corrections });
    },
  };
}

interface Recast {
  /** The plan by which the call was made. */
  readonly from: ObjectPlan<unknown>;
  readonly to: ObjectPlan<unknown>;
  /** What stands below the conversation: answers that did not fit, and what is wrong with them. */
  readonly corrections: readonly Message[];
}

function recastCall(call: Call, { from, to, corrections }: Recast): Call {
  const { output: _output, tools: _tools, toolChoice: _choice, ...rest } = call;
  const { output, tools, toolChoice } = to.options;
  const sent = messagesOf(from.input).length + corrections.length;
  const above = call.messages.slice(0, call.messages.length - sent);
  return {
    ...rest,
    messages: [...above, ...messagesOf(to.input), ...corrections],
    ...defined({ output, toolChoice }),
    ...(tools === undefined || tools.length === 0 ? {} : { tools: toolsOf(tools) }),
  };
}
