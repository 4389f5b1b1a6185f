import type { Call } from '../../core/call.ts';
import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';
import type { ProviderOptions } from '../../core/message.ts';
import { mergeJson } from '../json-merge.ts';
import type { WireRequest } from '../protocol.ts';
import { dropCacheWords } from '../cache.ts';
import { wellFormed } from '../well-formed.ts';
import type { OllamaChatDialect } from './dialect.ts';
import { encodeMessages } from './encode-messages.ts';
import { encodeSettings } from './encode-settings.ts';
import { encodeTools } from './encode-tools.ts';
import { Encoding } from './encoding.ts';

/** A call as a request for `/api/chat`. */
export function encodeCall(call: Call, dialect: OllamaChatDialect): WireRequest {
  const encoding = new Encoding(call, dialect);
  dropCacheWords(call.cache, 'Ollama', encoding);
  const said: JsonObject = {
    model: call.model.id,
    messages: encodeMessages(encoding),
    ...encodeTools(encoding),
    ...encodeSettings(encoding),
    // Absent means true there.
    stream: call.stream,
  };
  const under = mergeJson(call.model.body ?? {}, said);
  return {
    method: 'POST',
    path: dialect.path,
    body: wellFormed(encoding.withOptions(under, inPlace(call.providerOptions))),
    changes: encoding.changes,
  };
}

// What Ollama takes inside `options` only and would ignore beside it.
// https://docs.ollama.com/modelfile#valid-parameters-and-values
const runnerOptions: ReadonlySet<string> = new Set([
  'num_ctx',
  'num_predict',
  'num_keep',
  'num_batch',
  'num_gpu',
  'num_thread',
  'main_gpu',
  'use_mmap',
  'low_vram',
  'seed',
  'temperature',
  'top_k',
  'top_p',
  'min_p',
  'typical_p',
  'repeat_last_n',
  'repeat_penalty',
  'presence_penalty',
  'frequency_penalty',
  'mirostat',
  'mirostat_tau',
  'mirostat_eta',
  'stop',
]);

/** The same options with those of the runner moved to where they count. */
function inPlace(options: ProviderOptions | undefined): ProviderOptions | undefined {
  if (options === undefined) return undefined;
  const moved = Object.entries(options).map(([provider, own]) => [provider, ownInPlace(own)]);
  return Object.fromEntries(moved) as ProviderOptions;
}

function ownInPlace(own: JsonObject): JsonObject {
  const beside: Record<string, Json | undefined> = {};
  const runner: Record<string, Json | undefined> = {};
  for (const [key, value] of Object.entries(own))
    setOwn(runnerOptions.has(key) ? runner : beside, key, value);
  if (Object.keys(runner).length === 0) return own;
  const set = beside['options'];
  return { ...beside, options: mergeJson(runner, isRecord(set) ? (set as JsonObject) : undefined) };
}
