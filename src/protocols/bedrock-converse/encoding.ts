import type { Call } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { ProviderOptions } from '../../core/message.ts';
import type { Warning } from '../../core/warning.ts';
import { mergeJson } from '../json-merge.ts';
import { type BedrockConverseDialect, fits } from './dialect.ts';

/** One encoding in progress: what is asked, in which dialect, and what could not be said as asked. */
export class Encoding {
  readonly call: Call;
  readonly dialect: BedrockConverseDialect;
  readonly changes: Warning[] = [];
  #documents = 0;

  constructor(call: Call, dialect: BedrockConverseDialect) {
    this.call = call;
    this.dialect = dialect;
  }

  /** Whether the model is one of those a dialect list names. */
  isOneOf(patterns: readonly string[]): boolean {
    return fits(patterns, this.call.model.id);
  }

  /** A name for a document that has none. */
  nextDocumentName(): string {
    this.#documents += 1;
    return `Document ${this.#documents}`;
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

  /** This vendor's and over them this provider's own settings. */
  optionsIn(options: ProviderOptions | undefined): JsonObject {
    const { vendor } = this.dialect;
    const { provider } = this.call.model;
    const own = options?.[vendor] ?? {};
    return vendor === provider ? own : mergeJson(own, options?.[provider]);
  }
}
