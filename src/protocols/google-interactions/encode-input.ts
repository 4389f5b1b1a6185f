import { isRecord, type JsonObject } from '../../core/json.ts';
import type {
  AssistantMessage,
  AssistantPart,
  Message,
  ToolCallPart,
  ToolMessage,
  ToolResultPart,
  UserMessage,
} from '../../core/message.ts';
import { encodeMedia } from './encode-media.ts';
import type { Encoding } from './encoding.ts';

/** The conversation as `input`, a list of steps, and `system_instruction`. */
export function encodeInput(encoding: Encoding): JsonObject {
  const { messages } = encoding.call;
  const system: string[] = [];
  const input: JsonObject[] = [];
  const names = namesOfCalls(messages);
  const hasHistory = typeof encoding.options['previous_interaction_id'] === 'string';
  const from = hasHistory ? messages.findLastIndex(({ role }) => role === 'assistant') + 1 : 0;
  for (const [index, message] of messages.entries()) {
    const where = `messages[${index}]`;
    // What is asked of a turn holds for that turn only, so instructions come with each.
    if (message.role === 'system')
      system.push(...systemTexts(message, where, index > system.length, encoding));
    else if (index >= from) input.push(...stepsOf(message, where, names, encoding));
  }
  return {
    ...(system.length === 0 ? {} : { system_instruction: system.join('\n\n').toWellFormed() }),
    input,
  };
}

function namesOfCalls(messages: readonly Message[]): ReadonlyMap<string, string> {
  const parts = messages.flatMap((message) => (message.role === 'assistant' ? message.content : []));
  return new Map(parts.flatMap((part) => (part.type === 'tool-call' ? [[part.id, part.name]] : [])));
}

function systemTexts(
  message: Extract<Message, { role: 'system' }>,
  where: string,
  isLate: boolean,
  encoding: Encoding,
): string[] {
  if (isLate) {
    encoding.changed(
      where,
      'Instructions inside the conversation were moved to its top, the only place Google has.',
    );
  }
  if (message.content.some(({ providerOptions }) => providerOptions !== undefined))
    encoding.dropped(`${where}.providerOptions`, 'Instructions are one text here and take no settings.');
  return message.content.map(({ text }) => text).filter((text) => text !== '');
}

function stepsOf(
  message: Exclude<Message, { role: 'system' }>,
  where: string,
  names: ReadonlyMap<string, string>,
  encoding: Encoding,
): JsonObject[] {
  switch (message.role) {
    case 'user':
      return [userStep(message, where, encoding)];
    case 'assistant':
      return assistantSteps(message, where, encoding);
    case 'tool':
      return resultSteps(message, where, names, encoding);
  }
}

function userStep(message: UserMessage, where: string, encoding: Encoding): JsonObject {
  if (message.name !== undefined) encoding.dropped(`${where}.name`, 'Google has no names of users.');
  const content = message.content.map((part, index) =>
    part.type === 'text'
      ? encoding.withOptions({ type: 'text', text: part.text }, part.providerOptions)
      : encodeMedia(part, `${where}.content[${index}]`, encoding),
  );
  return { type: 'user_input', content };
}

// What the model said in one go is one step, whatever it holds.
function assistantSteps(message: AssistantMessage, where: string, encoding: Encoding): JsonObject[] {
  const isHere = encoding.isFromHere(message);
  const steps: { type: string; [name: string]: JsonObject[string] }[] = [];
  for (const [index, part] of message.content.entries()) {
    const at = `${where}.content[${index}]`;
    const said = saidBy(part, at, encoding);
    const last = steps.at(-1);
    if (said === 'nothing') continue;
    if (said === undefined) steps.push(...ownStep(part, at, isHere, encoding));
    else if (last?.type === 'model_output') last['content'] = [...(last['content'] as JsonObject[]), said];
    else steps.push({ type: 'model_output', content: [said] });
  }
  return steps;
}

