import { isRecord, type JsonObject } from '../../core/json.ts';
import type {
  AssistantPart,
  Message,
  ProviderOptions,
  TextPart,
  ToolResultPart,
  UserPart,
} from '../../core/message.ts';
import { listAt, objectAt, refusal } from './refusal.ts';
import { cacheOptions, parseMedia, parseResult, parseSaid, parseText } from './server-parse-content.ts';

type Members = Readonly<Record<string, unknown>>;

/** The conversation of a request, its system prompt first. Refuses what Bedrock refuses; some models may begin. */
export function parseMessages(body: Members, vendor: string, mayBegin: boolean): Message[] {
  const conversation = new Conversation(vendor, mayBegin);
  conversation.system(listAt(body['system'], 'system'));
  const turns = listAt(body['messages'], 'messages');
  if (turns.length === 0) throw refusal('The messages field is empty. Add a message and try again.');
  for (const [index, turn] of turns.entries())
    conversation.turn(objectAt(turn, `messages.${index}`), `messages.${index}`);
  return conversation.messages;
}

class Conversation {
  readonly messages: Message[] = [];
  readonly #vendor: string;
  readonly #mayBegin: boolean;
  #role: 'user' | 'assistant' | undefined;
  /** Names of the calls of the last assistant turn, by id. */
  #calls: ReadonlyMap<string, string> = new Map();

  constructor(vendor: string, mayBegin: boolean) {
    this.#vendor = vendor;
    this.#mayBegin = mayBegin;
  }

  system(blocks: readonly unknown[]): void {
    const content: TextPart[] = [];
    for (const [index, each] of blocks.entries()) {
      const place = `system.${index}`;
      const block = objectAt(each, place);
      if (block['cachePoint'] === undefined) content.push(parseText(block, place, this.#vendor));
      else marked(content, cacheOptions(block['cachePoint'], place, this.#vendor), place);
    }
    if (content.length > 0) this.messages.push({ role: 'system', content });
  }

  turn(turn: Members, place: string): void {
    const { role } = turn;
    if (role !== 'user' && role !== 'assistant')
      throw refusal(
        `1 validation error detected: Value at '${place}.role' failed to satisfy constraint: Member must satisfy enum value set: [user, assistant]`,
      );
    if (this.#role === undefined && role === 'assistant' && !this.#mayBegin)
      throw refusal(
        'A conversation must start with a user message. Try again with a conversation that starts with a user message.',
      );
    if (this.#role === role)
      throw refusal(
        'A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.',
      );
    const blocks = listAt(turn['content'], `${place}.content`);
    if (blocks.length === 0)
      throw refusal(
        `The content field in the Message object at ${place} is empty. Add a ContentBlock object to the content field and try again.`,
      );
    this.#role = role;
    const where = `${place}.content`;
    if (role === 'assistant') this.#assistant(blocks, where);
    else this.#user(blocks, where);
  }

  #assistant(blocks: readonly unknown[], place: string): void {
    const content: AssistantPart[] = [];
    const calls = new Map<string, string>();
    for (const [index, each] of blocks.entries()) {
      const where = `${place}.${index}`;
      const block = objectAt(each, where);
      if (block['cachePoint'] !== undefined) {
        marked(content, cacheOptions(block['cachePoint'], where, this.#vendor), where);
        continue;
      }
      const part = parseSaid(block, where, this.#vendor);
      content.push(part);
      if (part.type !== 'tool-call') continue;
      if (calls.has(part.id))
        throw refusal(`The toolUse blocks at ${place} contain duplicate Ids: ${part.id}`);
      calls.set(part.id, part.name);
    }
    this.#calls = calls;
    this.messages.push({ role: 'assistant', content });
  }

  #user(blocks: readonly unknown[], place: string): void {
    const open = new Map(this.#calls);
    const results = blocks.filter((each) => isRecord(each) && each['toolResult'] !== undefined).length;
    if (results > open.size)
      throw refusal(
        `The number of toolResult blocks at ${place} exceeds the number of toolUse blocks of previous turn.`,
      );
    // Parts of one kind are one message; results are a message of their own.
    let said: UserPart[] = [];
    let answers: ToolResultPart[] = [];
    for (const [index, each] of blocks.entries()) {
      const where = `${place}.${index}`;
      const block = objectAt(each, where);
      if (block['toolResult'] !== undefined) {
        if (said.length > 0) this.messages.push({ role: 'user', content: said });
        said = [];
        answers.push(this.#answer(block['toolResult'], where, open));
      } else if (block['cachePoint'] !== undefined) {
        const options = cacheOptions(block['cachePoint'], where, this.#vendor);
        marked<UserPart | ToolResultPart>(said.length > 0 ? said : answers, options, where);
      } else {
        if (answers.length > 0) this.messages.push({ role: 'tool', content: answers });
        answers = [];
        said.push(this.#asked(block, where));
      }
    }
    if (answers.length > 0) this.messages.push({ role: 'tool', content: answers });
    if (said.length > 0) this.messages.push({ role: 'user', content: said });
    if (open.size > 0)
      throw refusal(
        `Expected toolResult blocks at ${place} for the following Ids: ${[...open.keys()].join(', ')}`,
      );
    this.#calls = new Map();
  }

  #answer(value: unknown, where: string, open: Map<string, string>): ToolResultPart {
    const result = parseResult(value, `${where}.toolResult`, this.#vendor);
    const toolName = this.#calls.get(result.toolCallId);
    // There are not more results than calls: one of a foreign id leaves a call without its own.
    if (!open.delete(result.toolCallId) || toolName === undefined)
      throw refusal(
        `Expected toolResult blocks at ${where.replace(/\.\d+$/, '')} for the following Ids: ${[...open.keys()].join(', ')}`,
      );
    return { ...result, toolName };
  }

  #asked(block: Members, where: string): UserPart {
    if (block['reasoningContent'] !== undefined)
      throw refusal(
        'User messages cannot contain reasoning content. Please remove the reasoning content and try again.',
      );
    if (block['toolUse'] !== undefined) throw refusal('User messages cannot contain tool uses.');
    return parseMedia(block, where, this.#vendor) ?? parseText(block, where, this.#vendor);
  }
}

/** Puts settings on the last part of a list. */
function marked<Part extends object>(parts: Part[], options: ProviderOptions, place: string): void {
  const last = parts.at(-1) as (Part & { readonly providerOptions?: ProviderOptions }) | undefined;
  if (last === undefined) throw refusal(`The cachePoint block at ${place} has nothing to cache before it.`);
  const merged = Object.fromEntries(
    Object.entries(options).map(([vendor, settings]): [string, JsonObject] => [
      vendor,
      { ...last.providerOptions?.[vendor], ...settings },
    ]),
  );
  parts[parts.length - 1] = { ...last, providerOptions: merged };
}
