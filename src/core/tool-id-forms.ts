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

const name = /^[a-zA-Z0-9_-]{1,64}$/;
const anyName = /./s;

/** The names of tools that a protocol takes in calls. No format takes an empty one. */
export function toolNameForm(protocol: string): RegExp {
  // The formats that are strict about ids are the ones that are strict about names.
  return Object.hasOwn(forms, protocol) ? name : anyName;
}

/** How strictly a format pairs tool calls with their results. */
export interface CallManners {
  /** Whether an id may stand for one call of the conversation only. */
  readonly areIdsUnique: boolean;
  /** Whether a turn may stay without a result for any of its calls. */
  readonly mayStayOpen: boolean;
}

// Recorded, HTTP 200: Gemini's calls that plain text follows, and ids that come again in a later turn (OpenRouter).
const openProtocols: ReadonlySet<string> = new Set(['google-generate', 'ollama-chat']);
const adjacentProtocols: ReadonlySet<string> = new Set([...openProtocols, 'openai-chat', 'cohere-chat']);

/** How a protocol pairs; strictly where that is not known. */
export function callManners(protocol: string): CallManners {
  return { areIdsUnique: !adjacentProtocols.has(protocol), mayStayOpen: openProtocols.has(protocol) };
}

/** The form of a protocol; undefined where any text is taken. */
export function toolIdForm(protocol: string): ToolIdForm | undefined {
  return Object.hasOwn(forms, protocol) ? forms[protocol] : undefined;
}
