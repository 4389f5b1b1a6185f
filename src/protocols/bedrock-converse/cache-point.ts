import { isRecord, type JsonObject } from '../../core/json.ts';
import type { ProviderOptions } from '../../core/message.ts';
import { mergeJson } from '../json-merge.ts';
import type { Encoding } from './encoding.ts';

/** The cache point that a part or tool asks for with `providerOptions`: it stands behind what is to be cached. */
export function cachePoint(options: ProviderOptions | undefined, encoding: Encoding): JsonObject[] {
  const { cachePoint: point } = encoding.ownOptions(options);
  return isRecord(point) ? [{ cachePoint: mergeJson({ type: 'default' }, point as JsonObject) }] : [];
}
