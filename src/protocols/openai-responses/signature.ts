import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';

// What of an item has no place in a part (its id, its phase, its encrypted content) travels in the part's `signature`:
// one JSON object a line, later ones over earlier ones. Lines, because a signature only grows: the id is known when an
// item begins, the rest when it is done.

/** One line of a signature; empty when there is nothing to say. Members that are null are left out. */
export function signatureLine(members: Readonly<Record<string, unknown>>): string {
  const said = Object.entries(members).filter(([, value]) => value !== undefined && value !== null);
  if (said.length === 0) return '';
  const line: Record<string, unknown> = {};
  for (const [name, value] of said) setOwn(line, name, value);
  return JSON.stringify(line);
}

/** What stands in a signature; undefined when it is none of ours. */
export function signatureMembers(signature: string | undefined): JsonObject | undefined {
  if (signature === undefined) return undefined;
  const members: Record<string, Json> = {};
  for (const line of signature.split('\n')) {
    const value = parsed(line);
    if (!isRecord(value)) return undefined;
    for (const [name, member] of Object.entries(value)) setOwn(members, name, member);
  }
  return members;
}

/** The members of an item that are not among the named ones. */
export function membersBut(
  item: Readonly<Record<string, unknown>>,
  names: ReadonlySet<string>,
): Record<string, unknown> {
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item)) if (!names.has(name)) setOwn(rest, name, value);
  return rest;
}

const inMessages: ReadonlySet<string> = new Set(['type', 'role', 'content', 'status']);
// Bedrock puts members of the event into the item (recording providers_bedrock_mantle_responses_chat).
const inCalls: ReadonlySet<string> = new Set(
  'type call_id name arguments status item_id output_index'.split(' '),
);
const inCustomCalls: ReadonlySet<string> = new Set(['type', 'call_id', 'name', 'input', 'status']);
const inImages: ReadonlySet<string> = new Set(['type', 'result']);

/** What the first text of a message carries: the message's id and phase. */
export function messageSignature(item: Readonly<Record<string, unknown>>): string | undefined {
  return said(signatureLine(membersBut(item, inMessages)));
}

/** What a tool call carries: its item's id, and its kind when it is a call of a free-text tool. */
export function callSignature(item: Readonly<Record<string, unknown>>): string | undefined {
  if (item['type'] !== 'custom_tool_call') return said(signatureLine(membersBut(item, inCalls)));
  return said(signatureLine({ type: 'custom_tool_call', ...membersBut(item, inCustomCalls) }));
}

/** What a generated image carries: its whole item but the bytes. */
export function imageSignature(item: Readonly<Record<string, unknown>>): string | undefined {
  return said(signatureLine(membersBut(item, inImages)));
}

function said(line: string): string | undefined {
  return line === '' ? undefined : line;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
