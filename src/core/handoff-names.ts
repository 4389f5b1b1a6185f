import type { ChangeNote } from './handoff.ts';
import type { Message } from './message.ts';

/**
 * The conversation with names of tools that the format takes. Models call tools that nobody has, by names that no tool may
 * have (`multi_tool_use.parallel`) or by none at all; sent back, such a name has the whole conversation refused.
 */
export function withFittingNames(
  messages: readonly Message[],
  taken: RegExp,
  note: ChangeNote,
): readonly Message[] {
  const fits = (name: string | undefined): boolean => name === undefined || taken.test(name);
  const isFit = ({ role, content }: Message): boolean => {
    if (role === 'assistant') return content.every((part) => part.type !== 'tool-call' || fits(part.name));
    return role !== 'tool' || content.every(({ toolName }) => fits(toolName));
  };
  if (messages.every(isFit)) return messages;
  return messages.map((message, index) => {
    if (isFit(message)) return message;
    return message.role === 'assistant'
      ? renamed(message, taken, (from, to) => told(note, index, from, to))
      : named(message, taken);
  });
}

type Assistant = Extract<Message, { role: 'assistant' }>;

function renamed(message: Assistant, taken: RegExp, tell: (from: string, to: string) => void): Assistant {
  const content = message.content.map((part) => {
    if (part.type !== 'tool-call' || taken.test(part.name)) return part;
    const name = fitting(part.name);
    tell(part.name, name);
    return { ...part, name };
  });
  return { ...message, content };
}

// Said of the call already.
function named(message: Message, taken: RegExp): Message {
  if (message.role !== 'tool') return message;
  const content = message.content.map((part) =>
    part.toolName === undefined || taken.test(part.toolName)
      ? part
      : { ...part, toolName: fitting(part.toolName) },
  );
  return { ...message, content };
}

function told(note: ChangeNote, index: number, from: string, to: string): void {
  const message = `A tool was called by a name that the format does not take; it is told as "${to}".`;
  note('changed', `messages[${index}]`, message, { from, to });
}

function fitting(name: string): string {
  return name === '' ? 'unnamed' : name.replaceAll(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64);
}
