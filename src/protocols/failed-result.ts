import type { TextPart, ToolResultPart } from '../core/message.ts';

/** Words that tell a reader that a tool failed. */
const admission = /^[\s\W]*(?:error|failed|failure|exception|\w+(?:Error|Exception)\b)/i;

/**
 * A tool result for formats that have no mark for failures: the text of a failed one begins with `Error:` unless it says
 * so already. Models are told of failures in words there; the vendors' pages know no other way.
 */
export function saidFailure(part: ToolResultPart, note: (message: string) => void): ToolResultPart {
  if (part.isError !== true) return part;
  const place = part.content.findIndex(({ type }) => type === 'text');
  const first = part.content[place] as TextPart | undefined;
  if (first !== undefined && admission.test(first.text)) return part;
  note('The format has no mark for a failed tool result; "Error:" was put before its text.');
  if (first === undefined) return { ...part, content: [{ type: 'text', text: 'Error:' }, ...part.content] };
  const said: TextPart = { ...first, text: `Error: ${first.text}` };
  return { ...part, content: part.content.map((item, index) => (index === place ? said : item)) };
}
