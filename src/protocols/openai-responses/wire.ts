import { isRecord } from '../../core/json.ts';

/** A part of a message or of a reasoning item. */
export interface WirePart {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly refusal?: unknown;
  readonly annotations?: unknown;
  readonly logprobs?: unknown;
}

/** One item of a response's `output` or of a request's `input`. */
export interface WireItem {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly role?: unknown;
  readonly status?: unknown;
  readonly content?: unknown;
  readonly summary?: unknown;
  readonly encrypted_content?: unknown;
  readonly call_id?: unknown;
  readonly name?: unknown;
  readonly arguments?: unknown;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly result?: unknown;
  readonly output_format?: unknown;
}

/** A response, whole or as far as it has come. */
export interface WireResponse {
  readonly id?: unknown;
  readonly model?: unknown;
  readonly status?: unknown;
  readonly background?: unknown;
  readonly error?: unknown;
  readonly incomplete_details?: unknown;
  readonly output?: unknown;
  readonly usage?: unknown;
  readonly tool_usage?: unknown;
}

/** One event of a stream. */
export interface WireFrame {
  readonly type?: unknown;
  readonly sequence_number?: unknown;
  readonly response?: unknown;
  readonly item?: unknown;
  readonly item_id?: unknown;
  readonly output_index?: unknown;
  readonly content_index?: unknown;
  readonly summary_index?: unknown;
  readonly annotation?: unknown;
  readonly annotation_index?: unknown;
  readonly part?: unknown;
  readonly delta?: unknown;
  readonly text?: unknown;
  readonly refusal?: unknown;
  readonly arguments?: unknown;
  readonly input?: unknown;
  readonly logprobs?: unknown;
  readonly error?: unknown;
}

/** The objects of a list; nothing when it is none. */
export function objectsOf<Shape extends object>(
  value: unknown,
): (Shape & Readonly<Record<string, unknown>>)[] {
  if (!Array.isArray(value)) return [];
  return value.filter((each): each is Shape & Readonly<Record<string, unknown>> => isRecord(each));
}
