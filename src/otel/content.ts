import type { Attributes } from '@opentelemetry/api';
import type { Call } from '../core/call.ts';
import type { Json } from '../core/json.ts';
import type { Message, Part } from '../core/message.ts';
import type { AnyCall } from '../core/operation.ts';
import { redact } from '../core/redact.ts';
import type { Folded } from '../core/response.ts';
import { finishName } from './attributes.ts';

/** Changes each text before it is shown; see `OtelOptions.redact`. */
export type Redact = (text: string) => string;

/** What was asked, as the conventions write it. Media is told by its kind, never shown. */
export function askedContent(call: AnyCall, clean: Redact): Attributes {
  if (call.operation !== 'text') return {};
  const { messages, tools = [] } = call;
  const system = messages.filter(({ role }) => role === 'system').flatMap((each) => partsOf(each, clean));
  const rest = messages.filter(({ role }) => role !== 'system').map((each) => messageOf(each, clean));
  return {
    'gen_ai.input.messages': JSON.stringify(rest),
    ...(system.length === 0 ? {} : { 'gen_ai.system_instructions': JSON.stringify(system) }),
    ...(tools.length === 0 ? {} : { 'gen_ai.tool.definitions': definitionsOf(tools, clean) }),
  };
}

/** What was answered. */
export function answeredContent({ message, finishReason }: Folded, clean: Redact): Attributes {
  const finish = finishReason === undefined ? {} : { finish_reason: finishName(finishReason) };
  return { 'gen_ai.output.messages': JSON.stringify([{ ...messageOf(message, clean), ...finish }]) };
}

/** Takes keys out of a text, then lets the caller take out more. */
export function cleaner(own: Redact | undefined): Redact {
  return (text) => {
    const plain = redact(text);
    return own === undefined ? plain : own(plain);
  };
}

/** Any value as JSON text, each text in it cleaned. */
export function cleanJson(value: unknown, clean: Redact): string {
  // Cleaned text by text: cleaning the whole could break the JSON.
  return (
    JSON.stringify(value, (_key, each: unknown) => (typeof each === 'string' ? clean(each) : each)) ?? 'null'
  );
}

function definitionsOf(tools: NonNullable<Call['tools']>, clean: Redact): string {
  const shown = tools.map((tool) =>
    'definition' in tool
      ? { type: 'provider', definition: tool.definition }
      : { type: 'function', name: tool.name, description: tool.description },
  );
  return cleanJson(shown, clean);
}

function messageOf(message: Message, clean: Redact): { role: string; parts: Json[] } {
  return { role: message.role, parts: partsOf(message, clean) };
}

function partsOf({ content }: Message, clean: Redact): Json[] {
  return content.map((part) => partOf(part, clean));
}

function partOf(part: Part, clean: Redact): Json {
  switch (part.type) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      return { type: part.type === 'refusal' ? 'text' : part.type, content: clean(part.text) };
    case 'tool-call':
      return {
        type: 'tool_call',
        id: part.id,
        name: part.name,
        arguments: JSON.parse(cleanJson(part.input, clean)) as Json,
      };
    case 'tool-result':
      return {
        type: 'tool_call_response',
        id: part.toolCallId,
        response: part.content.map((inner) => partOf(inner, clean)),
      };
    case 'image':
    case 'file':
      return {
        type: 'blob',
        modality: part.type,
        ...('mediaType' in part.source && part.source.mediaType !== undefined
          ? { mime_type: part.source.mediaType }
          : {}),
      };
    default:
      return { type: 'extra', provider: part.provider };
  }
}
