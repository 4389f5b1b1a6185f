/** The ids of tool calls that a format's owner accepts, and the length of those made up in place of others. */
export interface ToolIdForm {
  /** A regular expression. */
  readonly pattern: string;
  readonly length: number;
}

// The patterns stand in the vendors' own error messages: Anthropic's `^[a-zA-Z0-9_-]+$`, Bedrock's 1 to 64 of the same,
// OpenAI's "string too long" beyond 40 (Chat Completions) and 64 (Responses). The others take any text.
const forms: Readonly<Record<string, ToolIdForm>> = {
  'anthropic-messages': { pattern: '^(?!srvtoolu_)[a-zA-Z0-9_-]+$', length: 24 },
  'bedrock-converse': { pattern: '^[a-zA-Z0-9_-]{1,64}$', length: 24 },
  'bedrock-invoke-anthropic': { pattern: '^(?!srvtoolu_)[a-zA-Z0-9_-]+$', length: 24 },
  'bedrock-invoke-openai': { pattern: '^[A-Za-z0-9_-]{1,40}$', length: 24 },
  'openai-chat': { pattern: '^[A-Za-z0-9_-]{1,40}$', length: 24 },
  'openai-responses': { pattern: '^[A-Za-z0-9_-]{1,64}$', length: 24 },
};

/** The form of a protocol; undefined where any text is taken. */
export function toolIdForm(protocol: string): ToolIdForm | undefined {
  return Object.hasOwn(forms, protocol) ? forms[protocol] : undefined;
}
