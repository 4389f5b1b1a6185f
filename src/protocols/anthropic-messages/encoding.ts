import type { Call } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ProviderOptions } from '../../core/message.ts';
import { CallEncoding } from '../encoding.ts';
import { mergeJson } from '../json-merge.ts';
import type { AnthropicMessagesDialect, AnthropicMessagesOption } from './dialect.ts';

/** The encoding of one call for the Messages API. */
export class Encoding extends CallEncoding<AnthropicMessagesDialect> {
  /** Beta features to ask for. */
  readonly betas: Set<string>;

  constructor(call: Call, dialect: AnthropicMessagesDialect) {
    super(call, dialect);
    this.betas = new Set(dialect.betas);
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
  override withOptions(block: JsonObject, options: ProviderOptions | undefined): JsonObject {
    return mergeJson(block, this.ownOptions(options));
  }
}
