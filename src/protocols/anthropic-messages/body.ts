import type { CallBody } from '../../core/call.ts';
import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';
import type { ProviderOptions } from '../../core/message.ts';
import type { AnthropicMessagesDialect } from './dialect.ts';

/** Both objects as one, nested ones too; where both have a value, the one of `over` counts. */
export function mergeJson(under: JsonObject, over: JsonObject | undefined): JsonObject {
  if (over === undefined) return under;
  const merged: Record<string, unknown> = { ...under };
  for (const [name, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const before = Object.hasOwn(under, name) ? under[name] : undefined;
    const both = isRecord(before) && isRecord(value);
    setOwn(merged, name, both ? mergeJson(before as JsonObject, value as JsonObject) : value);
  }
  return merged as JsonObject;
}

/** The value without lone surrogates, which cannot be sent as UTF-8. The very same value when it has none. */
export function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => wellFormed(item));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const copy: Record<string, unknown> = {};
  let isChanged = false;
  for (const [name, member] of Object.entries(value as JsonObject)) {
    if (member === undefined) continue;
    const clean = wellFormed(member);
    isChanged ||= clean !== member || !name.isWellFormed();
    setOwn(copy, name.toWellFormed(), clean);
  }
  return isChanged ? (copy as JsonObject) : value;
}

/** The settings in this provider's own words: those of the vendor, and over them those of the model's provider. */
export function ownOptions(
  options: ProviderOptions | undefined,
  { model }: CallBody,
  { vendor }: AnthropicMessagesDialect,
): JsonObject | undefined {
  if (options === undefined) return undefined;
  const ours = Object.hasOwn(options, vendor) ? options[vendor] : undefined;
  const theirs =
    model.provider !== vendor && Object.hasOwn(options, model.provider) ? options[model.provider] : undefined;
  return ours === undefined ? theirs : mergeJson(ours, theirs);
}
