import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type {
  AssistantMessage,
  AssistantPart,
  ExtraPart,
  ImagePart,
  ReasoningPart,
  RefusalPart,
  TextPart,
  ToolCallPart,
} from '../../core/message.ts';
import { annotationOf } from './annotations.ts';
import type { Encoding } from './encoding.ts';
import { reasoningItemOf } from './reasoning.ts';
import { signatureMembers } from './signature.ts';
import type { CallContext } from './tool-calls.ts';

/** A model's turn as items, in the order in which it made them. */
export function encodeAssistant(
  message: AssistantMessage,
  context: CallContext,
  setting: string,
): JsonObject[] {
  const items: JsonObject[] = [];
  const turn = new Turn(message, context);
  for (const [index, part] of message.content.entries())
    turn.add(part, `${setting}.content[${index}]`, items);
  return withoutLastThoughts(items, context.encoding, setting);
}

// An answer may have ended before anything followed its thoughts. "Item … of type 'reasoning' was provided without its
// required following item" (recorded, HTTP 400).
function withoutLastThoughts(items: JsonObject[], encoding: Encoding, setting: string): JsonObject[] {
  const end = items.findLastIndex((item) => item['type'] !== 'reasoning') + 1;
  if (end === items.length) return items;
  encoding.dropped(setting, 'Thoughts that nothing followed were left out, as the host refuses them alone.');
  return items.slice(0, end);
}

class Turn {
  readonly #context: CallContext;
  readonly #encoding: Encoding;
  readonly #isOwn: boolean;
  readonly #isModel: boolean;
  // Thoughts that stayed here. The host refuses the ids of items that followed them without them (recorded: "of type
  // 'reasoning' was provided without its required following item", and the reverse).
  #hasLostThoughts = false;
  #content: Json[] | undefined;

  constructor(message: AssistantMessage, context: CallContext) {
    this.#context = context;
    this.#encoding = context.encoding;
    this.#isOwn = context.encoding.isFromHere(message);
    this.#isModel = context.encoding.isFromModel(message);
  }

  add(part: AssistantPart, setting: string, items: JsonObject[]): void {
    if (part.type === 'text' || part.type === 'refusal') {
      this.#say(part, items);
      return;
    }
    this.#content = undefined;
    const item = this.#item(part, setting);
    if (item !== undefined) items.push(item);
  }

  // Texts in a row are one message, until one that carries the id of the next.
  #say(part: TextPart | RefusalPart, items: JsonObject[]): void {
    const members = part.type === 'text' ? this.#members(part.signature) : undefined;
    const wire = part.type === 'text' ? this.#text(part) : { type: 'refusal', refusal: part.text };
    if (this.#content !== undefined && members === undefined) {
      this.#content.push(wire);
      return;
    }
    const content: Json[] = [wire];
    this.#content = content;
    const isWhole = members !== undefined && Object.hasOwn(members, 'id');
    const status = isWhole ? { type: 'message', status: 'completed' } : {};
    items.push({ ...status, ...members, role: 'assistant', content });
  }

  #text(part: TextPart): JsonObject {
    const annotations = (part.citations ?? []).map(annotationOf).filter((each) => each !== undefined);
    return this.#encoding.withOptions(
      { type: 'output_text', text: part.text, annotations },
      part.providerOptions,
    );
  }

  #item(part: Exclude<AssistantPart, TextPart | RefusalPart>, setting: string): JsonObject | undefined {
    switch (part.type) {
      case 'reasoning':
        return this.#thoughts(part, setting);
      case 'tool-call':
        return this.#call(part, setting);
      case 'extra':
        return this.#extra(part, setting);
      case 'image':
        return this.#image(part, setting);
      case 'file':
        this.#encoding.dropped(setting, 'A file that a model made was left out: it cannot be sent back.');
        return undefined;
      default:
        part satisfies never;
        return undefined;
    }
  }

  #thoughts(part: ReasoningPart, setting: string): JsonObject | undefined {
    const { dialect, store } = this.#encoding;
    const item = this.#isModel && dialect.replayReasoning ? reasoningItemOf(part) : undefined;
    // The host looks an item without its content up by id, and finds nothing when nothing is stored.
    const isKnown =
      item !== undefined && (store !== false || 'encrypted_content' in item || 'content' in item);
    if (isKnown) return this.#encoding.withOptions(item, part.providerOptions);
    this.#hasLostThoughts = true;
    const why = !this.#isModel
      ? 'another model had them'
      : item === undefined
        ? 'they do not come from this API'
        : 'they were neither stored nor encrypted';
    this.#encoding.dropped(setting, `The thoughts of an earlier turn were left out, as ${why}.`);
    return undefined;
  }

  #call(part: ToolCallPart, setting: string): JsonObject {
    const { kinds, idOf } = this.#context;
    const { type: _type, ...members } = this.#members(part.signature) ?? {};
    const call = { ...members, call_id: idOf(part.id), name: part.name };
    const isCustom = kinds.get(part.id) === 'custom_tool_call';
    if (part.invalid !== undefined)
      this.#encoding.changed(
        setting,
        `A tool call that could not be read was sent as it came (${part.invalid}).`,
      );
    const wire = isCustom
      ? { type: 'custom_tool_call', ...call, input: freeText(part) }
      : { type: 'function_call', ...call, arguments: argumentText(part) };
    return this.#encoding.withOptions(wire, part.providerOptions);
  }

  #extra({ provider, value }: ExtraPart, setting: string): JsonObject | undefined {
    const { dialect, call } = this.#encoding;
    const isHost = provider === dialect.vendor || provider === call.model.provider;
    if (
      isHost &&
      this.#isOwn &&
      isRecord(value) &&
      typeof value['type'] === 'string' &&
      !this.#hasLostThoughts
    )
      return value as JsonObject;
    const why = isHost && this.#isOwn ? 'the thoughts before it are missing' : `it is of ${provider}`;
    this.#encoding.dropped(setting, `A part that only its provider understands was left out, as ${why}.`);
    return undefined;
  }

  #image(part: ImagePart, setting: string): JsonObject | undefined {
    const members = this.#isOwn ? signatureMembers(part.signature) : undefined;
    if (members !== undefined && 'data' in part.source && !this.#hasLostThoughts)
      return { type: 'image_generation_call', ...members, result: part.source.data };
    this.#encoding.dropped(
      setting,
      'An image that a model made was left out: only its own host takes it back. Send it in a user message.',
    );
    return undefined;
  }

  // Ids go back only with the thoughts that they belong to.
  #members(signature: string | undefined): JsonObject | undefined {
    const members = this.#isOwn ? signatureMembers(signature) : undefined;
    if (members === undefined) return undefined;
    if (this.#isModel && !this.#hasLostThoughts && this.#encoding.dialect.itemIds) return members;
    const { id: _id, ...rest } = members;
    return rest;
  }
}

function argumentText(part: ToolCallPart): string {
  if (part.invalid !== undefined) return part.raw ?? '{}';
  return JSON.stringify(part.input) ?? '{}';
}

function freeText(part: ToolCallPart): string {
  const { input } = part;
  if (part.invalid !== undefined) return part.raw ?? '';
  if (typeof input === 'string') return input;
  const text = isRecord(input) ? input['input'] : undefined;
  return typeof text === 'string' ? text : JSON.stringify(input);
}
