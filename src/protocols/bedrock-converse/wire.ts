import { isRecord } from '../../core/json.ts';

// Members of any type may stand in any place, so nothing here is trusted before it is looked at.

/** A whole reply. */
export interface WireBody {
  readonly [member: string]: unknown;
  readonly output?: unknown;
  readonly stopReason?: unknown;
  readonly usage?: unknown;
}

/** One block of a message. It has one of these members, which says its kind. */
export interface WireBlock {
  readonly [kind: string]: unknown;
  readonly text?: unknown;
  readonly toolUse?: unknown;
  readonly toolResult?: unknown;
  readonly reasoningContent?: unknown;
  readonly citationsContent?: unknown;
  readonly image?: unknown;
}

/** The payload of a stream's event. */
export interface WireFrame {
  readonly [member: string]: unknown;
  readonly contentBlockIndex?: unknown;
  readonly start?: unknown;
  readonly delta?: unknown;
  readonly stopReason?: unknown;
  readonly usage?: unknown;
}

/** The value as an object whose members are still unknown, or undefined. The one cast from wire to types. */
export function asObject<T extends object = Record<string, unknown>>(value: unknown): T | undefined {
  return isRecord(value) ? (value as T) : undefined;
}

/** The value if it is a text with something in it. */
export function asSaid(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
