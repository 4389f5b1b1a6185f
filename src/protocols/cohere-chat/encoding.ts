import type { Call } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { ProviderOptions } from '../../core/message.ts';
import type { Warning } from '../../core/warning.ts';
import { mergeJson } from '../json-merge.ts';
import type { CohereChatDialect } from './dialect.ts';

/** One encoding in progress: what is asked, in which dialect, and what could not be said as asked. */
export class Encoding {
  readonly call: Call;
  readonly dialect: CohereChatDialect;
  readonly changes: Warning[] = [];

  constructor(call: Call, dialect: CohereChatDialect) {
    this.call = call;
    this.dialect = dialect;
  }

  /** Notes that something was left out. */
  dropped(setting: string, message: string): void {
    this.changes.push({ code: 'dropped', setting, message });
  }

  /** Notes that something is sent in another form. */
  changed(setting: string, message: string, values: { readonly from?: Json; readonly to?: Json } = {}): void {
    this.changes.push({ code: 'changed', setting, message, ...values });
  }

  /** Notes that the format demanded something that was not given. */
  added(setting: string, message: string): void {
    this.changes.push({ code: 'added', setting, message });
  }

  /** A wire object with this vendor's and then this provider's own settings over it. */
  withOptions(wire: JsonObject, options: ProviderOptions | undefined): JsonObject {
    const { vendor } = this.dialect;
    const { provider } = this.call.model;
    const merged = mergeJson(wire, options?.[vendor]);
    return vendor === provider ? merged : mergeJson(merged, options?.[provider]);
  }
}
