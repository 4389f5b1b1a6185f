import { isRecord, type Json, type JsonObject, parseJson } from '../../core/json.ts';
import type {
  AssistantPart,
  Message,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  UserPart,
} from '../../core/message.ts';
import { type OpenaiChatDialect, openaiChatDefaults } from './dialect.ts';
import { refused } from './server-errors.ts';
import { parsePart, parseTextPart } from './server-parts.ts';

/** The messages of a request; every call must be answered and every answer must have its call. */
export function parseMessages(value: Json | undefined, dialect: OpenaiChatDialect): Message[] {
  if (!Array.isArray(value)) throw refused("Missing required parameter: 'messages'.");
  if (value.length === 0)
    throw refused(
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
    );
  const messages: Message[] = [];
  let open = new Map<string, string>();
  let results: ToolResultPart[] = [];
  (value as readonly Json[]).forEach((wire, index) => {
    const at = `messages[${index}]`;
    if (!isRecord(wire)) throw refused(`Invalid type for '${at}': expected an object.`);
    if (wire['role'] === 'tool') {
      const result = parseResult(wire as JsonObject, at, open, dialect);
      if (results.length === 0) messages.push({ role: 'tool', content: results });
      results.push(result);
      return;
    }
    demandAnswered(open);
    results = [];
    const message = parseMessage(wire as JsonObject, at, dialect, messages.at(-1)?.role);
    open = new Map(
      message.content.flatMap((part) => (part.type === 'tool-call' ? [[part.id, part.name]] : [])),
    );
    messages.push(message);
  });
  demandAnswered(open);
  return messages;
}

function parseMessage(
  wire: JsonObject,
  at: string,
  dialect: OpenaiChatDialect,
  before: Message['role'] | undefined,
): Message {
  const { role, name } = wire;
  switch (role) {
    case 'system':
    case 'developer':
      if (dialect.systemMessages === 'one' && before !== undefined)
        throw refused(`Unexpected role 'system' after role '${before}'`);
      return { role: 'system', content: texts(wire['content'], at, dialect) };
    case 'user':
      return {
        role: 'user',
        content: parts(wire['content'], at, dialect),
        ...(typeof name === 'string' ? { name } : {}),
      };
    case 'assistant':
      return { role: 'assistant', content: parseAssistant(wire, at, dialect) };
    default: {
      const supported = "'system', 'assistant', 'user', 'tool', and 'developer'";
      throw refused(
        `Invalid value ${JSON.stringify(role)} for '${at}.role'. Supported values are: ${supported}.`,
      );
    }
  }
}

function parts(content: Json | undefined, at: string, dialect: OpenaiChatDialect): UserPart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  if (!Array.isArray(content)) {
    throw refused(`Invalid type for '${at}.content': expected one of a string or array of objects.`);
  }
  return content.map((part, index) => parsePart(part as Json, `${at}.content[${index}]`, dialect));
}

function texts(content: Json | undefined, at: string, dialect: OpenaiChatDialect): TextPart[] {
  return parts(content, at, dialect).map((part) => {
    if (part.type !== 'text')
      throw refused(`Invalid '${at}'. Content blocks are expected to be of type text.`);
    return part;
  });
}

function parseAssistant(wire: JsonObject, at: string, dialect: OpenaiChatDialect): AssistantPart[] {
  const {
    content,
    refusal,
    tool_calls: calls,
    role: _role,
    name: _name,
    function_call: _legacy,
    ...others
  } = wire;
  const reasoning = dialect.reasoningFields
    .map((field) => others[field])
    .find((text) => typeof text === 'string' && text !== '');
  for (const field of dialect.reasoningFields) delete (others as Record<string, unknown>)[field];
  if (calls != null && !Array.isArray(calls))
    throw refused(`Invalid type for '${at}.tool_calls': expected an array of objects.`);
  const callParts = ((calls ?? []) as readonly Json[]).map((call, index) =>
    parseCall(call, `${at}.tool_calls[${index}]`, dialect),
  );
  const said = content == null ? [] : assistantContent(content, at, dialect);
  if (content == null && callParts.length === 0 && typeof refusal !== 'string' && others['audio'] == null) {
    throw refused(`Invalid value for '${at}.content': expected a string, got null.`);
  }
  // That a turn is to be gone on with is said by its place.
  const mark = dialect.prefill?.member;
  const kept = Object.fromEntries(
    Object.entries(others).filter(([name, value]) => value != null && name !== mark),
  );
  return [
    ...(typeof reasoning === 'string' ? [{ type: 'reasoning' as const, text: reasoning }] : []),
    ...said,
    ...(typeof refusal === 'string' && refusal !== '' ? [{ type: 'refusal' as const, text: refusal }] : []),
    ...callParts,
    ...(Object.keys(kept).length === 0
      ? []
      : [{ type: 'extra' as const, provider: dialect.vendor, value: kept as JsonObject }]),
  ];
}

