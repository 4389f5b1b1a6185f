import type { Json } from '../../core/json.ts';
import type { Warning } from '../../core/warning.ts';

/** Notes what a request says differently from the call. */
export class Changes {
  readonly list: Warning[] = [];

  dropped(setting: string, message: string): void {
    this.list.push({ code: 'dropped', message, setting });
  }

  changed(setting: string, message: string, from?: Json, to?: Json): void {
    const values = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    this.list.push({ code: 'changed', message, setting, ...values });
  }

  added(setting: string, message: string): void {
    this.list.push({ code: 'added', message, setting });
  }
}
