import type { QuirkEngine } from '../../catalog/door.ts';
import type { Call } from '../../core/call.ts';
import { isRecord, type JsonObject } from '../../core/json.ts';
import type { ObjectAbilities } from '../../protocols/object-abilities.ts';
import { wordsAlone } from '../../protocols/object-abilities.ts';
import type { Codec } from '../../protocols/protocol.ts';

/** How a model can be brought to answer with an object, and what a rule says about it. */
export interface ObjectTarget {
  readonly abilities: ObjectAbilities;
  /** Objects are to be asked for as tools, or as JSON without a schema, whatever the host can. */
  readonly rule?: 'tool' | 'json';
}

/** Options that ask for some object: what rules are held against before the real one is asked for. */
export const anyObject: { readonly type: 'json-schema'; readonly name: string; readonly schema: JsonObject } =
  {
    type: 'json-schema',
    name: 'object',
    schema: { type: 'object', properties: {} },
  };

/** Looks at the protocol and the rules for a call that asks for some object. */
export function objectTarget(call: Call, codec: Codec, engine: QuirkEngine | undefined): ObjectTarget {
  const abilities = codec.objects?.(call.model) ?? wordsAlone;
  const rule = engine === undefined ? undefined : ruleOf(call, codec, engine);
  return { abilities, ...(rule === undefined ? {} : { rule }) };
}

// Rules say a schema as JSON and words by themselves; here it shows in what they make of the call.
function ruleOf(call: Call, { protocol }: Codec, engine: QuirkEngine): 'tool' | 'json' | undefined {
  const { mode, provider } = { mode: 'apply' as const, provider: call.model.provider };
  const result = engine.applyQuirks(call, { provider, protocol, mode, rules: engine.rules });
  if (result.output === 'tool') return 'tool';
  const { output } = result.call;
  return isRecord(output) && output.type === 'json-schema' ? undefined : 'json';
}
