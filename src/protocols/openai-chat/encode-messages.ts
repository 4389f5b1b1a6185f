import type { Call } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type {
  Message,
  SystemMessage,
  TextPart,
  ToolMessage,
  ToolResultPart,
  UserMessage,
  UserPart,
} from '../../core/message.ts';
import type { Changes } from '../changes.ts';
import { saidFailure } from '../failed-result.ts';
import type { OpenaiChatDialect } from './dialect.ts';
import { encodeAssistant, type TurnContext } from './encode-assistant.ts';
import { encodePart } from './encode-media.ts';
import { ownOptions } from './encode-tools.ts';
import { toolCallIds } from './tool-call-ids.ts';

/** A message as it is sent. */
export interface WireTurn extends JsonObject {
  readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
}

/** The conversation as a list of wire messages. */
export function encodeMessages(dialect: OpenaiChatDialect, call: Call, changes: Changes): WireTurn[] {
  const idOf = toolCallIds(dialect, call, changes);
  const turns: WireTurn[] = [];
  // Results must follow their calls without a gap, so what they cannot carry waits until the last of them.
  let media: JsonObject[] = [];
  call.messages.forEach((message, index) => {
    const context: TurnContext = { dialect, call, changes, idOf, setting: `messages[${index}]` };
    if (message.role === 'tool') {
      for (const part of message.content) turns.push(encodeResult(part, media, context));
      return;
    }
    if (media.length > 0) turns.push({ role: 'user', content: media });
    media = [];
    turns.push(encodeTurn(message, context));
  });
  if (media.length > 0) turns.push({ role: 'user', content: media });
  const ordered = dialect.systemMessages === 'one' ? withOneSystem(turns, dialect, changes) : turns;
  return dialect.alternateRoles ? alternating(ordered, changes) : ordered;
}

function encodeTurn(message: Exclude<Message, ToolMessage>, context: TurnContext): WireTurn {
  switch (message.role) {
    case 'system':
      return { role: context.dialect.systemRole, content: encodeContent(message, context) };
    case 'user':
      return { role: 'user', content: encodeContent(message, context), ...nameMember(message, context) };
    case 'assistant':
      return encodeAssistant(message, context);
    default:
      message satisfies never;
      throw new TypeError('A message has no known role');
  }
}

function encodeContent(message: SystemMessage | UserMessage, context: TurnContext): Json {
  const [only, ...others] = message.content;
  if (only === undefined) return '';
  if (others.length === 0 && only.type === 'text' && only.providerOptions === undefined) return only.text;
  return message.content.flatMap((part, index) => {
    const wire = encodePart(part, { ...context, setting: `${context.setting}.content[${index}]` });
    return wire === undefined ? [] : [wire];
  });
}

function nameMember({ name }: UserMessage, { dialect, changes, setting }: TurnContext): JsonObject {
  if (name === undefined) return {};
  if (dialect.names) return { name };
  changes.dropped(`${setting}.name`, `The name of a message was left out: ${dialect.vendor} takes none.`);
  return {};
}

function encodeResult(answer: ToolResultPart, media: JsonObject[], context: TurnContext): WireTurn {
  const { dialect, call, idOf, changes, setting } = context;
  const part = saidFailure(answer, (note) => changes.changed(setting, note));
  const name = dialect.toolResultName ? (part.toolName ?? nameOfCall(call, part.toolCallId)) : undefined;
  return {
    role: 'tool',
    tool_call_id: idOf(part.toolCallId),
    ...(name === undefined ? {} : { name }),
    content: resultContent(part, media, context),
    ...ownOptions(dialect, call, part.providerOptions),
  };
}

function resultContent(part: ToolResultPart, media: JsonObject[], context: TurnContext): Json {
  const texts = part.content.filter((item): item is TextPart => item.type === 'text');
  const others = part.content.filter((item) => item.type !== 'text');
  const hasOptions = texts.some((text) => text.providerOptions !== undefined);
  const isInPlace = context.dialect.toolResultImages === 'parts';
  if (hasOptions || (isInPlace && others.length > 0)) {
    const inPlace = isInPlace ? part.content : texts;
    if (!isInPlace) moveMedia(part, media, context);
    return encodedParts(inPlace, context);
  }
  const moved = moveMedia(part, media, context);
  const text = texts.map((item) => item.text).join('\n');
  return text === '' && moved ? 'The result is in the next user message.' : text;
}

