import { defined, type JsonObject } from '../core/json.ts';
import type { ProviderTool } from '../core/tool.ts';

/** What may stand beside a definition; see {@link ProviderTool}. */
export type ToolExtras = Pick<ProviderTool, 'body' | 'protocol'>;

/** Where the person who asks is, roughly; searches prefer what is near. */
export interface UserLocation {
  readonly city?: string;
  readonly region?: string;
  /** Two letters (ISO 3166). */
  readonly country?: string;
  /** Such as `Europe/London`. */
  readonly timezone?: string;
}

/** A provider's tool from its members; those that are `undefined` are left out. */
export function providerTool(
  provider: string,
  definition: JsonObject,
  extras: ToolExtras = {},
): ProviderTool {
  return { provider, definition: defined(definition) as JsonObject, ...extras };
}

/** The location as Anthropic, OpenAI and those after them write it. */
export function approximate(location: UserLocation | undefined): JsonObject | undefined {
  return location === undefined ? undefined : { type: 'approximate', ...location };
}
