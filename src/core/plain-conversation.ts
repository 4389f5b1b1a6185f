import type { Message } from './message.ts';

/** Whether a conversation is words alone, or so plain that nothing in it could need a change. */
export function isPlain(messages: readonly Message[]): boolean {
  return messages.every(({ role, content }) => {
    if (content.length === 0 || role === 'tool') return false;
    return (
      role !== 'assistant' || content.every((part) => part.type === 'text' && part.signature === undefined)
    );
  });
}
