import { functionTools, providerTools } from '../../core/call.ts';
import type { AssistantMessage, AssistantPart, ToolCallPart } from '../../core/message.ts';
import { isRecord } from '../../core/json.ts';
import { wireToolIds } from '../../core/tool-ids.ts';
import type { Encoding } from './encoding.ts';
import { signatureMembers } from './signature.ts';

/** What the assistant's side of a conversation is encoded with. */
export interface CallContext {
  readonly encoding: Encoding;
  /** What a tool-call id is called here. */
  readonly idOf: (id: string) => string;
  /** The item type of each call that is no function call, by the call's id. */
  readonly kinds: ReadonlyMap<string, string>;
}

/** The calls of the conversation that are of another kind than a function's: free-text tools, the shell, the computer. */
export function callKinds(encoding: Encoding): Map<string, string> {
  const kinds = new Map<string, string>();
  const custom = customTools(encoding);
  for (const message of encoding.call.messages) {
    if (message.role !== 'assistant') continue;
    const isOwn = encoding.isFromHere(message);
    for (const part of message.content) {
      const [id, kind] = kindOf(part, isOwn, custom);
      if (id !== undefined && kind !== undefined) kinds.set(id, kind);
    }
  }
  return kinds;
}

/**
 * What each tool-call id of the conversation is called here. Ids that this host gave stay; others that it would refuse
 * are replaced, in the call and in its result alike.
 */
export function toolCallIds(encoding: Encoding): (id: string) => string {
  const { call, dialect } = encoding;
  const { pattern, length } = dialect.toolCallIds;
  const accepted = new RegExp(pattern);
  return wireToolIds(call.messages, {
    takes: (id) => accepted.test(id),
    isOwn: (message) => isGivenHere(message, call.model.provider),
    nameFor: (id, attempt) => nameFrom(`${id}#${attempt}`, length),
    renamed(from, to) {
      const message = `${dialect.vendor} refuses tool-call ids of this form; one was replaced in its call and result.`;
      encoding.changed('messages', message, { from, to });
    },
  });
}

function kindOf(
  part: AssistantPart,
  isOwn: boolean,
  custom: ReadonlySet<string>,
): readonly [string | undefined, string | undefined] {
  if (part.type === 'tool-call')
    return [part.id, isCustom(part, isOwn, custom) ? 'custom_tool_call' : undefined];
  if (part.type !== 'extra' || !isOwn || !isRecord(part.value)) return [undefined, undefined];
  const { type, call_id, id } = part.value;
  const said = call_id ?? (type === 'mcp_approval_request' ? id : undefined);
  return typeof said === 'string' && typeof type === 'string' ? [said, type] : [undefined, undefined];
}

function isCustom(part: ToolCallPart, isOwn: boolean, custom: ReadonlySet<string>): boolean {
  return (
    (isOwn && signatureMembers(part.signature)?.['type'] === 'custom_tool_call') || custom.has(part.name)
  );
}

function customTools(encoding: Encoding): Set<string> {
  const names = new Set<string>();
  for (const { definition } of providerTools(encoding.call)) {
    const { type, name } = definition;
    if (type === 'custom' && typeof name === 'string') names.add(name);
  }
  for (const { name } of functionTools(encoding.call)) names.delete(name);
  return names;
}

function isGivenHere({ origin }: AssistantMessage, provider: string): boolean {
  return origin?.provider === provider && origin.protocol === 'openai-responses';
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

// A name that depends on the id alone, so that the same conversation gives the same request.
function nameFrom(seed: string, length: number): string {
  let state = 2_166_136_261;
  for (let index = 0; index < seed.length; index += 1)
    state = Math.imul(state ^ seed.charCodeAt(index), 16_777_619);
  let name = 'call_';
  while (name.length < length) {
    state = Math.imul(state ^ (state >>> 15), 2_246_822_519) + name.length;
    name += letters[(state >>> 8) % letters.length];
  }
  return name.slice(0, length);
}
