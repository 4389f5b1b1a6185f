import type {
  AssistantMessage,
  AssistantPart,
  Message,
  ToolResultPart,
  UserMessage,
  UserPart,
} from './message.ts';

/** A conversation: plain JSON with a version, so that stored ones can be read for ever. */
export interface Context {
  readonly version: 1;
  readonly messages: readonly Message[];
}

/** A conversation from messages. */
export function context(...messages: readonly Message[]): Context {
  return { version: 1, messages };
}

/** The conversation with more messages at its end; the given one stays as it is. */
export function append(conversation: Context, ...messages: readonly Message[]): Context {
  return { ...conversation, messages: [...conversation.messages, ...messages] };
}

/** Instructions that stand above the conversation. */
export function system(text: string): Message {
  return { role: 'system', content: [{ type: 'text', text }] };
}

/** A user's turn: text, or parts with images and files. Its type tells which kinds of parts there are, where that is plain. */
export function user<const Kind extends UserPart['type']>(
  content: string | readonly (UserPart & { readonly type: Kind })[],
): UserMessage<Extract<UserPart, { readonly type: Kind }>> {
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  return { role: 'user', content: parts as readonly Extract<UserPart, { readonly type: Kind }>[] };
}

/** A model's turn, for few-shot examples and stored conversations. */
export function assistant(content: string | readonly AssistantPart[]): AssistantMessage {
  return {
    role: 'assistant',
    content: typeof content === 'string' ? [{ type: 'text', text: content }] : content,
  };
}

/** What a tool answered to one call. Anything that is no text or part list is sent as JSON. */
export function toolResult(
  call: { readonly id: string; readonly name?: string },
  output: unknown,
  options: { readonly isError?: boolean } = {},
): Message {
  const result: ToolResultPart = {
    type: 'tool-result',
    toolCallId: call.id,
    ...(call.name === undefined ? {} : { toolName: call.name }),
    content: contentOf(output),
    ...(options.isError === undefined ? {} : { isError: options.isError }),
  };
  return { role: 'tool', content: [result] };
}

function contentOf(output: unknown): ToolResultPart['content'] {
  if (typeof output === 'string') return [{ type: 'text', text: output }];
  if (isPartList(output)) return output;
  return [{ type: 'text', text: JSON.stringify(output) ?? 'null' }];
}

function isPartList(output: unknown): output is ToolResultPart['content'] {
  const isPart = (part: unknown): boolean =>
    typeof part === 'object' &&
    part !== null &&
    'type' in part &&
    ['text', 'image', 'file'].includes(String(part.type));
  return Array.isArray(output) && output.length > 0 && output.every(isPart);
}
