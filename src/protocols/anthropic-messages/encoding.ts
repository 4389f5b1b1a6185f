import type { Call } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { ProviderOptions } from '../../core/message.ts';
import type { Warning } from '../../core/warning.ts';
import { mergeJson } from '../json-merge.ts';
import { ownOptions } from './body.ts';
import type { AnthropicMessagesDialect, AnthropicMessagesOption } from './dialect.ts';

/** The encoding of one call: what is asked, of whom, and what was changed on the way. */
export class Encoding {
  readonly call: Call;
  readonly dialect: AnthropicMessagesDialect;
  readonly changes: Warning[] = [];
  /** Beta features to ask for. */
  readonly betas: Set<string>;

  constructor(call: Call, dialect: AnthropicMessagesDialect) {
    this.call = call;
    this.dialect = dialect;
    this.betas = new Set(dialect.betas);
  }

  dropped(setting: string, message: string, from?: Json): void {
    this.changes.push({ code: 'dropped', message, setting, ...(from === undefined ? {} : { from }) });
  }

  changed(setting: string, message: string, from?: Json, to?: Json): void {
    const values = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    this.changes.push({ code: 'changed', message, setting, ...values });
  }

  /** Whether the host takes the option; says so in the changes if not. */
  takes(option: AnthropicMessagesOption): boolean {
    if (!this.dialect.unsupported.includes(option)) return true;
    this.dropped(
      option,
      `${this.call.model.spec} is served by a host that does not take ${option}; it was left out.`,
    );
    return false;
  }

  /** A block or tool with the settings its author gave in this provider's own words. */
  own(block: JsonObject, options: ProviderOptions | undefined): JsonObject {
    return mergeJson(block, ownOptions(options, this.call, this.dialect));
  }
}
