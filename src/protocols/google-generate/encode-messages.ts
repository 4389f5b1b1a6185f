import { isRecord, type JsonObject } from '../../core/json.ts';
import {
  type AssistantMessage,
  type AssistantPart,
  isFromHere,
  type Message,
  type ToolCallPart,
  type ToolMessage,
  type ToolResultPart,
  type UserMessage,
} from '../../core/message.ts';
import { encodeMedia } from './encode-media.ts';
import type { Encoding } from './encoding.ts';

interface Content {
  readonly role: 'user' | 'model';
  readonly parts: JsonObject[];
}

/** The conversation as `contents` and `systemInstruction`. Turns of the same role that follow each other become one. */
export function encodeMessages(encoding: Encoding): JsonObject {
  const system: JsonObject[] = [];
  const contents: Content[] = [];
  const names = new Map<string, string>();
  for (const [index, message] of encoding.call.messages.entries()) {
    const where = `messages[${index}]`;
    if (message.role === 'system') {
      system.push(...systemParts(message, where, contents.length > 0, encoding));
      continue;
    }
    const parts = turnParts(message, where, names, encoding);
    const role = message.role === 'assistant' ? 'model' : 'user';
    const last = contents.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else if (parts.length > 0) contents.push({ role, parts });
  }
  return withSystem(system, contents, encoding);
}

function withSystem(system: JsonObject[], contents: Content[], encoding: Encoding): JsonObject {
  const isSystemless = encoding.isOneOf(encoding.dialect.systemlessModels);
  if (system.length > 0 && isSystemless) {
    encoding.changed(
      'messages',
      'This model takes no system instruction; it was put in front of the first user turn.',
    );
    const first = contents.find((content) => content.role === 'user');
    if (first === undefined) contents.unshift({ role: 'user', parts: system });
    else first.parts.unshift(...system);
  }
  if (contents.length === 0) {
    // "contents is not specified" is an error; an empty text is taken (recorded with instructions only).
    encoding.added('messages', 'Google needs a turn besides the instructions; an empty one was sent.');
    contents.push({ role: 'user', parts: [{ text: '' }] });
  }
  if (
    contents[0]?.role === 'model' &&
    contents[0].parts.some(({ functionCall: call }) => call !== undefined)
  ) {
    // "Please ensure that function call turn comes immediately after a user turn or after a function response turn."
    encoding.added('messages', 'Google wants a turn of the user before calls; one was put there.', 'Begin.');
    contents.unshift({ role: 'user', parts: [{ text: 'Begin.' }] });
  }
  const wire: JsonObject = { contents: contents.map(({ role, parts }) => ({ role, parts })) };
  return system.length === 0 || isSystemless ? wire : { systemInstruction: { parts: system }, ...wire };
}

function systemParts(
  message: Extract<Message, { role: 'system' }>,
  where: string,
  isLate: boolean,
  encoding: Encoding,
): JsonObject[] {
  if (isLate) {
    encoding.changed(
      where,
      'Instructions inside the conversation were moved to its top, the only place Google has.',
    );
  }
  const texts = message.content.filter((part) => part.text !== '');
  return texts.map((part) => encoding.withOptions({ text: part.text }, part.providerOptions));
}

function turnParts(
  message: Exclude<Message, { role: 'system' }>,
  where: string,
  names: Map<string, string>,
  encoding: Encoding,
): JsonObject[] {
  switch (message.role) {
    case 'user':
      return userParts(message, where, encoding);
    case 'assistant':
      for (const part of message.content) if (part.type === 'tool-call') names.set(part.id, part.name);
      return assistantParts(message, where, encoding);
    case 'tool':
      return toolParts(message, where, names, encoding);
  }
}

function userParts(message: UserMessage, where: string, encoding: Encoding): JsonObject[] {
  if (message.name !== undefined) encoding.dropped(`${where}.name`, 'Google has no names of users.');
  return message.content.flatMap((part, index): JsonObject[] => {
    if (part.type !== 'text') return [encodeMedia(part, `${where}.content[${index}]`, encoding)];
    const isNothing = part.text === '' && part.providerOptions === undefined && message.content.length > 1;
    return isNothing ? [] : [encoding.withOptions({ text: part.text }, part.providerOptions)];
  });
}

function assistantParts(message: AssistantMessage, where: string, encoding: Encoding): JsonObject[] {
  const { call, dialect } = encoding;
  const isHere = isFromHere(message, { provider: call.model.provider, protocol: 'google-generate' });
  const parts: JsonObject[] = [];
  let needsSignature = encoding.isOneOf(dialect.signatureModels);
  for (const [index, part] of message.content.entries()) {
    const at = `${where}.content[${index}]`;
    let wire = assistantPart(part, at, isHere, encoding);
    if (part.type === 'tool-call' && wire !== undefined && needsSignature) {
      // Only the first call of a turn is signed. https://ai.google.dev/gemini-api/docs/thought-signatures
      needsSignature = false;
      if (wire['thoughtSignature'] === undefined) {
        wire = { ...wire, thoughtSignature: dialect.foreignSignature };
        encoding.added(
          `${at}.signature`,
          'The call has no signature of this model; the mark that skips the check was sent.',
        );
      }
    }
    if (wire !== undefined) parts.push(wire);
  }
  return parts;
}

