import type { Message } from '../../core/message.ts';
import { factFor } from './dialect.ts';
import type { Encoding } from './encoding.ts';

/** How the tool calls of a conversation are called on the wire: as before, where the model takes the id. */
export function wireIds(encoding: Encoding): (id: string) => string {
  const { call, dialect } = encoding;
  const taken = new RegExp(factFor(dialect.toolCallIds, call.model.id) ?? '');
  const all = new Set(call.messages.flatMap(idsIn));
  const used = new Set([...all].filter((id) => taken.test(id)));
  const renamed = new Map<string, string>();
  for (const id of all) {
    if (taken.test(id)) continue;
    const name = freeName(id, used);
    used.add(name);
    renamed.set(id, name);
    const why = 'A tool call has an id that Bedrock does not take; it was renamed there and in its result.';
    encoding.changed('messages', why, { from: id, to: name });
  }
  return (id) => renamed.get(id) ?? id;
}

function idsIn(message: Message): string[] {
  if (message.role === 'tool') return message.content.map((part) => part.toolCallId);
  if (message.role !== 'assistant') return [];
  return message.content.flatMap((part) => (part.type === 'tool-call' ? [part.id] : []));
}

// 56 of the 64 characters, so that a number still fits.
function freeName(id: string, used: ReadonlySet<string>): string {
  const clean = id.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 56) || 'tooluse';
  let name = clean;
  for (let number = 2; used.has(name); number += 1) name = `${clean}_${number}`;
  return name;
}