function encodedParts(parts: readonly UserPart[], context: TurnContext): JsonObject[] {
  return parts.map((part) => encodePart(part, context)).filter((wire) => wire !== undefined);
}

function moveMedia(part: ToolResultPart, media: JsonObject[], context: TurnContext): boolean {
  const wires = encodedParts(
    part.content.filter((item) => item.type !== 'text'),
    context,
  );
  if (wires.length === 0) return false;
  const { changes, setting, dialect, idOf } = context;
  changes.changed(
    setting,
    `Media of a tool result went into a user message after it, as tool messages of ${dialect.vendor} carry text only.`,
  );
  media.push({ type: 'text', text: `From the result of tool call ${idOf(part.toolCallId)}:` }, ...wires);
  return true;
}

function nameOfCall(call: Call, id: string): string | undefined {
  for (const message of call.messages) {
    if (message.role !== 'assistant') continue;
    for (const part of message.content) if (part.type === 'tool-call' && part.id === id) return part.name;
  }
  return undefined;
}

function withOneSystem(
  turns: readonly WireTurn[],
  { systemRole, vendor }: OpenaiChatDialect,
  changes: Changes,
): WireTurn[] {
  const systems = turns.filter(({ role }) => role === systemRole);
  const others = turns.filter(({ role }) => role !== systemRole);
  if (systems.length === 0 || (systems.length === 1 && turns[0] === systems[0])) return [...turns];
  changes.changed(
    'messages',
    `${vendor} takes one system message, at the start; all of them were put there.`,
  );
  return [
    {
      role: systemRole,
      content: systems
        .map((turn): Json => turn['content'] ?? null)
        .reduce((left, right) => joinedContent(left, right)),
    },
    ...others,
  ];
}

// "user or tool message(s) should alternate with assistant message(s)" (Perplexity, recorded).
function alternating(turns: readonly WireTurn[], changes: Changes): WireTurn[] {
  const result: WireTurn[] = [];
  let isChanged = false;
  for (const turn of turns) {
    const before = result.at(-1);
    const isMergeable =
      before?.role === turn.role &&
      (turn.role === 'user' || (turn.role === 'assistant' && !('tool_calls' in before)));
    if (before === undefined || !isMergeable) {
      result.push(turn);
      continue;
    }
    isChanged = true;
    result[result.length - 1] = { ...before, ...turn, ...joinedMembers(before, turn) };
  }
  if (isChanged)
    changes.changed(
      'messages',
      'Neighbouring turns of one role were joined, as the provider demands that roles alternate.',
    );
  return result;
}

// What both turns say: their content always, and refusals and thoughts, which are texts beside it.
function joinedMembers(before: WireTurn, turn: WireTurn): JsonObject {
  const texts = Object.entries(before).filter(
    ([name, value]) =>
      turn.role === 'assistant' &&
      name !== 'role' &&
      typeof value === 'string' &&
      typeof turn[name] === 'string',
  );
  return {
    ...Object.fromEntries(
      texts.map(([name, value]) => [name, joinedContent(value ?? null, turn[name] ?? null)]),
    ),
    content: joinedContent(before['content'] ?? null, turn['content'] ?? null),
  };
}

function joinedContent(left: Json, right: Json): Json {
  if (typeof left === 'string' && typeof right === 'string')
    return left === '' ? right : right === '' ? left : `${left}\n\n${right}`;
  return [...partsOf(left), ...partsOf(right)];
}

function partsOf(content: Json): readonly Json[] {
  if (Array.isArray(content)) return content as readonly Json[];
  return typeof content === 'string' && content !== '' ? [{ type: 'text', text: content }] : [];
}
