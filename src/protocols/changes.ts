import { defined, type Json } from '../core/json.ts';
import type { Warning } from '../core/warning.ts';

/** What was asked for and what is sent in its place; either may be left unsaid. */
export interface ChangedValues {
  readonly from?: Json | undefined;
  readonly to?: Json | undefined;
}

/** Notes what a request says differently from the call. */
export class Changes {
  /** All that was noted, in order. */
  readonly changes: Warning[] = [];

  /** Notes that something was left out. */
  dropped(setting: string, message: string, from?: Json): void {
    this.changes.push({ code: 'dropped', setting, message, ...defined({ from }) });
  }

  /** Notes that something is sent in another form. */
  changed(setting: string, message: string, values: ChangedValues = {}): void {
    this.changes.push({ code: 'changed', setting, message, ...defined(values) });
  }

  /** Notes that the format demanded something that was not given. */
  added(setting: string, message: string, to?: Json): void {
    this.changes.push({ code: 'added', setting, message, ...defined({ to }) });
  }
}
