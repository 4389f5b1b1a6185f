import type { Middleware, Next } from '../core/call.ts';

/** Puts layers around a core, the first outermost. A layer may call the next one any number of times. */
export function compose(layers: readonly Middleware[], core: Next): Next {
  return layers.reduceRight<Next>((next, layer) => (call) => layer(call, next), core);
}
