import type { AssistantMessage, Message } from './message.ts';

/** Which tool-call ids a host takes, and what others are called there. */
export interface ToolIdRules {
  /** Whether an id may stay as it is, whoever gave it. */
  takes(id: string): boolean;
  /** Whether this host gave the ids of a message, so that they stay whatever their form. None by default. */
  isOwn?(message: AssistantMessage): boolean;
  /** Another name for an id. Asked again, with the next attempt, while the name is in use; attempts count from 0. */
  nameFor(id: string, attempt: number): string;
  /** Told of each id that was renamed, once. */
  renamed(from: string, to: string): void;
}

/**
 * What each tool-call id of a conversation is called on the wire, in the call and in its result alike: as before where
 * the host takes it, else by another name that no other call has.
 */
export function wireToolIds(messages: readonly Message[], rules: ToolIdRules): (id: string) => string {
  const { own, all } = idsIn(messages, rules);
  if (all.size === 0) return same;
  const kept = new Set([...all].filter((id) => own.has(id) || rules.takes(id)));
  const used = new Set(kept);
  const names = new Map<string, string>();
  for (const id of all) {
    if (kept.has(id)) continue;
    const name = freeName(id, rules, used);
    used.add(name);
    names.set(id, name);
    rules.renamed(id, name);
  }
  return (id) => names.get(id) ?? id;
}

function same(id: string): string {
  return id;
}

function idsIn(
  messages: readonly Message[],
  rules: ToolIdRules,
): { readonly own: ReadonlySet<string>; readonly all: ReadonlySet<string> } {
  const own = new Set<string>();
  const all = new Set<string>();
  for (const message of messages) {
    if (message.role === 'tool') for (const part of message.content) all.add(part.toolCallId);
    if (message.role !== 'assistant') continue;
    const isOwn = rules.isOwn?.(message) === true;
    for (const part of message.content) {
      if (part.type !== 'tool-call') continue;
      all.add(part.id);
      if (isOwn) own.add(part.id);
    }
  }
  return { own, all };
}

function freeName(id: string, rules: ToolIdRules, used: ReadonlySet<string>): string {
  for (let attempt = 0; ; attempt += 1) {
    const name = rules.nameFor(id, attempt);
    if (!used.has(name)) return name;
  }
}
