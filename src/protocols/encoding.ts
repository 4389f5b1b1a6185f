import type { Call } from '../core/call.ts';
import type { JsonObject } from '../core/json.ts';
import type { ProviderOptions } from '../core/message.ts';
import { Changes } from './changes.ts';
import { mergeJson } from './json-merge.ts';

/** One encoding in progress: what is asked, in which dialect, and what could not be said as asked. */
export class CallEncoding<Dialect extends { readonly vendor: string }> extends Changes {
  readonly call: Call;
  readonly dialect: Dialect;

  constructor(call: Call, dialect: Dialect) {
    super();
    this.call = call;
    this.dialect = dialect;
  }

  /** This vendor's and over them this provider's own settings of the call, a part or a tool. */
  ownOptions(options: ProviderOptions | undefined): JsonObject {
    const { vendor } = this.dialect;
    const { provider } = this.call.model;
    const own = options?.[vendor] ?? {};
    return vendor === provider ? own : mergeJson(own, options?.[provider]);
  }

  /** A wire object with this vendor's and then this provider's own settings over it. */
  withOptions(wire: JsonObject, options: ProviderOptions | undefined): JsonObject {
    const { vendor } = this.dialect;
    const { provider } = this.call.model;
    const merged = mergeJson(wire, options?.[vendor]);
    return vendor === provider ? merged : mergeJson(merged, options?.[provider]);
  }
}
