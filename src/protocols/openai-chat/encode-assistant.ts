import type { Call } from '../../core/call.ts';
import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';
import {
  type AssistantMessage,
  type ExtraPart,
  isFromHere,
  type ReasoningPart,
  type TextPart,
  type ToolCallPart,
} from '../../core/message.ts';
import { wellFormed } from '../well-formed.ts';
import type { Changes } from '../changes.ts';
import type { OpenaiChatDialect } from './dialect.ts';
import { ownOptions } from './encode-tools.ts';

/** What encoding an assistant turn needs to know beside the turn. */
export interface TurnContext {
  readonly dialect: OpenaiChatDialect;
  readonly call: Call;
  readonly changes: Changes;
  readonly idOf: (id: string) => string;
  /** Where the turn stands, such as `messages[2]`. */
  readonly setting: string;
}

/** An assistant turn. What only its author understands goes back to its author alone. */
export function encodeAssistant(
  message: AssistantMessage,
  context: TurnContext,
): JsonObject & { readonly role: 'assistant' } {
  const { dialect, call, setting, changes } = context;
  const isOwn = isFromHere(message, { provider: call.model.provider, protocol: 'openai-chat' });
  const texts = message.content.filter((part) => part.type === 'text');
  const calls = message.content.filter((part) => part.type === 'tool-call');
  const refusal = message.content.map((part) => (part.type === 'refusal' ? part.text : '')).join('');
  const reasoning = isOwn ? message.content.filter((part) => part.type === 'reasoning') : [];
  const extra = isOwn ? extraMembers(message, context) : {};
  if (!isOwn) noteForeign(message, context);
  const hasAudio = isRecord(extra['audio']);
  const media = message.content.filter(
    (part) => part.type === 'image' || (part.type === 'file' && !hasAudio),
  );
  if (media.length > 0)
    changes.dropped(
      setting,
      'Images and files that a model made were left out: assistant turns take none. Send them in a user turn.',
    );
  return {
    role: 'assistant',
    content: contentOf(texts, reasoning, calls.length > 0 || refusal !== '', context),
    ...(refusal === '' ? {} : { refusal }),
    ...reasoningMember(dialect, reasoning),
    ...(calls.length === 0 ? {} : { tool_calls: calls.map((part) => encodeToolCall(part, isOwn, context)) }),
    ...extra,
  };
}

function contentOf(
  texts: readonly TextPart[],
  reasoning: readonly ReasoningPart[],
  mayBeEmpty: boolean,
  context: TurnContext,
): Json | undefined {
  const { dialect, call } = context;
  const text = texts.map((part) => part.text).join('');
  const thoughts = reasoning.map((part) => part.text).join('');
  if (dialect.replayReasoning === 'thinking-parts' && reasoning.length > 0) {
    return [...reasoning.map(thinkingPart), ...texts.map((part) => ({ type: 'text', text: part.text }))];
  }
  if (dialect.replayReasoning === 'think-tags' && thoughts !== '')
    return `<think>${thoughts}</think>\n\n${text}`;
  if (texts.some((part) => part.providerOptions !== undefined)) {
    return texts.map((part) => ({
      type: 'text',
      text: part.text,
      ...ownOptions(dialect, call, part.providerOptions),
    }));
  }
  // A plain string, as some models answer in the structure that they are shown.
  if (text !== '' || !mayBeEmpty) return text;
  return dialect.emptyContent === 'omit' ? undefined : dialect.emptyContent === 'null' ? null : '';
}

function thinkingPart({ text, signature }: ReasoningPart): JsonObject {
  return {
    type: 'thinking',
    thinking: [{ type: 'text', text }],
    ...(signature === undefined ? {} : { signature }),
  };
}

function reasoningMember(
  { replayReasoning }: OpenaiChatDialect,
  reasoning: readonly ReasoningPart[],
): JsonObject {
  const text = reasoning.map((part) => part.text).join('');
  if (replayReasoning === 'reasoning_content-always') return { reasoning_content: text };
  if (replayReasoning !== 'reasoning_content' && replayReasoning !== 'reasoning') return {};
  return text === '' ? {} : { [replayReasoning]: text };
}

function encodeToolCall(
  part: ToolCallPart,
  isOwn: boolean,
  { dialect, call, changes, idOf, setting }: TurnContext,
): JsonObject {
  if (part.invalid !== undefined) {
    changes.changed(
      setting,
      `The arguments of the call to "${part.name}" are not valid (${part.invalid}); they were sent as they are.`,
    );
  }
  const json = part.invalid === undefined ? JSON.stringify(wellFormed(part.input)) : (part.raw ?? '{}');
  const proof =
    isOwn && part.signature !== undefined
      ? { extra_content: { google: { thought_signature: part.signature } } }
      : {};
  return {
    id: idOf(part.id),
    type: 'function',
    function: { name: part.name, arguments: json },
    ...proof,
    ...ownOptions(dialect, call, part.providerOptions),
  };
}

// The value of an extra part holds members of the message, as the reader kept them.
function extraMembers(
  { content }: AssistantMessage,
  { dialect, call, changes, setting }: TurnContext,
): JsonObject {
  const extras = content.filter((part): part is ExtraPart => part.type === 'extra');
  const own = extras.filter(
    ({ provider }) => provider === dialect.vendor || provider === call.model.provider,
  );
  if (own.length < extras.length)
    changes.dropped(setting, `Parts that only another provider understands were left out of a turn.`);
  const members: Record<string, Json | undefined> = {};
  for (const { value } of own) {
    if (isRecord(value))
      for (const [name, member] of Object.entries(value as JsonObject)) setOwn(members, name, member);
  }
  if (dialect.replayReasoning === 'reasoning_details') return members;
  const { reasoning_details: _details, ...others } = members;
  return others;
}

function noteForeign({ content, origin }: AssistantMessage, { changes, setting }: TurnContext): void {
  const kinds = [
    ...(content.some((part) => part.type === 'reasoning') ? ['reasoning'] : []),
    ...(content.some((part) => part.type === 'extra') ? ['opaque parts'] : []),
    ...(content.some(
      (part) => part.type !== 'reasoning' && 'signature' in part && part.signature !== undefined,
    )
      ? ['signatures']
      : []),
  ];
  if (kinds.length === 0) return;
  changes.dropped(
    setting,
    `The ${kinds.join(' and ')} of a turn by ${origin?.provider ?? 'another provider'} were left out, as they are valid only there.`,
  );
}