/** A part that is content of the model's output; undefined for one that is a step of its own. */
function saidBy(part: AssistantPart, where: string, encoding: Encoding): JsonObject | 'nothing' | undefined {
  switch (part.type) {
    case 'text':
      if (part.text === '') return 'nothing';
      return encoding.withOptions({ type: 'text', text: part.text }, part.providerOptions);
    case 'refusal':
      encoding.changed(where, 'Google has no refusals; it was sent as text.');
      return part.text === '' ? 'nothing' : { type: 'text', text: part.text };
    case 'image':
    case 'file':
      return encodeMedia(part, where, encoding);
    default:
      return undefined;
  }
}

function ownStep(
  part: AssistantPart,
  where: string,
  isHere: boolean,
  encoding: Encoding,
): { type: string; [name: string]: JsonObject[string] }[] {
  switch (part.type) {
    case 'reasoning': {
      if (!isHere) {
        encoding.dropped(where, 'Thoughts of another model are not sent to this one.');
        return [];
      }
      const summary = part.text === '' ? {} : { summary: [{ type: 'text', text: part.text }] };
      const step = { type: 'thought', ...signatureOf(part, where, isHere, encoding), ...summary };
      return [encoding.withOptions(step, part.providerOptions) as typeof step];
    }
    case 'tool-call':
      return [callStep(part, where, isHere, encoding)];
    case 'extra': {
      const isOurs =
        part.provider === encoding.dialect.vendor || part.provider === encoding.call.model.provider;
      const { value } = part;
      if (isHere && isOurs && isRecord(value) && typeof value['type'] === 'string')
        return [{ ...(value as JsonObject), type: value['type'] }];
      encoding.dropped(where, `Content that only ${part.provider} understands was left out.`);
      return [];
    }
    default:
      return [];
  }
}

function callStep(
  part: ToolCallPart,
  where: string,
  isHere: boolean,
  encoding: Encoding,
): { type: string; [name: string]: JsonObject[string] } {
  const isSound = part.invalid === undefined && isRecord(part.input);
  if (!isSound)
    encoding.changed(`${where}.input`, 'Google takes an object as arguments only; an empty one was sent.');
  const step = {
    type: 'function_call',
    id: part.id,
    name: part.name,
    arguments: isSound ? (part.input as JsonObject) : {},
    ...signatureOf(part, where, isHere, encoding),
  };
  return encoding.withOptions(step, part.providerOptions) as typeof step;
}

function signatureOf(
  part: { readonly signature?: string },
  where: string,
  isHere: boolean,
  encoding: Encoding,
): { signature?: string } {
  if (part.signature === undefined) return {};
  if (isHere) return { signature: part.signature };
  encoding.dropped(`${where}.signature`, 'The signature of another provider was left out.');
  return {};
}

function resultSteps(
  message: ToolMessage,
  where: string,
  names: ReadonlyMap<string, string>,
  encoding: Encoding,
): JsonObject[] {
  return message.content.map((part, index) => {
    const name = part.toolName ?? names.get(part.toolCallId);
    const step = {
      type: 'function_result',
      call_id: part.toolCallId,
      ...(name === undefined ? {} : { name }),
      ...(part.isError === undefined ? {} : { is_error: part.isError }),
      result: resultOf(part, `${where}.content[${index}]`, encoding),
    };
    return encoding.withOptions(step, part.providerOptions);
  });
}

// "result": a text, or contents where there is more than one text.
function resultOf(part: ToolResultPart, where: string, encoding: Encoding): string | JsonObject[] {
  const [only] = part.content;
  if (only === undefined) return '';
  if (part.content.length === 1 && only.type === 'text' && only.providerOptions === undefined)
    return only.text;
  return part.content.map((item, index) =>
    item.type === 'text'
      ? encoding.withOptions({ type: 'text', text: item.text }, item.providerOptions)
      : encodeMedia(item, `${where}.content[${index}]`, encoding),
  );
}
