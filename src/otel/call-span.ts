import { type Context, context, createContextKey } from '@opentelemetry/api';

interface Slot {
  inside?: Context;
}

const key = createContextKey('reqllm.call');

/**
 * Makes a call and then works with it inside of the call's span: what `use` does, a loop over a stream for one, has the
 * call as its parent. Without telemetry, and where `make` makes no call, `use` runs as it would anyway. Of several calls
 * that `make` makes, the first counts.
 *
 *     await inCallSpan(() => client.streamText(model, 'Hi'), async (stream) => { for await (const chunk of stream) …; });
 */
export async function inCallSpan<Made, Result>(
  make: () => Promise<Made> | Made,
  use: (made: Made) => Promise<Result> | Result,
): Promise<Result> {
  const slot: Slot = {};
  const made = await context.with(context.active().setValue(key, slot), make);
  return slot.inside === undefined ? use(made) : context.with(slot.inside, () => use(made));
}

/** Tells the code around a call where its span is. */
export function noteCallSpan(inside: Context): void {
  const slot = context.active().getValue(key) as Slot | undefined;
  if (slot === undefined || slot.inside !== undefined) return;
  // Calls that are made inside are not the call of that slot.
  slot.inside = inside.deleteValue(key);
}
