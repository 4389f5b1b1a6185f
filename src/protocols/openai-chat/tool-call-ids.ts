import type { Call } from '../../core/call.ts';
import type { Changes } from './changes.ts';
import type { OpenaiChatDialect } from './dialect.ts';
import { idFrom } from './ids.ts';

/**
 * What each tool-call id of the conversation is called here. Ids that this host gave stay; others that it would refuse
 * are replaced, in the call and in its result alike.
 */
export function toolCallIds(
  dialect: OpenaiChatDialect,
  call: Call,
  changes: Changes,
): (id: string) => string {
  const pattern = new RegExp(dialect.toolCallIds.pattern);
  const names = new Map<string, string>();
  const foreign = new Set<string>();
  for (const { id, isOwn } of allIds(call)) {
    if (isOwn || pattern.test(id)) names.set(id, id);
    else foreign.add(id);
  }
  const used = new Set(names.values());
  for (const id of foreign) {
    if (names.has(id)) continue;
    const name = freeId(id, dialect.toolCallIds.length, used);
    used.add(name);
    names.set(id, name);
    changes.changed(
      'messages',
      `${dialect.vendor} refuses tool-call ids of this form; one was replaced in its call and result.`,
      id,
      name,
    );
  }
  return (id) => names.get(id) ?? id;
}

function allIds({ messages, model }: Call): { id: string; isOwn: boolean }[] {
  return messages.flatMap((message) => {
    if (message.role === 'tool')
      return message.content.map((part) => ({ id: part.toolCallId, isOwn: false }));
    if (message.role !== 'assistant') return [];
    const isOwn = message.origin?.provider === model.provider;
    return message.content.flatMap((part) => (part.type === 'tool-call' ? [{ id: part.id, isOwn }] : []));
  });
}

function freeId(id: string, length: number, used: ReadonlySet<string>): string {
  for (let attempt = 0; ; attempt += 1) {
    const name = idFrom(attempt === 0 ? id : `${id}#${attempt}`, length);
    if (!used.has(name)) return name;
  }
}
