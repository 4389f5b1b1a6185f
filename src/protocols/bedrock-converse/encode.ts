import type { Call } from '../../core/call.ts';
import { ReqLLMError } from '../../core/error.ts';
import type { JsonObject } from '../../core/json.ts';
import { mergeJson } from '../json-merge.ts';
import type { WireRequest } from '../protocol.ts';
import { wellFormed } from '../well-formed.ts';
import type { BedrockConverseDialect } from './dialect.ts';
import { withCachePoints } from './encode-cache.ts';
import { encodeMessages } from './encode-messages.ts';
import { encodeReasoning } from './encode-reasoning.ts';
import { encodeSettings } from './encode-settings.ts';
import { encodeTools } from './encode-tools.ts';
import { Encoding } from './encoding.ts';

/** A call as a Converse request. Throws `config` for a model id that cannot stand in a path. */
export function encodeCall(call: Call, dialect: BedrockConverseDialect): WireRequest {
  const path = pathOf(call);
  const encoding = new Encoding(call, dialect);
  const conversation = encodeMessages(encoding);
  const reasoning = encodeReasoning(encoding);
  const said: JsonObject = {
    ...conversation,
    ...encodeTools(encoding, reasoning),
    ...encodeSettings(encoding, reasoning),
  };
  const body = mergeJson(
    mergeJson(call.model.body ?? {}, withCachePoints(encoding, said)),
    encoding.ownOptions(call.providerOptions),
  );
  return {
    method: 'POST',
    path,
    headers: { accept: call.stream ? 'application/vnd.amazon.eventstream' : 'application/json' },
    body: wellFormed(body),
    changes: encoding.changes,
  };
}

// Model ids, inference profiles, and ARNs of them; the id is one segment of the path, slashes and all.
const idPattern = /^[A-Za-z0-9][\w.:@/+-]{0,2047}$/;

function pathOf({ model, stream }: Call): string {
  if (!idPattern.test(model.id)) {
    const shown = JSON.stringify(model.id.slice(0, 80));
    const message = `The model id ${shown} cannot stand in an address. Use letters, digits and . : @ / + - _.`;
    throw new ReqLLMError(message, { code: 'config', phase: 'encode' });
  }
  return `/model/${encodeURIComponent(model.id)}/${stream ? 'converse-stream' : 'converse'}`;
}
