import { type Signal, signal } from '@preact/signals';

/** The call that is shown. */
export const selected: Signal<string | undefined> = signal(undefined);
/** The call that others are held against. */
export const compared: Signal<string | undefined> = signal(undefined);
/** What calls are filtered by. */
export const wanted: Signal<string> = signal('');
