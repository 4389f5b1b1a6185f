import { type Signal, signal } from '@preact/signals';

/** The call that is shown. */
export const selected: Signal<string | undefined> = signal(undefined);
/** The call that others are held against. */
export const compared: Signal<string | undefined> = signal(undefined);
/** What calls are filtered by. */
export const wanted: Signal<string> = signal('');

// A journal may hold ten thousand calls; drawn all at once they take seconds.
const rowsAtOnce = 300;
/** How many calls of the list are drawn. */
export const most: Signal<number> = signal(rowsAtOnce);
export function longer(): void {
  most.value += rowsAtOnce;
}
