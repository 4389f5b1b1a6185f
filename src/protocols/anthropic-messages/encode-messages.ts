import { isRecord, type JsonObject, parseJson } from '../../core/json.ts';
import {
  type AssistantMessage,
  type AssistantPart,
  isFromHere,
  type Message,
  type ReasoningPart,
  type SystemMessage,
  type ToolCallPart,
} from '../../core/message.ts';
import { fitsModel } from './dialect.ts';
import { contentBlock, resultBlock, textBlock } from './encode-content.ts';
import { endConversation, type Turn } from './encode-ending.ts';
import type { Encoding } from './encoding.ts';
import { wireIds } from './tool-ids.ts';

export interface EncodedMessages {
  readonly system: JsonObject[];
  readonly messages: JsonObject[];
}

/** The conversation in turns as the API wants them: system text on top, results of tools first in the user's turn. */
export function encodeMessages(encoding: Encoding): EncodedMessages {
  const conversation: Conversation = { encoding, idOf: wireIds(encoding), system: [], turns: [] };
  for (const [index, message] of encoding.call.messages.entries()) {
    addMessage(conversation, message, `messages[${index}]`);
  }
  endConversation(encoding, conversation.turns);
  const messages = conversation.turns.map(({ role, results, blocks }) => ({
    role,
    content: [...results, ...blocks],
  }));
  return { system: conversation.system, messages };
}

interface Conversation {
  readonly encoding: Encoding;
  readonly idOf: (id: string) => string;
  readonly system: JsonObject[];
  readonly turns: Turn[];
}

function addMessage(conversation: Conversation, message: Message, setting: string): void {
  const { encoding, idOf } = conversation;
  switch (message.role) {
    case 'system':
      return addSystem(conversation, message, setting);
    case 'user': {
      if (message.name !== undefined)
        encoding.dropped(`${setting}.name`, 'The Messages format has no names; it was left out.');
      const blocks = message.content.flatMap((part, index) =>
        contentBlock(encoding, part, `${setting}.content[${index}]`),
      );
      if (blocks.length > 0) turnOf(conversation, 'user').blocks.push(...blocks);
      return;
    }
    case 'tool': {
      for (const [index, part] of message.content.entries()) {
        const block = resultBlock(encoding, part, idOf(part.toolCallId), `${setting}.content[${index}]`);
        turnOf(conversation, 'user').results.push(block);
      }
      return;
    }
    case 'assistant': {
      const blocks = assistantBlocks(conversation, message, setting);
      if (blocks.length > 0) turnOf(conversation, 'assistant').blocks.push(...blocks);
      return;
    }
    default:
      message satisfies never;
  }
}

/** The last turn when it is of this role, as the API wants roles to alternate; else a new one. */
function turnOf({ turns }: Conversation, role: Turn['role']): Turn {
  const last = turns.at(-1);
  if (last?.role === role) return last;
  const turn: Turn = { role, results: [], blocks: [] };
  turns.push(turn);
  return turn;
}

function addSystem(conversation: Conversation, message: SystemMessage, setting: string): void {
  const { encoding, system, turns } = conversation;
  const blocks = message.content.flatMap((part) => textBlock(encoding, part, false));
  if (blocks.length === 0) return;
  const role = turns.at(-1)?.role;
  if (role === undefined) return void system.push(...blocks);
  if (role !== 'assistant' && fitsModel(encoding.call.model.id, encoding.dialect.midSystemModels)) {
    return void turnOf(conversation, 'system').blocks.push(...blocks);
  }
  system.push(...blocks);
  encoding.changed(
    setting,
    'A system message in the middle of the conversation was moved to its top, the only place for it here.',
  );
}

function assistantBlocks(
  { encoding, idOf }: Conversation,
  message: AssistantMessage,
  setting: string,
): JsonObject[] {
  const isOurs = isFromHere(message, {
    provider: encoding.call.model.provider,
    protocol: 'anthropic-messages',
  });
  return message.content.flatMap((part, index) => {
    const place = `${setting}.content[${index}]`;
    switch (part.type) {
      case 'text':
        return textBlock(encoding, part, isOurs);
      case 'refusal':
        return part.text === '' ? [] : [{ type: 'text', text: part.text }];
      case 'reasoning':
        return thinkingBlock(encoding, part, isOurs, place);
      case 'tool-call':
        return [callBlock(encoding, part, { id: idOf(part.id), isOurs, place })];
      case 'extra':
        return extraBlock(encoding, part, isOurs, place);
      case 'image':
      case 'file':
        encoding.dropped(
          place,
          `An assistant turn holds no ${part.type} in the Messages format; it was left out.`,
        );
        return [];
      default:
        part satisfies never;
        return [];
    }
  });
}

function thinkingBlock(
  encoding: Encoding,
  part: ReasoningPart,
  isOurs: boolean,
  place: string,
): JsonObject[] {
  const isSigned = part.signature !== undefined || encoding.dialect.allowUnsignedThinking;
  if (isOurs && isSigned) {
    return [
      encoding.withOptions(
        { type: 'thinking', thinking: part.text, signature: part.signature ?? '' },
        part.providerOptions,
      ),
    ];
  }
  const cause = isOurs ? 'have no signature' : 'come from another provider';
  encoding.dropped(place, `Thoughts that ${cause} cannot be sent back; they were left out.`);
  return [];
}

interface CallPlace {
  readonly id: string;
  readonly isOurs: boolean;
  readonly place: string;
}

function callBlock(encoding: Encoding, part: ToolCallPart, { id, isOurs, place }: CallPlace): JsonObject {
  const { name, input, signature, invalid } = part;
  const isObject = isRecord(input);
  if (!isObject || invalid !== undefined) {
    encoding.changed(
      place,
      `The arguments of a call of ${name} are no JSON object; it was sent without them.`,
      { to: {} },
    );
  }
  const caller = isOurs && signature !== undefined ? parseJson(signature) : undefined;
  const block = {
    type: 'tool_use',
    id,
    name,
    input: isObject ? (input as JsonObject) : {},
    ...(caller?.ok === true && isRecord(caller.value) ? { caller: caller.value } : {}),
  };
  return encoding.withOptions(block, part.providerOptions);
}

function extraBlock(
  encoding: Encoding,
  part: Extract<AssistantPart, { type: 'extra' }>,
  isOurs: boolean,
  place: string,
): JsonObject[] {
  const isKnown = part.provider === encoding.dialect.vendor || part.provider === encoding.call.model.provider;
  if (isOurs && isKnown && isRecord(part.value)) return [part.value as JsonObject];
  encoding.dropped(place, `A part that only ${part.provider} understands was left out.`);
  return [];
}
