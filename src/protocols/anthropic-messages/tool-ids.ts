import type { Message } from '../../core/message.ts';
import type { Encoding } from './encoding.ts';

// "String should match pattern '^[a-zA-Z0-9_-]+$'". Calls named srvtoolu_ count as the provider's own, and their
// results are then refused (recorded, HTTP 400).
const taken = /^(?!srvtoolu_)[a-zA-Z0-9_-]+$/;

/** How the tool calls of a conversation are called on the wire: as before, where the API takes the id. */
export function wireIds(encoding: Encoding): (id: string) => string {
  const all = new Set(encoding.call.messages.flatMap(idsIn));
  const used = new Set([...all].filter((id) => taken.test(id)));
  const renamed = new Map<string, string>();
  for (const id of all) {
    if (taken.test(id)) continue;
    const name = freeName(id, used);
    used.add(name);
    renamed.set(id, name);
    encoding.changed(
      'messages',
      'A tool call has an id that the API does not take; it was renamed there and in its result.',
      id,
      name,
    );
  }
  return (id) => renamed.get(id) ?? id;
}

function idsIn(message: Message): string[] {
  if (message.role === 'tool') return message.content.map((part) => part.toolCallId);
  if (message.role !== 'assistant') return [];
  return message.content.flatMap((part) => (part.type === 'tool-call' ? [part.id] : []));
}

function freeName(id: string, used: ReadonlySet<string>): string {
  const clean = id.replace(/^srvtoolu_/, 'toolu_').replace(/[^a-zA-Z0-9_-]/g, '_') || 'toolu_0';
  let name = clean;
  for (let number = 2; used.has(name); number += 1) name = `${clean}_${number}`;
  return name;
}
