import type { Call } from '../../core/call.ts';
import { defined, type JsonObject } from '../../core/json.ts';
import { dropCacheWords } from '../cache.ts';
import { CallEncoding } from '../encoding.ts';
import { mergeJson } from '../json-merge.ts';
import type { WireRequest } from '../protocol.ts';
import { wellFormed } from '../well-formed.ts';
import { conversationOf } from './command-messages.ts';
import { encodeTools } from './command-tools.ts';
import type { CohereCommandDialect } from './command-wire.ts';

// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command-r-plus.html
const unsupported = [
  ...(['parallelToolCalls', 'output', 'minP', 'logprobs', 'user'] as const),
  ...(['reasoning', 'serviceTier', 'metadata'] as const),
];

/** A call as the body of Command R. */
export function encodeCommand(call: Call, dialect: CohereCommandDialect): WireRequest {
  const encoding = new CallEncoding(call, dialect);
  const said: JsonObject = {
    ...conversationOf(encoding),
    ...encodeTools(encoding),
    ...settings(call),
  };
  for (const setting of unsupported)
    if (call[setting] !== undefined)
      encoding.dropped(setting, 'The format of Command R has no such setting.');
  dropCacheWords(call.cache, 'Command R', encoding);
  const body = encoding.withOptions(mergeJson(call.model.body ?? {}, said), call.providerOptions);
  return { method: 'POST', path: '/', body: wellFormed(body), changes: encoding.changes };
}

function settings(call: Call): JsonObject {
  return defined({
    max_tokens: call.maxTokens,
    temperature: call.temperature,
    p: call.topP,
    k: call.topK,
    seed: call.seed,
    stop_sequences: call.stop,
    frequency_penalty: call.frequencyPenalty,
    presence_penalty: call.presencePenalty,
  });
}
