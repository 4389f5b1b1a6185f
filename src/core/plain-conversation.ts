import type { FilePart, ImagePart, Message } from './message.ts';

/** Whether a conversation is words alone, or so plain that nothing in it could need a change. */
export function isPlain(messages: readonly Message[]): boolean {
  return messages.every((message) => {
    const { role, content } = message;
    if (content.length === 0 || role === 'tool') return false;
    if (role === 'user') return content.every((part) => part.type === 'text' || !isHeld(part));
    return (
      role !== 'assistant' || content.every((part) => part.type === 'text' && part.signature === undefined)
    );
  });
}

// Of which it is said who holds it, so that it may be in the wrong place.
function isHeld({ source }: ImagePart | FilePart): boolean {
  return 'fileId' in source && source.provider !== undefined;
}
