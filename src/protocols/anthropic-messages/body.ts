import type { CallBody } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ProviderOptions } from '../../core/message.ts';
import { mergeJson } from '../json-merge.ts';
import type { AnthropicMessagesDialect } from './dialect.ts';

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
