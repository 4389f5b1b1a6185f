import type { Middleware, Next } from '../core/call.ts';
import type { ModelLookup } from '../core/lookup.ts';

/** Puts layers around a core, the first outermost. A layer may call the next one any number of times. */
export function compose(layers: readonly Middleware[], core: Next, lookup?: ModelLookup): Next {
  return layers.reduceRight<Next>((next, layer) => (call) => layer(call, next, lookup), core);
}
