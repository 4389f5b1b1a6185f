import { isRecord, isWithinDepth, maxJsonDepth } from '../core/json.ts';

// Members of any type may stand in any place of a reply, so each is looked at before it is used.

/** The value as an object whose members are still unknown; undefined when it is none. The one cast from wire to types. */
export function asObject<Shape extends object = object>(
  value: unknown,
): (Shape & Readonly<Record<string, unknown>>) | undefined {
  return isRecord(value) ? (value as Shape & Readonly<Record<string, unknown>>) : undefined;
}

/** The value as an object; one without members when it is none. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

/** The value if it is a text. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The value if it is a text with something in it. */
export function asSaid(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Whether the value of this JSON is nested no deeper than we hand on. Short texts, as most deltas are, are not walked. */
export function isTextWithinDepth(text: string, value: unknown): boolean {
  // Each level takes a bracket to open it and one to close it.
  return text.length <= 2 * maxJsonDepth || isWithinDepth(value);
}
