import type { JsonObject } from '../../core/json.ts';
import type { Message } from '../../core/message.ts';

/** What a model is told that is not held to the schema by its provider. */
export function schemaInstruction(schema: JsonObject | undefined, description: string | undefined): string {
  const wish =
    'Answer with nothing but one JSON value: no words around it and no code fence. Write it in full, without comments.';
  const what = description === undefined ? '' : ` It stands for this: ${description}`;
  const form = schema === undefined ? '' : `\nIt must fit this JSON Schema:\n${JSON.stringify(schema)}`;
  return `${wish}${what}${form}`;
}

/** What a model is told that can only be asked to call the tool. */
export function toolInstruction(tool: string): string {
  return `Give your final answer by calling the tool \`${tool}\`, once, with the answer as its arguments. Do not write the answer as text.`;
}

/** What is said after a turn of the model, as that of a run of tools: an object is an answer, and nothing to go on with. */
export const closingQuestion: Message = {
  role: 'user',
  content: [{ type: 'text', text: 'Give your final answer now, in the form that is asked for.' }],
};

/** The messages with an instruction below the instructions that stand above them. */
export function withInstruction(messages: readonly Message[], text: string): Message[] {
  const spoken = messages.findIndex(({ role }) => role !== 'system');
  const first = spoken === -1 ? messages.length : spoken;
  const instruction: Message = { role: 'system', content: [{ type: 'text', text }] };
  return [...messages.slice(0, first), instruction, ...messages.slice(first)];
}
