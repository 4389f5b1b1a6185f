import type { Call } from '../../core/call.ts';
import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';
import type { ProviderOptions } from '../../core/message.ts';
import type { Warning } from '../../core/warning.ts';
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

/** The members of `over` on top of those of `under`; objects are merged, everything else is replaced. */
export function mergeJson(under: JsonObject, over: JsonObject | undefined): JsonObject {
  if (over === undefined) return under;
  const merged: Record<string, Json | undefined> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const before = Object.hasOwn(merged, key) ? merged[key] : undefined;
    setOwn(
      merged,
      key,
      isRecord(before) && isRecord(value) ? mergeJson(before as JsonObject, value as JsonObject) : value,
    );
  }
  return merged;
}

/** A copy whose strings hold no lone surrogates, which are no UTF-8, and no `undefined` members. */
export function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(wellFormed);
  const copy: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) setOwn(copy, key.toWellFormed(), wellFormed(member));
  }
  return copy;
}
