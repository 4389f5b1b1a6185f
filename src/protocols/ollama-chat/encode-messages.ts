import { isRecord, type JsonObject } from '../../core/json.ts';
import {
  type AssistantMessage,
  isFromHere,
  type ProviderOptions,
  type ToolCallPart,
  type ToolResultPart,
  type UserPart,
} from '../../core/message.ts';
import { saidFailure } from '../failed-result.ts';
import { imageOf, textOfFile } from './encode-media.ts';
import type { Encoding } from './encoding.ts';

/**
 * The conversation. A message holds one text and, beside it, its images: several texts are joined by line breaks, and
 * where the images stood between them is not said. Settings of a part go on the message that holds it.
 */
export function encodeMessages(encoding: Encoding): JsonObject[] {
  const names = new Map<string, string>();
  return encoding.call.messages.flatMap((message, index): JsonObject[] => {
    const where = `messages[${index}]`;
    switch (message.role) {
      case 'system':
      case 'user':
        if (message.role === 'user' && message.name !== undefined)
          encoding.dropped(`${where}.name`, 'Ollama has no names of users.');
        return [
          withOwn(
            { role: message.role, ...spoken(message.content, where, encoding) },
            message.content,
            encoding,
          ),
        ];
      case 'assistant':
        for (const part of message.content) if (part.type === 'tool-call') names.set(part.id, part.name);
        return [assistant(message, where, encoding)];
      case 'tool':
        return results(message.content, { where, names, encoding });
      default:
        message satisfies never;
        throw new TypeError('A message has no known role');
    }
  });
}

interface Spoken extends JsonObject {
  readonly content: string;
  readonly images?: readonly string[];
}

function spoken(parts: readonly UserPart[], where: string, encoding: Encoding): Spoken {
  const texts: string[] = [];
  const images: string[] = [];
  for (const [index, part] of parts.entries()) {
    const at = `${where}.content[${index}]`;
    if (part.type === 'image') {
      const image = imageOf(part, at, encoding);
      if (image !== undefined) images.push(image);
      continue;
    }
    const text = part.type === 'text' ? part.text : textOfFile(part, at, encoding);
    if (text !== undefined && text !== '') texts.push(text);
  }
  return { content: texts.join('\n'), ...(images.length === 0 ? {} : { images }) };
}

interface Draft {
  readonly texts: string[];
  readonly calls: JsonObject[];
  readonly media: UserPart[];
  thinking: string;
  own: JsonObject;
}

function assistant(message: AssistantMessage, where: string, encoding: Encoding): JsonObject {
  const here = { provider: encoding.call.model.provider, protocol: 'ollama-chat' };
  const isHere = isFromHere(message, here);
  const draft: Draft = { texts: [], calls: [], media: [], thinking: '', own: {} };
  for (const [index, part] of message.content.entries())
    addPart(part, `${where}.content[${index}]`, isHere, draft, encoding);
  const { texts, calls, media, thinking, own } = draft;
  const shown = spoken(media, where, encoding);
  const wire = {
    role: 'assistant',
    ...shown,
    content: [...texts, shown.content].filter((text) => text !== '').join('\n'),
    ...(thinking === '' ? {} : { thinking }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...own,
  };
  return message.content.reduce<JsonObject>((sum, part) => {
    const isOnMessage = part.type !== 'tool-call' && 'providerOptions' in part;
    return isOnMessage ? encoding.withOptions(sum, part.providerOptions) : sum;
  }, wire);
}

function addPart(
  part: AssistantMessage['content'][number],
  where: string,
  isHere: boolean,
  draft: Draft,
  encoding: Encoding,
): void {
  switch (part.type) {
    case 'text':
      draft.texts.push(part.text);
      return;
    case 'refusal':
      encoding.changed(where, 'Ollama has no refusals; it was sent as text.');
      draft.texts.push(part.text);
      return;
    case 'reasoning':
      if (isHere) draft.thinking += part.text;
      else encoding.dropped(where, 'Thoughts of another model are not sent to this one.');
      return;
    case 'tool-call':
      draft.calls.push(toolCall(part, where, encoding));
      return;
    case 'image':
    case 'file':
      draft.media.push(part);
      return;
    case 'extra': {
      const { vendor } = encoding.dialect;
      const isOurs = part.provider === vendor || part.provider === encoding.call.model.provider;
      if (isHere && isOurs && isRecord(part.value))
        draft.own = { ...draft.own, ...(part.value as JsonObject) };
      else encoding.dropped(where, `Content that only ${part.provider} understands was left out.`);
      return;
    }
    default:
      part satisfies never;
  }
}

function toolCall(part: ToolCallPart, where: string, encoding: Encoding): JsonObject {
  const isSound = part.invalid === undefined && isRecord(part.input);
  if (!isSound)
    encoding.changed(`${where}.input`, 'Ollama takes an object as arguments only; an empty one was sent.');
  const called = { name: part.name, arguments: isSound ? part.input : {} };
  return encoding.withOptions({ id: part.id, function: called }, part.providerOptions);
}

interface ResultContext {
  readonly where: string;
  /** The name of each tool that was called, by the id of the call. */
  readonly names: ReadonlyMap<string, string>;
  readonly encoding: Encoding;
}

// Old versions tell results apart by the name of the tool, new ones by the id of the call; each ignores the other. Images
// wait until the last of the results.
function results(parts: readonly ToolResultPart[], { where, names, encoding }: ResultContext): JsonObject[] {
  const images: string[] = [];
  const messages = parts.map((answer, index): JsonObject => {
    const at = `${where}.content[${index}]`;
    const part = saidFailure(answer, (note) => encoding.changed(at, note));
    const { content, images: shown = [] } = spoken(part.content, at, encoding);
    if (shown.length > 0) {
      encoding.changed(at, 'Images of a tool result went into a message of the user after it.');
      images.push(...shown);
    }
    const name = part.toolName ?? names.get(part.toolCallId);
    const wire = {
      role: 'tool',
      content,
      ...(name === undefined ? {} : { tool_name: name }),
      tool_call_id: part.toolCallId,
    };
    return withOwn(wire, [...part.content, part], encoding);
  });
  return images.length === 0 ? messages : [...messages, { role: 'user', content: '', images }];
}

function withOwn(
  wire: JsonObject,
  parts: readonly { readonly providerOptions?: ProviderOptions }[],
  encoding: Encoding,
): JsonObject {
  return parts.reduce<JsonObject>((sum, part) => encoding.withOptions(sum, part.providerOptions), wire);
}
