import type { Call } from '../../core/call.ts';
import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';
import type { WireRequest } from '../protocol.ts';
import { wellFormed } from '../well-formed.ts';
import { Changes } from '../changes.ts';
import type { OpenaiChatDialect } from './dialect.ts';
import { encodeCache, withCacheMarks } from './encode-cache.ts';
import { encodeMessages, type WireTurn } from './encode-messages.ts';
import { encodeOptions } from './encode-options.ts';
import { encodeOutput, encodeTools } from './encode-tools.ts';
import { prefillMember } from './prefill.ts';

const modelPlace = '{model}';

/** A call as a Chat Completions request. */
export function encodeCall(dialect: OpenaiChatDialect, call: Call): WireRequest {
  const changes = new Changes();
  const { vendor, query } = dialect;
  const { model } = call;
  const output = encodeOutput(dialect, call, changes);
  const cache = encodeCache(dialect, call, changes);
  const headers = { ...dialect.headers, ...cache.headers };
  const encoded = encodeMessages(dialect, call, changes);
  const prefill = prefillMember(dialect, call, encoded.at(-1));
  if (prefill !== undefined) encoded.push({ ...(encoded.pop() as WireTurn), [prefill]: true });
  const turns = withInstruction(encoded, output.instruction, dialect);
  const path = (prefill === undefined ? undefined : dialect.prefill?.path) ?? dialect.path;
  const isInPath = path.includes(modelPlace);
  const body: JsonObject = {
    ...(isInPath ? {} : { model: model.id }),
    messages: withCacheMarks(turns, dialect, call, changes),
    ...encodeOptions(dialect, call, changes),
    ...encodeTools(dialect, call, changes),
    ...output.members,
    ...cache.members,
    ...(call.stream ? streamMembers(dialect) : {}),
  };
  const said = renamed(body, dialect.renames);
  const whole = withOwnWords(model.body === undefined ? said : merged(model.body, said), vendor, call);
  const final = dialect.rewriteBody === undefined ? whole : dialect.rewriteBody(whole, call);
  return {
    method: 'POST',
    path: isInPath ? path.replace(modelPlace, () => encodeURIComponent(model.id.toWellFormed())) : path,
    ...(Object.keys(query).length === 0 ? {} : { query }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    body: wellFormed(final),
    changes: changes.changes,
  };
}

/** The body with the caller's words for the provider over it, those for the gateway's vendor under its own. */
function withOwnWords(body: JsonObject, vendor: string, { providerOptions, model }: Call): JsonObject {
  if (providerOptions === undefined) return body;
  const own = vendor === model.provider ? {} : (providerOptions[model.provider] ?? {});
  return merged(body, merged(providerOptions[vendor] ?? {}, own));
}

function streamMembers(dialect: OpenaiChatDialect): JsonObject {
  return { stream: true, ...(dialect.streamUsage ? { stream_options: { include_usage: true } } : {}) };
}

// Hosts without output schemas are told in words. First, so that the words apply to the whole conversation.
function withInstruction(
  turns: readonly WireTurn[],
  instruction: string | undefined,
  dialect: OpenaiChatDialect,
): JsonObject[] {
  if (instruction === undefined) return [...turns];
  const [first, ...rest] = turns;
  if (first?.role === dialect.systemRole && typeof first['content'] === 'string') {
    return [{ ...first, content: `${first['content']}\n\n${instruction}` }, ...rest];
  }
  return [{ role: dialect.systemRole, content: instruction }, ...turns];
}

function renamed(body: JsonObject, names: OpenaiChatDialect['renames']): JsonObject {
  if (Object.keys(names).length === 0) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      Object.hasOwn(names, name) ? (names[name] as string) : name,
      value,
    ]),
  );
}

// Objects are merged, everything else is replaced.
function merged(under: JsonObject, over: JsonObject): JsonObject {
  const result: Record<string, Json | undefined> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const before = Object.hasOwn(result, key) ? result[key] : undefined;
    const both = isRecord(before) && isRecord(value);
    setOwn(result, key, both ? merged(before as JsonObject, value as JsonObject) : value);
  }
  return result;
}
