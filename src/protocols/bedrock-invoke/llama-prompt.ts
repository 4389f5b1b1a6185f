import type { CallBody } from '../../core/call.ts';
import type { AssistantPart, Message, ToolResultPart, UserPart } from '../../core/message.ts';
import type { Warning } from '../../core/warning.ts';
import type { LlamaMarks } from './llama-dialect.ts';

/** The conversation as one prompt that ends where the model is to speak, and what it does not say as it was asked. */
export function promptOf(call: CallBody, marks: LlamaMarks): { prompt: string; changes: Warning[] } {
  const changes: Warning[] = [];
  const turns = call.messages.map((message, index) => {
    const text = textOf(message, `messages[${index}]`, changes);
    return turn(message.role === 'tool' ? 'ipython' : message.role, text, marks);
  });
  const opening = `${marks.roleStart}assistant${marks.roleEnd}\n\n`;
  return { prompt: `${marks.begin}${turns.join('')}${opening}`, changes };
}

/** The messages of a prompt; undefined when it is none of this format. */
export function messagesIn(prompt: string, marks: LlamaMarks): Message[] | undefined {
  const { begin, roleStart, roleEnd, turnEnd } = marks;
  const opening = `${roleStart}assistant${roleEnd}\n\n`;
  if (!prompt.startsWith(begin) || !prompt.endsWith(opening)) return undefined;
  const turns = prompt.slice(begin.length, prompt.length - opening.length).split(turnEnd);
  if (turns.pop() !== '') return undefined;
  const messages: Message[] = [];
  for (const each of turns) {
    const [head = '', ...rest] = each.split(roleEnd);
    const role = head.slice(roleStart.length);
    if (!head.startsWith(roleStart) || rest.length !== 1) return undefined;
    if (role !== 'system' && role !== 'user' && role !== 'assistant') return undefined;
    const text = (rest[0] ?? '').replace(/^\n\n/, '');
    messages.push({ role, content: [{ type: 'text', text }] });
  }
  return messages;
}

function turn(role: string, text: string, { roleStart, roleEnd, turnEnd }: LlamaMarks): string {
  return `${roleStart}${role}${roleEnd}\n\n${text}${turnEnd}`;
}

function textOf(message: Message, where: string, changes: Warning[]): string {
  const said = message.content.map((part, index) => partText(part, `${where}.content[${index}]`, changes));
  const text = said.filter((each) => each !== '').join('\n');
  // A text that holds the format's marks could speak for others.
  const safe = text.replace(/<\|(\w+)\|>/g, '< |$1| >');
  if (safe !== text)
    changes.push({
      code: 'changed',
      setting: where,
      message: 'Marks of the prompt format in it were broken up.',
    });
  return safe.toWellFormed();
}

function partText(
  part: UserPart | AssistantPart | ToolResultPart,
  where: string,
  changes: Warning[],
): string {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text;
    case 'tool-call':
      changes.push({ code: 'changed', setting: where, message: 'A tool call was sent as text.' });
      return JSON.stringify({ name: part.name, parameters: part.input });
    case 'tool-result':
      changes.push({ code: 'changed', setting: where, message: 'A tool result was sent as text.' });
      return part.content.map((item) => partText(item, where, changes)).join('\n');
    default:
      changes.push({ code: 'dropped', setting: where, message: 'The prompt format carries text only.' });
      return '';
  }
}
