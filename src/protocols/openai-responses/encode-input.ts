import type { JsonObject } from '../../core/json.ts';
import { type Message, textOf } from '../../core/message.ts';
import { encodeAssistant } from './encode-assistant.ts';
import { encodeContent } from './encode-content.ts';
import { encodeResults } from './encode-results.ts';
import type { Encoding } from './encoding.ts';
import { callKinds, toolCallIds } from './tool-calls.ts';

/** `input`, and `instructions` where the dialect wants them apart. */
export function encodeInput(encoding: Encoding): JsonObject {
  const { call, dialect } = encoding;
  const { instructions, messages } = placeSystem(encoding);
  const context = { encoding, idOf: toolCallIds(encoding), kinds: callKinds(encoding) };
  const input: JsonObject[] = [];
  const first = call.messages.length - messages.length;
  const from = typeof encoding.options['previous_response_id'] === 'string' ? afterAssistant(messages) : 0;
  for (const [index, message] of messages.entries()) {
    if (index < from) continue;
    const setting = `messages[${first + index}]`;
    switch (message.role) {
      case 'system':
        input.push(systemItem(message, encoding));
        break;
      case 'user':
        if (message.name !== undefined)
          encoding.dropped(
            `${setting}.name`,
            `The name of a message was left out: ${dialect.vendor} takes none.`,
          );
        input.push({ role: 'user', content: encodeContent(message.content, encoding, setting) });
        break;
      case 'assistant':
        input.push(...encodeAssistant(message, context, setting));
        break;
      case 'tool':
        input.push(...encodeResults(message, context, setting));
        break;
      default:
        message satisfies never;
    }
  }
  return { ...(instructions === undefined ? {} : { instructions }), input };
}

function placeSystem(encoding: Encoding): {
  readonly instructions: string | undefined;
  readonly messages: readonly Message[];
} {
  const { call, dialect } = encoding;
  const { messages } = call;
  if (dialect.systemPlacement !== 'instructions') return { instructions: undefined, messages };
  const end = messages.findIndex((message) => message.role !== 'system');
  const count = end === -1 ? messages.length : end;
  const leading = messages.slice(0, count).map(textOf);
  if (leading.length > 0)
    return { instructions: leading.join('\n\n').toWellFormed(), messages: messages.slice(count) };
  const { fallbackInstructions, vendor } = dialect;
  if (fallbackInstructions !== undefined)
    encoding.added('messages', `${vendor} demands instructions; general ones were added.`);
  return { instructions: fallbackInstructions, messages };
}

function systemItem(message: Extract<Message, { role: 'system' }>, encoding: Encoding): JsonObject {
  const role = encoding.dialect.systemPlacement === 'developer-item' ? 'developer' : 'system';
  const { content } = message;
  const [only] = content;
  if (only !== undefined && content.length === 1 && only.providerOptions === undefined)
    return { role, content: only.text };
  return {
    role,
    content: content.map((part) =>
      encoding.withOptions({ type: 'input_text', text: part.text }, part.providerOptions),
    ),
  };
}

function afterAssistant(messages: readonly Message[]): number {
  return messages.findLastIndex((message) => message.role === 'assistant') + 1;
}
