import type { Json, JsonObject } from './json.ts';

/** Settings for one provider each, keyed by provider id; other providers ignore them. */
export type ProviderOptions = Readonly<Record<string, JsonObject>>;

/** Where the bytes of an image or file are: base64 text, an address the provider fetches, or a file it already holds. */
export type MediaSource =
  | { readonly data: string; readonly mediaType: string }
  | { readonly url: string; readonly mediaType?: string }
  | HeldFile;

/** A file that a provider holds. */
export interface HeldFile {
  readonly fileId: string;
  readonly mediaType?: string;
  /**
   * Id of the provider that holds it. A conversation that goes on with another one has a line of text in its place, with a
   * warning. Default: who is asked.
   */
  readonly provider?: string;
}

export interface TextPart {
  readonly type: 'text';
  readonly text: string;
  /** Where the statements of this text come from. */
  readonly citations?: readonly Source[];
  /** Opaque proof of origin (Gemini's thought signature); replayed to its origin only. */
  readonly signature?: string;
  readonly providerOptions?: ProviderOptions;
}

/** An image. */
export interface ImagePart {
  readonly type: 'image';
  readonly source: MediaSource;
  /** How closely the model looks at it, where the provider has such a setting. */
  readonly detail?: 'auto' | 'low' | 'high';
  /** Proof of origin on images a model made (Gemini); replayed to its origin only. */
  readonly signature?: string;
  readonly providerOptions?: ProviderOptions;
}

/** A document, audio or video file. */
export interface FilePart {
  readonly type: 'file';
  readonly source: MediaSource;
  readonly filename?: string;
  readonly signature?: string;
  readonly providerOptions?: ProviderOptions;
}

/** What the model thought before it answered. `signature` proves it to the provider that wrote it. */
export interface ReasoningPart {
  readonly type: 'reasoning';
  readonly text: string;
  readonly signature?: string;
  readonly providerOptions?: ProviderOptions;
}

/** Words of a model that declines to answer. */
export interface RefusalPart {
  readonly type: 'refusal';
  readonly text: string;
}

/**
 * A request of the model to run a tool. `input` holds the parsed arguments. When the arguments were not JSON, `input`
 * is null, `invalid` says why and `raw` keeps the text; such a call must not be run.
 */
export interface ToolCallPart {
  readonly type: 'tool-call';
  readonly id: string;
  readonly name: string;
  readonly input: Json;
  readonly invalid?: string;
  readonly raw?: string;
  /** Opaque proof of origin (Gemini's thought signature); replayed to its origin only. */
  readonly signature?: string;
  readonly providerOptions?: ProviderOptions;
}

/** What a tool answered. */
export interface ToolResultPart {
  readonly type: 'tool-result';
  readonly toolCallId: string;
  readonly toolName?: string;
  readonly content: readonly (TextPart | ImagePart | FilePart)[];
  /** Marks a failure where the format has such a mark (Anthropic, Bedrock, Google); elsewhere `Error:` stands before its text. */
  readonly isError?: boolean;
  readonly providerOptions?: ProviderOptions;
}

/** Something only one provider understands, kept whole and sent back to that provider only. */
export interface ExtraPart {
  readonly type: 'extra';
  readonly provider: string;
  readonly value: Json;
}

/** A place that an answer rests on: a web page, a document, a passage. */
export interface Source {
  readonly kind: 'url' | 'document' | 'other';
  readonly url?: string;
  readonly title?: string;
  /** The words of the source that are cited. */
  readonly citedText?: string;
  /** The span of the answer (in characters, end exclusive) that rests on the source. */
  readonly start?: number;
  readonly end?: number;
  /** The provider's own form, for replay to its origin. */
  readonly raw?: Json;
}

export type UserPart = TextPart | ImagePart | FilePart;
export type AssistantPart =
  | TextPart
  | ReasoningPart
  | RefusalPart
  | ToolCallPart
  | ImagePart
  | FilePart
  | ExtraPart;

/** Which model wrote an assistant message, so that signatures and ids go back only to where they are valid. */
export interface Origin {
  readonly provider: string;
  readonly protocol: string;
  readonly model: string;
}

export interface SystemMessage {
  readonly role: 'system';
  readonly content: readonly TextPart[];
}
export interface UserMessage<Part extends UserPart = UserPart> {
  readonly role: 'user';
  readonly content: readonly Part[];
  readonly name?: string;
}
export interface AssistantMessage {
  readonly role: 'assistant';
  readonly content: readonly AssistantPart[];
  readonly origin?: Origin;
}
export interface ToolMessage {
  readonly role: 'tool';
  readonly content: readonly ToolResultPart[];
}

/** One turn of a conversation: plain JSON, so it can be stored, copied and compared. */
export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage;
export type Part = UserPart | AssistantPart | ToolResultPart;

/** All text of a message, in order. */
export function textOf(message: Message): string {
  let text = '';
  for (const part of message.content) if (part.type === 'text') text += part.text;
  return text;
}

/** Whether what the model signed may go back to this target. A message without an origin was written by hand: its own responsibility. */
export function isFromHere(message: AssistantMessage, here: { provider: string; protocol: string }): boolean {
  const { origin } = message;
  return origin === undefined || (origin.provider === here.provider && origin.protocol === here.protocol);
}