function assistantPart(
  part: AssistantPart,
  where: string,
  isHere: boolean,
  encoding: Encoding,
): JsonObject | undefined {
  switch (part.type) {
    case 'text':
      if (part.text === '' && (part.signature === undefined || !isHere)) return undefined;
      return encoding.withOptions(
        { text: part.text, ...signature(part, where, isHere, encoding) },
        part.providerOptions,
      );
    case 'reasoning':
      if (!isHere) {
        encoding.dropped(where, 'Thoughts of another model are not sent to this one.');
        return undefined;
      }
      return encoding.withOptions(
        { text: part.text, thought: true, ...signature(part, where, isHere, encoding) },
        part.providerOptions,
      );
    case 'refusal':
      encoding.changed(where, 'Google has no refusals; it was sent as text.');
      return part.text === '' ? undefined : { text: part.text };
    case 'tool-call':
      return encoding.withOptions(
        { functionCall: functionCall(part, where, encoding), ...signature(part, where, isHere, encoding) },
        part.providerOptions,
      );
    case 'image':
    case 'file':
      return { ...encodeMedia(part, where, encoding), ...signature(part, where, isHere, encoding) };
    case 'extra': {
      const isOurs =
        part.provider === encoding.dialect.vendor || part.provider === encoding.call.model.provider;
      if (isHere && isOurs && isRecord(part.value)) return part.value as JsonObject;
      encoding.dropped(where, `Content that only ${part.provider} understands was left out.`);
      return undefined;
    }
  }
}

function signature(
  part: { readonly signature?: string },
  where: string,
  isHere: boolean,
  encoding: Encoding,
): { thoughtSignature?: string } {
  if (part.signature === undefined) return {};
  if (isHere) return { thoughtSignature: part.signature };
  encoding.dropped(`${where}.signature`, 'The signature of another provider was left out.');
  return {};
}

function functionCall(part: ToolCallPart, where: string, encoding: Encoding): JsonObject {
  const isSound = part.invalid === undefined && isRecord(part.input);
  if (!isSound) {
    encoding.changed(`${where}.input`, 'Google takes an object as arguments only; an empty one was sent.');
  }
  return {
    ...(encoding.dialect.sendCallIds ? { id: part.id } : {}),
    name: part.name,
    args: isSound ? part.input : {},
  };
}

// Media that a model does not take inside a result follows behind all results of the message: Google wants the results
// of one turn side by side.
function toolParts(
  message: ToolMessage,
  where: string,
  names: Map<string, string>,
  encoding: Encoding,
): JsonObject[] {
  const results: JsonObject[] = [];
  const after: JsonObject[] = [];
  for (const [index, part] of message.content.entries()) {
    const at = `${where}.content[${index}]`;
    const media = part.content.flatMap((item, place) =>
      item.type === 'text' ? [] : [encodeMedia(item, `${at}.content[${place}]`, encoding)],
    );
    const isInside = media.length > 0 && encoding.isOneOf(encoding.dialect.resultMediaModels);
    if (media.length > 0 && !isInside) {
      encoding.changed(at, 'This model takes no files in tool results; they follow as user content.');
      after.push(...media);
    }
    const response = functionResponse(part, nameOf(part, at, names, encoding), encoding);
    const wire = isInside ? { ...response, parts: media } : response;
    results.push({ functionResponse: encoding.withOptions(wire, part.providerOptions) });
  }
  return [...results, ...after];
}

// `output` and `error` are the two keys Google gives a meaning. https://ai.google.dev/api/caching#FunctionResponse
function functionResponse(part: ToolResultPart, name: string, encoding: Encoding): JsonObject {
  const text = part.content
    .map((item) => (item.type === 'text' ? item.text : ''))
    .filter((said) => said !== '')
    .join('\n');
  return {
    ...(encoding.dialect.sendCallIds ? { id: part.toolCallId } : {}),
    name,
    response: part.isError === true ? { error: text } : { output: text },
  };
}

function nameOf(part: ToolResultPart, where: string, names: Map<string, string>, encoding: Encoding): string {
  const name = part.toolName ?? names.get(part.toolCallId);
  if (name !== undefined) return name;
  encoding.added(
    `${where}.toolName`,
    'Google needs the name of the tool and no call with this id is there; the id was sent.',
  );
  return part.toolCallId;
}