function assistantContent(content: Json, at: string, dialect: OpenaiChatDialect): AssistantPart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  if (!Array.isArray(content))
    throw refused(`Invalid type for '${at}.content': expected one of a string or array of objects.`);
  return (content as readonly Json[]).flatMap((part, index): AssistantPart[] => {
    if (!isRecord(part)) throw refused(`Invalid type for '${at}.content[${index}]': expected an object.`);
    if (part['type'] === 'refusal' && typeof part['refusal'] === 'string')
      return [{ type: 'refusal', text: part['refusal'] }];
    if (part['type'] === 'thinking') return [{ type: 'reasoning', text: thoughtOf(part['thinking']) }];
    return [parseTextPart(part as JsonObject, `${at}.content[${index}]`, dialect)];
  });
}

function thoughtOf(thinking: unknown): string {
  if (!Array.isArray(thinking)) return typeof thinking === 'string' ? thinking : '';
  return thinking
    .map((piece: unknown) => (isRecord(piece) && typeof piece['text'] === 'string' ? piece['text'] : ''))
    .join('');
}

function parseCall(call: Json, at: string, dialect: OpenaiChatDialect): ToolCallPart {
  if (!isRecord(call)) throw refused(`Invalid type for '${at}': expected an object.`);
  const {
    id,
    type: _type,
    index: _index,
    function: said,
    extra_content: proof,
    ...others
  } = call as JsonObject;
  if (typeof id !== 'string' || id === '') throw refused(`Missing required parameter: '${at}.id'.`);
  refuseId(id, `${at}.id`, dialect);
  const { name, arguments: json } = isRecord(said) ? said : {};
  if (typeof name !== 'string') throw refused(`Missing required parameter: '${at}.function.name'.`);
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name))
    throw refused(
      `Invalid '${at}.function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
    );
  if (typeof json !== 'string') throw refused(`Missing required parameter: '${at}.function.arguments'.`);
  const google = isRecord(proof) ? proof['google'] : undefined;
  const signature =
    isRecord(google) && typeof google['thought_signature'] === 'string'
      ? { signature: google['thought_signature'] }
      : {};
  const options = Object.keys(others).length === 0 ? {} : { providerOptions: { [dialect.vendor]: others } };
  return { type: 'tool-call', id, name, ...inputOf(json), ...signature, ...options };
}

// Hosts give ids of their own that OpenAI would not take, so only what a host itself is known to refuse is refused.
function refuseId(
  id: string,
  at: string,
  { vendor, toolCallIds: { pattern, length } }: OpenaiChatDialect,
): void {
  const { vendor: owner, toolCallIds: usual } = openaiChatDefaults;
  if (vendor === owner && id.length > 40)
    throw refused(
      `Invalid '${at}': string too long. Expected a string with maximum length 40, but got a string with length ${id.length} instead.`,
    );
  if (pattern !== usual.pattern && !new RegExp(pattern).test(id))
    throw refused(
      `Tool call id was ${id.slice(0, 80)} but must be a-z, A-Z, 0-9, with a length of ${length}.`,
    );
}

function inputOf(json: string): Pick<ToolCallPart, 'input' | 'invalid' | 'raw'> {
  if (json.trim() === '') return { input: {} };
  const parsed = parseJson(json);
  if (parsed.ok && isRecord(parsed.value)) return { input: parsed.value as JsonObject };
  return {
    input: null,
    invalid: parsed.ok ? 'the arguments are not a JSON object' : parsed.problem,
    raw: json,
  };
}

function parseResult(
  wire: JsonObject,
  at: string,
  open: Map<string, string>,
  dialect: OpenaiChatDialect,
): ToolResultPart {
  const { tool_call_id: id, content, role: _role, name: _name, ...others } = wire;
  if (typeof id !== 'string') throw refused(`Missing required parameter: '${at}.tool_call_id'.`);
  const toolName = open.get(id);
  if (toolName === undefined) {
    throw refused(
      `Invalid parameter: messages with role 'tool' must be a response to a preceding message with 'tool_calls' ('${at}').`,
    );
  }
  open.delete(id);
  const options = Object.keys(others).length === 0 ? {} : { providerOptions: { [dialect.vendor]: others } };
  const allowed =
    dialect.toolResultImages === 'parts' ? parts(content, at, dialect) : texts(content, at, dialect);
  return { type: 'tool-result', toolCallId: id, toolName, content: allowed, ...options };
}

function demandAnswered(open: ReadonlyMap<string, string>): void {
  if (open.size === 0) return;
  throw refused(
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. " +
      `The following tool_call_ids did not have response messages: ${[...open.keys()].join(', ')}`,
  );
}
